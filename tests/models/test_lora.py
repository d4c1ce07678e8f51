"""A LoRA adapter is merged into its base as W + s B A, and what does not fit is one sentence."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, GPT2Config

from semhub.cli import main
from semhub.inputs import Text
from semhub.models import catalogue
from semhub.models.loading import load, untrained
from semhub.states.extraction import extract
from tests.models.adapters import DOWN, SIZES, Q, both, pair, write_adapter
from tests.models.families import DECODERS
from tests.sentences import said
from tests.tiny import byte_level_tokenizer, llama_folder, write_folder

IDS = torch.arange(3, 40)[None]
A, B = (f"base_model.model.{Q}.lora_{side}.weight" for side in "AB")


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return llama_folder(tmp_path_factory.mktemp("models") / "base")


def weight(model, part: str) -> torch.Tensor:
    return model.module.get_submodule(part).weight


def added(scale: float) -> dict[str, torch.Tensor]:
    """Part -> s B A, by hand."""
    tensors = both()
    name = "base_model.model.{}.lora_{}.weight".format
    return {part: scale * tensors[name(part, "B")] @ tensors[name(part, "A")] for part in SIZES}


@pytest.mark.parametrize(
    ("config", "scale"), [({}, 4.0), ({"use_rslora": True}, 8 / math.sqrt(2)), ({"r": 2.0}, 4.0)]
)
def test_an_adapted_part_is_w_and_s_b_a_and_the_others_are_the_bases(base, tmp_path, config, scale):
    ours = load(str(write_adapter(tmp_path / "a", base, **config)))
    change = added(scale)
    own = load_file(base / "model.safetensors")
    for name, plain in own.items():
        part = name.removesuffix(".weight")
        expected = plain + change[part] if part in change else plain
        torch.testing.assert_close(weight(ours, part), expected, rtol=0, atol=1e-6)
    assert ours.check.passed


def test_a_scale_of_one_part_is_listed_by_the_end_of_its_name(base, tmp_path):
    config = {"alpha_pattern": {"layers.0.self_attn.q_proj": 3, "^self_attn.q_proj": 99}}
    ours = load(str(write_adapter(tmp_path / "a", base, **config)))
    plain = load_file(base / "model.safetensors")
    for part, scale in ((Q, 1.5), (DOWN, 4.0)):
        expected = plain[f"{part}.weight"] + added(scale)[part]
        torch.testing.assert_close(weight(ours, part), expected, rtol=0, atol=1e-6)


def test_dora_gives_each_row_the_length_that_was_trained(base, tmp_path):
    lengths = torch.linspace(1, 2, 32)
    name = "base_model.model.{}.lora_magnitude_vector".format
    tensors = both() | {name(Q): lengths, name(DOWN): lengths.clone()}
    ours = weight(load(str(write_adapter(tmp_path / "a", base, tensors, use_dora=True))), Q)
    torch.testing.assert_close(ours.norm(dim=1), lengths)
    plain = load_file(base / "model.safetensors")[f"{Q}.weight"] + added(4.0)[Q]
    torch.testing.assert_close(ours / lengths[:, None], plain / plain.norm(dim=1)[:, None])


def test_a_head_that_is_adapted_alone_leaves_the_embedding_that_it_shares(tmp_path):
    tokenizer = byte_level_tokenizer()
    config = DECODERS["Llama"](len(tokenizer))
    config.tie_word_embeddings = True
    base = write_folder(tmp_path / "base", config, tokenizer)
    sizes = (len(tokenizer), 32)
    ours = load(str(write_adapter(tmp_path / "a", base, pair("lm_head", sizes))))
    plain = load_file(base / "model.safetensors")["model.embed_tokens.weight"]
    torch.testing.assert_close(weight(ours, "model.embed_tokens"), plain)
    assert not torch.allclose(weight(ours, "lm_head"), plain)
    assert ours.check.passed


def test_an_embedding_with_more_tokens_brings_its_head_and_tokenizer(base, tmp_path):
    rows = len(byte_level_tokenizer()) + 3
    name = "base_model.model.{}.weight".format
    tensors = {name(part): torch.randn(rows, 32) for part in ("model.embed_tokens", "lm_head")}
    adapter = write_adapter(tmp_path / "a", base, both() | tensors)
    tokenizer = byte_level_tokenizer().__class__.from_pretrained(base)
    tokenizer.add_tokens(["Qwertz"])
    tokenizer.save_pretrained(adapter)
    ours = load(str(adapter))
    torch.testing.assert_close(weight(ours, "lm_head"), tensors[name("lm_head")])
    assert "Qwertz" in ours.tokens(Text("Qwertz"))
    lone = {name("model.embed_tokens"): tensors[name("model.embed_tokens")]}
    alone = write_adapter(tmp_path / "b", base, both() | lone)
    assert "not the head that goes with it" in said(lambda: load(str(alone)))


def test_a_part_that_the_base_has_not_is_left_and_told(base, tmp_path):
    tensors = both() | {"base_model.model.score.weight": torch.ones(2, 32)}
    check = load(str(write_adapter(tmp_path / "a", base, tensors))).check
    assert "but for 1 of a part that the base does not have" in check.sentence


def test_both_are_named_with_their_digests_and_either_changes_the_revision(base, tmp_path):
    adapter = write_adapter(tmp_path / "a", base)
    first = load(str(adapter))
    ours, theirs = first.revision.split("+")
    for told in (str(adapter), str(base), ours, theirs):
        assert told in first.check.sentence
    write_adapter(tmp_path / "a", base, lora_alpha=9)
    assert load(str(adapter)).revision.split("+")[0] == ours
    assert load(str(adapter)).revision != first.revision


def test_the_base_is_found_where_the_config_says_beside_the_adapter_or_by_its_name(
    base, tmp_path, monkeypatch
):
    expected = extract(load(str(write_adapter(tmp_path / "a", base))), [Text("The cat")])

    def same(name: str) -> bool:
        return torch.equal(*map(torch.tensor, (extract(load(name), [Text("The cat")]), expected)))

    elsewhere = [f"/nowhere/{base.name}", f"C:\\models\\{base.name}", base.name]
    for number, named in enumerate(elsewhere):
        beside = write_adapter(base.parent / f"beside{number}", named)
        assert same(str(beside))
        shutil.rmtree(beside)
    monkeypatch.setattr(catalogue, "listed", lambda name: entry if name == "known" else None)
    entry = catalogue.Entry(
        "known", ("text",), 1, "MIT", True, "", "", lambda: base, lambda progress: base
    )
    assert same(str(write_adapter(tmp_path / "b", "known")))
    assert same(f"{base}+{write_adapter(tmp_path / 'with+plus', 'nobody/knows')}")


def test_a_base_that_is_not_here_is_named_and_nothing_is_fetched(tmp_path, stub):
    adapter = write_adapter(tmp_path / "a", "someone/somewhere")
    message = said(lambda: load(str(adapter)))
    assert "adapts someone/somewhere, which is not on this machine" in message
    assert not stub.asked


def test_an_adapter_of_the_hubs_cache_finds_its_base_there(tmp_path, stub, files):
    from semhub.models.huggingface import fetch
    from tests.models.stub_hub import MODEL

    adapter = write_adapter(tmp_path / "a", MODEL)
    stub.repositories["someone/adapter"] = {p.name: p.read_bytes() for p in adapter.iterdir()}
    fetch("someone/adapter")
    assert MODEL in said(lambda: load("someone/adapter"))
    fetch(MODEL)
    assert load("someone/adapter").check.passed
    assert load(f"{MODEL}+someone/adapter").check.passed


def test_the_untrained_twin_is_the_bases(base, tmp_path):
    adapter = write_adapter(tmp_path / "a", base)
    ours, theirs = (weight(untrained(str(name)), Q) for name in (adapter, base))
    torch.testing.assert_close(ours, theirs)


def test_the_command_line_names_base_and_adapter(base, tmp_path, capsys):
    adapter = write_adapter(tmp_path / "a", "")
    assert main(["lens", "--model", f"{base}+{adapter}", "The cat"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"is merged into its base {base}" in told


def mixed(change) -> dict[str, torch.Tensor]:
    tensors = both()
    change(tensors)
    return tensors


LIES = {
    "of another width": (mixed(lambda t: t.update({A: torch.ones(2, 31)})), {}, "does not fit"),
    "of no rank": (mixed(lambda t: t.update({A: torch.ones(0, 32)})), {}, "does not fit"),
    "of one axis": (mixed(lambda t: t.update({A: torch.ones(2)})), {}, "does not fit"),
    "of another rank": (both(), {"r": 4}, "has rank 2"),
    "no magnitudes": (both(), {"use_dora": True}, "no magnitude stands"),
    "half a pair": (mixed(lambda t: t.pop(B)), {}, "lacks the other half"),
    "of a part that is not there": (pair("model.nothing", (32, 32)), {}, "does not have"),
    "of a whole part that is not there": (
        {"base_model.model.model.layers.9.mlp.up_proj.weight": torch.ones(48, 32)}, {},
        "does not have"),
    "of a norm": (pair("model.norm", (32, 32)), {}, "which is not read here"),
    "whole numbers": (mixed(lambda t: t.update({A: torch.ones(2, 32, dtype=torch.int8)})), {},
                      "which is no weight"),
    "no number": (mixed(lambda t: t[A].fill_(math.nan)), {}, "no finite numbers"),
    "not by PEFT": ({"lora_unet_down": torch.ones(2)}, {}, "of no kind that is read here"),
    "nothing": ({}, {}, "holds no LoRA"),
    "another kind": (both(), {"peft_type": "IA3"}, "only LORA is read"),
    "no kind": (both(), {"peft_type": None}, "only LORA is read"),
    "a changed base": (both(), {"init_lora_weights": "pissa"}, "own weights were changed"),
    "an odd beginning": (both(), {"init_lora_weights": {}}, "own weights were changed"),
    "copied layers": (both(), {"layer_replication": [[0, 2]]}, "asks for layer_replication"),
    "an endless pattern": (both(), {"alpha_pattern": {"(a+)+$": 1}}, "which is not run"),
    "an alpha of text": (both(), {"lora_alpha": "8"}, "that no adapter has"),
    "an alpha of no number": (both(), {"lora_alpha": math.nan}, "that no adapter has"),
    "a list of ranks": (both(), {"rank_pattern": [1]}, "that no adapter has"),
    "a base of numbers": (both(), {"base_model_name_or_path": 7}, "that no adapter has"),
    "a base of no name": (both(), {"base_model_name_or_path": None}, "BASE+ADAPTER"),
    "a base of zeros": (both(), {"base_model_name_or_path": "\0"}, "not on this machine"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_an_adapter_that_lies_is_refused_in_one_sentence(base, tmp_path, lie):
    tensors, config, told = LIES[lie]
    assert told in said(lambda: load(str(write_adapter(tmp_path / "a", base, tensors, **config))))


def test_sizes_are_held_against_the_base_before_that_is_loaded(base, tmp_path, monkeypatch):
    monkeypatch.setattr("semhub.models.loading.loaded", lambda *_: pytest.fail("loaded"))
    tensors, config, _ = LIES["of another width"]
    said(lambda: load(str(write_adapter(tmp_path / "a", base, tensors, **config))))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda a: (a / "adapter_model.safetensors").write_bytes(b"no"), "are damaged"),
        (lambda a: (a / "adapter_model.safetensors").rename(a / "adapter_model.bin"), "pickled"),
        (lambda a: (a / "adapter_model.safetensors").unlink(), "without its weights"),
        (lambda a: (a / "adapter_config.json").write_text("["), "cannot be read"),
        (lambda a: (a / "adapter_model.safetensors").write_text(
            "version https://git-lfs.github.com/spec/v1\n"), "git-lfs pointer"),
    ],
)  # fmt: skip
def test_a_damaged_adapter_is_refused_in_one_sentence(base, tmp_path, spoil, told):
    adapter = write_adapter(tmp_path / "a", base)
    spoil(adapter)
    assert told in said(lambda: load(str(adapter)))


def test_spaces_around_the_sign_are_no_part_of_a_name(base, tmp_path):
    adapter = write_adapter(tmp_path / "a", base)
    assert load(f"{base} + {adapter}").check.passed


@pytest.mark.parametrize("behind", ["", "{0}", "{0}/nothing"])
def test_a_sign_with_no_adapter_behind_it_is_one_sentence(base, tmp_path, behind):
    sentence = said(lambda: load(f"{base}+{behind.format(tmp_path)}"))
    assert "stands no adapter" in sentence and "adapter_config.json" in sentence


def test_an_adapter_is_no_base_and_packed_weights_are_none(base, tmp_path):
    adapter = write_adapter(tmp_path / "a", base)
    second = write_adapter(tmp_path / "b", adapter)
    assert "is an adapter itself" in said(lambda: load(f"{adapter}+{second}"))
    packed = shutil.copytree(base, tmp_path / "packed")
    config = json.loads((packed / "config.json").read_text())
    config["quantization_config"] = {"quant_method": "gptq", "bits": 4}
    (packed / "config.json").write_text(json.dumps(config))
    assert "are packed" in said(lambda: load(f"{packed}+{adapter}"))


PEFT = {
    "a rank of its own": {
        "target_modules": ["q_proj"],
        "rank_pattern": {"model.layers.1.self_attn.q_proj": 3},
        "alpha_pattern": {"layers.2.self_attn.q_proj": 5},
    },
    "rsLoRA and biases": {
        "target_modules": "all-linear", "use_rslora": True, "bias": "all",
    },
    "DoRA": {"target_modules": ["q_proj", "down_proj"], "use_dora": True},
    "embedding and head": {"target_modules": ["embed_tokens", "lm_head"]},
    "whole parts": {"target_modules": ["q_proj"], "modules_to_save": ["embed_tokens", "lm_head"]},
}  # fmt: skip


@pytest.mark.parametrize("kind", [*PEFT, "fan in, fan out"])
def test_it_computes_what_peft_does(base, tmp_path, kind):
    peft = pytest.importorskip("peft")
    if kind == "fan in, fan out":
        tokenizer = byte_level_tokenizer()
        config = GPT2Config(vocab_size=len(tokenizer), n_embd=32, n_layer=2, n_head=4)
        base = write_folder(tmp_path / "gpt2", config, tokenizer)
    asked = PEFT.get(kind, {"target_modules": ["c_attn", "c_fc"], "fan_in_fan_out": True})
    torch.manual_seed(0)
    module = AutoModelForCausalLM.from_pretrained(base)
    theirs = peft.get_peft_model(module, peft.LoraConfig(r=4, lora_alpha=6, **asked)).eval()
    with torch.no_grad():
        for weight in theirs.parameters():
            if weight.requires_grad:
                weight.add_(0.05 * torch.randn_like(weight))
        theirs.save_pretrained(tmp_path / "a")
        ours = load(f"{base}+{tmp_path / 'a'}")
        expected, plain = theirs(IDS).logits, AutoModelForCausalLM.from_pretrained(base)(IDS).logits
        torch.testing.assert_close(ours.module(IDS).logits, expected, rtol=1e-4, atol=1e-4)
    assert (expected - plain).abs().max() > 0.01
    assert ours.check.passed
