"""The decoder of an encoder-decoder, fed a given text, from text or WAV to lens and to curve."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file, save_file

from semhub.cli import main
from semhub.errors import InputError
from semhub.inputs import Audio, Target, Text
from semhub.lenses.reading import read
from semhub.models import architecture
from semhub.models.encoder_decoder import Part, split
from semhub.models.loading import load, untrained
from semhub.models.twin import twin_of
from semhub.states.extraction import extract, positions
from tests.media import recorded
from tests.models.encoder_decoders import FED, HEARD, READ, write
from tests.tiny import llama_folder

TEXT = "The cat 猫 sleeps."
SOURCE = Text("Die Katze schläft, und der Hund schläft daneben.")
SOUND = Audio(np.sin(np.arange(24_000) / 9).astype(np.float32), 16_000, "a tone")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}

    def folder(family: str) -> str:
        if family not in made:
            made[family] = str(write(tmp_path_factory.mktemp("model"), family))
        return made[family]

    return folder


@pytest.fixture(scope="module")
def models(folders):
    made = {}

    def model(family: str):
        if family not in made:
            made[family] = load(f"{folders(family)}#decoder")
        return made[family]

    return model


def source_of(family: str) -> Text | Audio:
    return SOUND if family in HEARD else SOURCE


def by_hand(folder: str, family: str, text: str, source: Text | Audio):
    """The library's own pass with labels, which it shifts itself: its states and logits at each
    position behind which a token of the text stands, and the last one."""
    kind = (
        transformers.AutoModelForSpeechSeq2Seq
        if family in HEARD
        else transformers.AutoModelForSeq2SeqLM
    )
    module = kind.from_pretrained(folder, dtype=torch.float32).eval()
    words = transformers.AutoTokenizer.from_pretrained(folder)
    if family in HEARD:
        words.set_prefix_tokens(language="en", task="transcribe")
        ear = transformers.AutoFeatureExtractor.from_pretrained(folder)
        given = ear(source.samples, sampling_rate=16_000, return_tensors="pt")
    else:
        given = words(source.text, return_tensors="pt")
        given.pop("token_type_ids", None)
    labels = words(text_target=text, return_tensors="pt")["input_ids"]
    if family in HEARD:  # as its makers' own collator does: the start is not there twice
        labels = labels[:, 1:]
    with torch.inference_mode():
        out = module(**given, labels=labels, output_hidden_states=True)
    return out.decoder_hidden_states, out.logits[0]


@pytest.mark.parametrize("family", FED)
def test_the_load_check_passes(models, family):
    model = models(family)
    assert model.check.passed and model.check.error < 1e-5
    assert "gives the model's own logits" in model.check.sentence


@pytest.mark.parametrize("family", FED)
def test_states_are_the_librarys_own_beside_the_source(folders, models, family):
    model = models(family)
    states, _ = by_hand(folders(family), family, TEXT, source_of(family))
    _, ours = positions(model, Target(TEXT, source=source_of(family)))
    # The last entry of the library's is normed already.
    for layer in range(model.n_layers):
        theirs = states[layer][0, : ours.shape[1]]
        np.testing.assert_allclose(ours[layer], theirs, atol=1e-4 * float(theirs.abs().max()))


@pytest.mark.parametrize("family", FED)
def test_last_lens_row_is_the_models_own_output(folders, models, family):
    _, logits = by_hand(folders(family), family, TEXT, source_of(family))
    reading = read(models(family), Target(TEXT, source=source_of(family)), top=5)
    own = logits[: len(reading.texts)].softmax(-1).topk(5)
    np.testing.assert_allclose(reading.scores[-1], own.values, atol=1e-5)
    np.testing.assert_array_equal(reading.tokens[-1][:, 0], own.indices[:, 0])
    assert "".join(np.array(reading.texts)[reading.content]).replace("▁", " ")[-7:] == "sleeps."


@pytest.mark.parametrize("family", FED)
def test_another_source_changes_every_layer_but_the_embedding(models, family):
    source = source_of(family)
    other = (
        replace(source, samples=source.samples[::3].copy())
        if family in HEARD
        else Text("Ein Haus steht am Fluss.")
    )
    one, two = (positions(models(family), Target(TEXT, source=s))[1] for s in (source, other))
    assert torch.equal(one[0], two[0])
    for layer in range(1, len(one)):
        assert not torch.allclose(one[layer], two[layer], atol=1e-3)


@pytest.mark.parametrize("family", FED)
def test_padding_batch_and_order_change_no_number(models, family):
    model = models(family)
    source = source_of(family)
    texts = ["The cat sleeps.", "One", "It rains today, and it is cold!", "Blue sky"]
    items = [Target(text, source=source) for text in texts]
    if family in READ:
        items += [Target(text, source=Text("One")) for text in texts]
    items += [Text(text) for text in texts]
    together = extract(model, items, token_budget=4096)
    backwards = extract(model, items[::-1], token_budget=24)[:, ::-1]
    np.testing.assert_allclose(together, backwards, atol=2e-5 * np.abs(together).max())


def test_a_bias_behind_the_head_is_a_part_of_the_lens(models):
    tail = models("BART")._readout.tail
    bias = models("BART").module.final_logits_bias[0]
    torch.testing.assert_close(tail.shift, bias, atol=1e-4, rtol=1e-4)
    assert models("NLLB (M2M100)")._readout.tail.shift is None


def test_t5_scales_its_logits_where_the_head_is_tied_and_only_there(models):
    assert models("T5")._readout.tail.scale == pytest.approx(32**-0.5, rel=1e-4)
    assert models("mT5")._readout.tail.scale == 1.0


def test_a_scale_a_shift_and_a_cap_are_measured_together():
    torch.manual_seed(0)
    z, shift = torch.randn(2, 16, 40), torch.randn(40)
    logits = 5 * torch.tanh((0.25 * z + shift) / 5)
    tail = architecture.measured_tail(z, logits, 5.0)
    assert tail.scale == pytest.approx(0.25, abs=1e-4)
    torch.testing.assert_close(tail(z), logits, atol=1e-4, rtol=1e-4)
    assert architecture.measured_tail(z, 0.25 * z, None).shift is None


@pytest.mark.parametrize(
    ("family", "behind"),
    [
        ("T5", "<pad>"), ("BART", "</s> <s>"), ("mBART", "<s>"), ("NLLB (M2M100)", "</s> eng_Latn"),
        ("Whisper", "<|startoftranscript|> <|en|> <|transcribe|> <|notimestamps|>"),
    ],
)  # fmt: skip
def test_a_text_is_fed_behind_what_the_family_puts_there_and_the_check_says_so(
    models, family, behind
):
    model = models(family)
    (encoded,) = model.encode([Text("cat")])
    before = encoded.ids[: encoded.content.index(True)]
    assert " ".join(map(model.decode_token, before)) == behind
    assert encoded.content[-1], "nothing is fed behind the text"
    assert f"a text is fed behind {behind}" in model.check.sentence


def test_languages_are_named_behind_the_model(folders):
    folder = folders("NLLB (M2M100)")
    model = load(f"{folder}#decoder:deu_Latn:zho_Hans")
    assert "fed behind </s> zho_Hans" in model.check.sentence
    assert "the encoder reads deu_Latn the source </s>" in model.check.sentence
    alone = load(f"{folder}#decoder:zho_Hans")
    assert "the encoder reads eng_Latn the source </s>" in alone.check.sentence
    heard = load(f"{folders('Whisper')}#decoder:de:en")
    assert "<|startoftranscript|> <|de|> <|translate|> <|notimestamps|>" in heard.check.sentence


@pytest.mark.parametrize("part", ["", ":en", ":en:en"])
def test_whisper_for_english_alone_is_told_no_language_and_no_task(folders, tmp_path, part):
    shutil.copytree(folders("Whisper"), tmp_path, dirs_exist_ok=True)
    written = {"generation_config.json": {"is_multilingual": False},
               "tokenizer_config.json": {"language": "en", "task": "transcribe"}}  # fmt: skip
    for name, values in written.items():
        file = tmp_path / name
        file.write_text(json.dumps(json.loads(file.read_text()) | values))
    for model in (load(f"{tmp_path}#decoder{part}"), untrained(f"{tmp_path}#decoder{part}")):
        (encoded,) = model.encode([Text("cat")])
        before = encoded.ids[: encoded.content.index(True)]
        assert [*map(model.decode_token, before)] == ["<|startoftranscript|>", "<|notimestamps|>"]
    with pytest.raises(InputError, match="does not know the language"):
        load(f"{tmp_path}#decoder:de")


@pytest.mark.parametrize(
    ("family", "part", "said"),
    [
        ("NLLB (M2M100)", ":xx_Latn", "does not know the language xx_Latn"),
        ("Whisper", ":fr", "does not know the language fr"),
        ("Whisper", ":en:de", "writes the language of the sound or English"),
        ("T5", ":de", "has no tokens for languages"),
    ],
)
def test_a_language_that_the_model_lacks_is_one_sentence(folders, family, part, said):
    with pytest.raises(InputError, match=said):
        load(f"{folders(family)}#decoder{part}")


def test_a_decoder_of_a_model_without_an_encoder_is_one_sentence(tmp_path):
    with pytest.raises(InputError, match="no decoder beside an encoder"):
        load(f"{llama_folder(tmp_path)}#decoder")


def test_a_source_of_another_kind_is_one_sentence(models, folders):
    with pytest.raises(InputError, match="takes a source of text, but no audio"):
        models("T5").encode([Target("cat", source=SOUND)])
    with pytest.raises(InputError, match="takes a source of audio, but no text"):
        models("Whisper").encode([Target("cat", source=SOURCE)])
    with pytest.raises(InputError, match="reads no source beside a text"):
        load(folders("T5")).encode([Target("cat", source=SOURCE)])


def test_weights_without_the_decoder_are_refused_for_it_and_read_for_the_encoder(folders, tmp_path):
    shutil.copytree(folders("T5"), tmp_path, dirs_exist_ok=True)
    file = tmp_path / "model.safetensors"
    kept = {k: v for k, v in load_file(file).items() if not k.startswith("decoder.")}
    save_file(kept, file, metadata={"format": "pt"})
    assert not load(str(tmp_path)).has_head
    with pytest.raises(InputError, match="lack"):
        load(f"{tmp_path}#decoder")


def test_the_untrained_twin_reads_the_source_too(models):
    twin = twin_of(models("BART"))
    one, two = (extract(twin, [Target(TEXT, source=source)]) for source in (SOURCE, Text("One")))
    assert not np.allclose(one[-1], two[-1])
    assert not np.allclose(one, extract(models("BART"), [Target(TEXT, source=SOURCE)]))


def test_a_suffix_keeps_the_source(models):
    item = Target("The cat", source=SOURCE)
    whole = extract(models("BART"), [Target("The cat sleeps", source=SOURCE)], pool="last")
    np.testing.assert_array_equal(
        extract(models("BART"), [item], pool="last", suffix=" sleeps"), whole
    )


@pytest.mark.parametrize("family", ["NLLB (M2M100)", "Whisper"])
def test_the_commands_go_from_text_or_wav_to_lens_and_curve(folders, family, tmp_path, capsys):
    (tmp_path / "a.txt").write_text("The cat\nA dog\nThe house\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Die Katze\nEin Hund\nDas Haus\n", encoding="utf-8")
    source = "Die Katze schläft."
    if family in HEARD:
        source = str(tmp_path / "tone.wav")
        (tmp_path / "tone.wav").write_bytes(recorded(SOUND.samples))
    model = ["--model", f"{folders(family)}#decoder", "--source", source, "--json", "-"]
    assert main(["lens", *model, "The cat sleeps."]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["top"]) == 4 and len(told["top"][0]) == len(told["tokens"])
    assert main(["compare", *model, str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == 0
    curve = json.loads(capsys.readouterr().out)["metrics"]["acc1"]["value"]
    assert len(curve) == 4


@pytest.mark.parametrize(
    ("name", "base", "part"),
    [
        ("a/b#decoder", "a/b", Part()),
        ("a#decoder:fra_Latn", "a", Part(None, "fra_Latn")),
        ("a#decoder:eng_Latn:fra_Latn", "a", Part("eng_Latn", "fra_Latn")),
        ("a#b", "a#b", None), ("#decoder", "#decoder", None), ("a#decoder:", "a#decoder:", None),
        ("a#decoder:b:c:d", "a#decoder:b:c:d", None), ("a#decoders", "a#decoders", None),
    ],
)  # fmt: skip
def test_a_name_is_split_into_the_model_and_its_part(name, base, part):
    assert split(name) == (base, part)


def test_an_encoder_whose_decoder_has_the_head_names_it(tmp_path):
    folder = write(tmp_path / "model", "T5")
    with pytest.raises(InputError, match="#decoder") as caught:
        load(str(folder)).require_head()
    assert "semhub-nano" not in str(caught.value)
