"""From a name to a model: the right adapter, or one sentence; and never a line of foreign code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import (
    AutoModelForCausalLM,
    AutoModelForTextEncoding,
    BertConfig,
    LlamaConfig,
    T5Config,
    T5EncoderModel,
    XLNetConfig,
    XLNetModel,
)

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models.auto_class import auto_class
from semhub.models.decoder import Decoder
from semhub.models.encoder import Encoder
from semhub.models.loading import load
from semhub.states.extraction import extract
from tests.sentences import assert_one_sentence
from tests.tiny import bert_folder, byte_level_tokenizer, llama_folder

WEIGHTS = "model.safetensors"
FOREIGN = """
from pathlib import Path
Path({marker!r}).write_text("yes")
from transformers import LlamaConfig as C, LlamaForCausalLM as M, PreTrainedTokenizerFast as T
"""


@pytest.fixture(scope="module")
def wholes(tmp_path_factory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("wholes")
    return {"llama": llama_folder(root / "llama"), "bert": bert_folder(root / "bert")}


@pytest.fixture
def llama(wholes, tmp_path) -> Path:
    return Path(shutil.copytree(wholes["llama"], tmp_path / "llama"))


@pytest.fixture
def bert(wholes, tmp_path) -> Path:
    return Path(shutil.copytree(wholes["bert"], tmp_path / "bert"))


def edit(path: Path, **changes) -> None:
    """Change values of a JSON file; None takes one out."""
    content = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({key: value for key, value in content.items() if value is not None}))


def refused(name: Path | str, **options) -> str:
    """The sentence with which `load` refuses."""
    with pytest.raises(InputError) as caught:
        load(str(name), **options)
    assert_one_sentence(str(caught.value))
    return str(caught.value)


def test_a_causal_model_is_loaded_with_its_head_and_checked(llama):
    model = load(str(llama))
    assert isinstance(model, Decoder)
    assert (model.n_layers, model.width, model.check.passed) == (3, 32, True)
    assert model.revision.startswith("sha256:")
    assert model.require_head() is model


def test_an_encoder_is_loaded_without_a_head(bert):
    model = load(str(bert))
    assert isinstance(model, Encoder)
    assert (model.n_layers, model.has_head, model.check.passed) == (3, False, None)
    with pytest.raises(InputError, match="without a head") as caught:
        model.require_head()
    assert_one_sentence(str(caught.value))
    assert not hasattr(model, "unembed") and not hasattr(model, "vocabulary_size")


def test_a_causal_body_saved_without_its_head_is_read_as_an_encoder(llama):
    tensors = load_file(llama / WEIGHTS)
    del tensors["lm_head.weight"]
    body = {name.removeprefix("model."): tensor for name, tensor in tensors.items()}
    save_file(body, llama / WEIGHTS, metadata={"format": "pt"})
    edit(llama / "config.json", architectures=["LlamaModel"])
    assert isinstance(load(str(llama)), Encoder)


def test_progress_is_reported_up_to_the_end(llama):
    seen = []
    load(str(llama), progress=lambda share, sentence: seen.append((share, sentence)))
    assert seen[-1] == (1.0, f"Loading {llama}")


def test_weights_are_of_the_dtype_that_was_asked_for(llama):
    assert load(str(llama), dtype="bfloat16").module.dtype == torch.bfloat16
    edit(llama / "config.json", dtype="bfloat16")
    assert load(str(llama), device="cpu").module.dtype == torch.float32


@pytest.mark.parametrize("dtype", ["float99", "float64", "int8", "nn", ""])
def test_a_dtype_that_is_not_offered_is_refused_with_those_that_are(llama, dtype):
    assert "use auto, float32, bfloat16, float16" in refused(llama, dtype=dtype)


def test_a_device_that_the_machine_lacks_is_refused(llama):
    assert "no device “gpu”" in refused(llama, device="gpu")
    if not torch.cuda.is_available():
        assert "no device “cuda”" in refused(llama, device="cuda")


def test_foreign_code_of_an_unknown_architecture_never_runs(llama, tmp_path):
    marker = tmp_path / "ran"
    (llama / "code.py").write_text(FOREIGN.format(marker=str(marker)))
    maps = {"AutoConfig": "code.C", "AutoModelForCausalLM": "code.M", "AutoModel": "code.M"}
    edit(llama / "config.json", model_type="unheard_of", auto_map=maps)
    assert "does not know" in refused(llama)
    assert not marker.exists()


def test_foreign_code_beside_a_known_architecture_never_runs(llama, tmp_path):
    marker = tmp_path / "ran"
    (llama / "code.py").write_text(FOREIGN.format(marker=str(marker)))
    maps = {"AutoConfig": "code.C", "AutoModelForCausalLM": "code.M", "AutoModel": "code.M"}
    edit(llama / "config.json", auto_map=maps)
    edit(
        llama / "tokenizer_config.json",
        tokenizer_class="T",
        auto_map={"AutoTokenizer": ["code.T", "code.T"]},
    )
    try:
        load(str(llama))
    except InputError as error:
        assert_one_sentence(str(error))
    assert not marker.exists()


@pytest.mark.parametrize(
    "content",
    [b"not a weight file", b"", None],
    ids=["something else", "nothing", "cut short"],
)
def test_damaged_weights_are_refused(llama, content):
    path = llama / WEIGHTS
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    assert "are damaged" in refused(llama)


def test_pickled_weights_are_never_opened(llama, tmp_path):
    (llama / WEIGHTS).unlink()
    marker = tmp_path / "ran"

    class Bomb:
        def __reduce__(self):
            return (Path.write_text, (marker, "yes"))

    torch.save({"weight": Bomb()}, llama / "pytorch_model.bin")
    assert "only pickled weights" in refused(llama)
    assert not marker.exists()


def test_tensors_that_the_weights_lack_are_counted_and_named(llama):
    tensors = load_file(llama / WEIGHTS)
    del tensors["model.layers.1.mlp.up_proj.weight"]
    save_file(tensors, llama / WEIGHTS, metadata={"format": "pt"})
    assert "lack 1 tensor of" in refused(llama)
    assert "in another size, model.layers.1.mlp.up_proj.weight;" in refused(llama)


def test_tensors_of_another_size_than_the_config_says_are_refused(llama):
    edit(llama / "config.json", intermediate_size=64)
    assert "in another size, model.layers.0.mlp" in refused(llama)


def test_an_encoder_may_lack_its_pooler(bert):
    with_pooler = load(str(bert))
    tensors = load_file(bert / WEIGHTS)
    kept = {name: tensor for name, tensor in tensors.items() if "pooler" not in name}
    assert len(kept) < len(tensors)
    save_file(kept, bert / WEIGHTS, metadata={"format": "pt"})
    without = load(str(bert))
    assert without.tokens(Text("The cat")) == with_pooler.tokens(Text("The cat"))


def test_a_value_that_the_architecture_does_not_allow_is_named(llama):
    edit(llama / "config.json", hidden_size="wide")
    assert "hidden_size" in refused(llama)


def test_a_quantisation_whose_package_is_not_there_is_refused(llama):
    edit(llama / "config.json", quantization_config={"quant_method": "gptq", "bits": 4})
    assert "pip install gptqmodel optimum" in refused(llama)


@pytest.mark.parametrize("content", ['{"version":', '{"version": "1.0"}', ""])
def test_a_damaged_tokenizer_is_refused(llama, content):
    (llama / "tokenizer.json").write_text(content)
    assert "The tokenizer in" in refused(llama)


def test_a_missing_tokenizer_is_refused(llama):
    (llama / "tokenizer.json").unlink()
    assert "has no tokenizer" in refused(llama)


@pytest.mark.parametrize(
    "name", ["./missing", "/nowhere/at/all", "../missing", "~/missing-model", "~nobody-at-all/x"]
)
def test_a_path_that_is_not_there_is_refused_without_asking_the_hub(name, monkeypatch):
    monkeypatch.setattr("semhub.models.huggingface.fetch", None)
    assert f"no folder {name}" in refused(name)


@pytest.mark.parametrize("name", ["", "a b", "a/b/c", "a\0b", "x" * 300])
def test_a_name_that_nothing_can_have_is_refused(name):
    assert refused(name).endswith("check the spelling.")


def test_a_text_longer_than_the_model_reads_is_refused_by_its_beginning(llama):
    model = load(str(llama))
    with pytest.raises(InputError, match="1,001 tokens and the model reads at most 128") as caught:
        model.encode([Text("ab" * 500)])
    assert_one_sentence(str(caught.value))


def test_an_encoder_whose_config_names_no_class_is_loaded_as_an_encoder():
    assert auto_class(BertConfig()) is AutoModelForTextEncoding
    assert auto_class(LlamaConfig()) is AutoModelForCausalLM


def test_of_an_encoder_and_decoder_the_encoder_is_read(tmp_path):
    tokenizer = byte_level_tokenizer()
    config = T5Config(
        vocab_size=len(tokenizer), d_model=32, d_kv=8, d_ff=48, num_layers=3, num_heads=4
    )
    T5EncoderModel(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    model = load(str(tmp_path))
    assert not model.has_head
    assert extract(model, [Text("The cat sleeps.")]).shape == (4, 1, 32)


def test_a_family_whose_states_have_another_form_is_refused(tmp_path):
    tokenizer = byte_level_tokenizer()
    config = XLNetConfig(vocab_size=len(tokenizer), d_model=32, n_layer=3, n_head=4, d_inner=48)
    XLNetModel(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    # XLNet puts positions before items and spells its limit of positions -1.
    assert "do not hand on one state a position" in refused(tmp_path)
