"""Every family that sees or hears takes the ordinary path, held against the family's own way."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import transformers as t

from semhub.experiments.comparison import compare
from semhub.inputs import Text
from semhub.lenses.reading import read
from semhub.models.loading import load
from semhub.states.extraction import extract, positions
from semhub.steering import Question
from tests.models.multimodal import (
    FAMILIES,
    HEAR,
    SEE,
    SIZES,
    folder,
    item,
    items,
    loaded,
    own_inputs,
)
from tests.steering.test_answers import assert_as_slow, pushes_for

BOTH = [(f, "image") for f in SEE] + [(f, "audio") for f in HEAR]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_model_takes_what_its_processor_takes(family):
    model = loaded(family)
    expected = ["text"] + ["image"] * (family in SEE) + ["audio"] * (family in HEAR)
    assert list(model.modalities) == expected
    assert model.check.passed


@pytest.mark.parametrize(("family", "modality"), BOTH)
def test_a_file_goes_all_the_way_to_curve_and_lens(family, modality):
    model = loaded(family)
    words = [Text(line) for line in ("a dog", "the cat sleeps", "Haus", "猫")]
    result = compare(model, items(modality), words)
    assert all(len(m.value) == model.n_layers + 1 for m in result.metrics.values())
    reading = read(model, item(modality), top=3)
    assert reading.words and len(reading.texts) == len(reading.content) == reading.tokens.shape[1]
    mark = {"image": "▦", "audio": "♪"}[modality]
    assert [text.startswith(mark) for text in reading.texts] == reading.content.tolist()


@pytest.mark.parametrize(("family", "modality"), BOTH)
def test_states_are_the_familys_own_hidden_states(family, modality):
    model = loaded(family)
    module = t.AutoModelForMultimodalLM.from_pretrained(folder(family), dtype=torch.float32).eval()
    processor = t.AutoProcessor.from_pretrained(folder(family))
    one = item(modality)
    inputs = own_inputs(processor, one)
    inputs.pop("labels", None)
    with torch.inference_mode():
        own = module(**inputs, output_hidden_states=True).hidden_states
    batch, states = positions(model, one)
    assert batch.ids.tolist() == inputs["input_ids"].tolist()
    # The last of theirs is normed already.
    for ours, theirs in zip(states[:-1], own[:-1], strict=True):
        torch.testing.assert_close(ours, theirs[0], rtol=1e-3, atol=1e-3 * theirs.abs().max())


@pytest.mark.parametrize("family", FAMILIES)
def test_a_text_given_to_a_multimodal_model_has_the_familys_own_states(family):
    model = load(folder(family))  # in which this leaves hooks, that Phi-4 does not bear
    batch, states = positions(model, Text("The cat sleeps."))
    with torch.inference_mode():
        own = model.module(batch.ids, output_hidden_states=True).hidden_states
    for ours, theirs in zip(states[:-1], own[:-1], strict=True):
        torch.testing.assert_close(ours, theirs[0], rtol=1e-3, atol=1e-3 * theirs.abs().max())


@pytest.mark.parametrize(("family", "modality"), BOTH)
def test_another_picture_or_sound_changes_the_span_and_nothing_else(family, modality):
    model = loaded(family)
    batch, states = positions(model, item(modality, seed=0))
    changed = torch.zeros(states.shape[1], dtype=torch.bool)
    for seed in range(1, 8):  # Chameleon has few codes, so that a position may stay by chance
        changed |= (states[0] != positions(model, item(modality, seed=seed))[1][0]).any(dim=-1)
    if family == "Voxtral":  # whose encoder also sees the silence that fills up its 30 seconds
        placeholders = batch.ids[0] == model.module.config.audio_token_id
        assert changed.tolist() == placeholders.tolist() and not (batch.content[0] & ~changed).any()
    else:
        assert changed.tolist() == batch.content[0].tolist()
    assert 0 < changed.sum() < len(changed)


@pytest.mark.parametrize(("family", "modality"), BOTH)
def test_a_batch_of_mixed_sizes_is_the_same_as_one_by_one(family, modality):
    model = loaded(family)
    mixed = [Text("a dog sleeps"), *items(modality), Text("Haus")]
    together = extract(model, mixed, token_budget=4096)
    alone = np.concatenate([extract(model, [one]) for one in mixed], axis=1)
    np.testing.assert_allclose(together, alone, atol=2e-5 * np.abs(alone).max())


@pytest.mark.parametrize(("family", "modality"), BOTH)
def test_pushed_many_times_at_once_it_answers_as_a_whole_pass_does(family, modality):
    model = loaded(family)
    questions = [Question(item, places="content") for item in items(modality)[:3]]
    assert_as_slow(model, questions, pushes_for(model, 3, 1.0), atol=5e-3)


@pytest.mark.parametrize("family", HEAR)
def test_the_seconds_of_a_sounds_positions_add_up_to_it(family):
    model = loaded(family)
    for k, seconds in enumerate(SIZES["audio"]):
        (encoded,) = model.encode([item("audio", k)])
        heard = encoded.seconds_per_position * sum(encoded.content)
        # Voxtral's positions are of a fixed length, the last of them half silence.
        beyond = encoded.seconds_per_position if family == "Voxtral" else 1e-3
        assert seconds - 1e-3 <= heard < seconds + beyond


def test_the_silence_behind_a_sound_is_not_its_content():
    pytest.importorskip("mistral_common")
    model = loaded("Voxtral")
    (encoded,) = model.encode([item("audio", 1)])
    placeholders = encoded.ids.count(model.module.config.audio_token_id)
    assert placeholders == 375 and encoded.seconds_per_position == pytest.approx(30 / 375)
    first = encoded.ids.index(model.module.config.audio_token_id)
    assert [i for i, own in enumerate(encoded.content) if own] == list(range(first, first + 17))


@pytest.mark.parametrize("family", FAMILIES)
def test_only_a_family_that_padding_changes_is_run_without_it(family):
    (encoded,) = loaded(family).encode([Text("The cat sleeps.")])
    assert encoded.paddable == (family != "PaliGemma")


@pytest.mark.parametrize("modality", ["text", "image", "audio"])
def test_an_exception_of_a_progress_callback_is_not_told_as_the_models_fault(modality):
    class Stopped(RuntimeError):
        pass

    def stop(done, total):
        raise Stopped

    one = Text("The cat sleeps.") if modality == "text" else item(modality)
    with pytest.raises(Stopped):
        extract(loaded("Qwen2.5-Omni thinker"), [one], progress=stop)


def test_pixels_and_spectrograms_are_brought_to_the_models_dtype():
    family = "Qwen2.5-Omni thinker"
    whole, half = loaded(family), load(folder(family), dtype="bfloat16")
    for one in (item("image"), item("audio")):
        a, b = extract(whole, [one]), extract(half, [one])
        assert np.abs(a - b).max() < 0.1 * np.abs(a).max()
