"""Models of weights: untrained ones and the control have no hub, the embedded one and toys do."""

from __future__ import annotations

import numpy as np
import pytest
import transformers as t

from semhub import datasets
from semhub.experiments.comparison import compare
from semhub.experiments.hub import Spokes, from_sets, hub_of
from semhub.models.loading import load, untrained
from semhub.states.extraction import Memory
from semhub.validity.suite import SPOKES
from tests.experiments.hub.planted import PlantedBand, spokes
from tests.tiny import byte_level_tokenizer, wordpiece_tokenizer, write_folder


def bands(hub) -> list[str]:
    return [f"{cell.a}-{cell.b}" for cell in hub.cells if cell.inside.any()]


@pytest.fixture(scope="module")
def world() -> Spokes:
    return from_sets(("world",), SPOKES)


def test_most_pairs_of_the_embedded_model_meet_and_part(world):
    found = hub_of(load("semhub-nano"), world)
    assert len(bands(found)) >= 0.8 * len(found.cells)
    assert found.band.layers and not {0, found.layers[-1]} & set(found.band.layers)


@pytest.mark.parametrize("seed", [0, 1])
def test_its_untrained_twin_has_no_hub(world, seed):
    found = hub_of(untrained("semhub-nano", seed=seed), world)
    assert found.band.layers == [] and len(bands(found)) <= 0.05 * len(found.cells)


def test_the_control_that_never_saw_two_languages_together_has_none(world):
    """Of 36 pairs, each of which has a false band in at most 5%."""
    found = hub_of(load("semhub-nano-control"), world)
    assert found.band.layers == [] and len(bands(found)) <= 0.05 * len(found.cells)


def llama(folder):
    tokenizer = byte_level_tokenizer()
    return write_folder(folder, t.LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=96, intermediate_size=192, num_hidden_layers=8,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=512,
    ), tokenizer)  # fmt: skip


def xlm_r(folder):
    tokenizer = wordpiece_tokenizer()
    return write_folder(folder, t.XLMRobertaConfig(
        vocab_size=len(tokenizer), hidden_size=96, intermediate_size=192, num_hidden_layers=8,
        num_attention_heads=4, pad_token_id=1, max_position_embeddings=514,
    ), tokenizer)  # fmt: skip


@pytest.mark.parametrize("family", [llama, xlm_r])
def test_random_weights_of_either_family_have_no_hub(tmp_path, family):
    """As transformers draws them, and eight times as large."""
    folder = str(family(tmp_path))
    found = []
    for model in (load(folder), untrained(folder), untrained(folder, seed=1)):
        memory = Memory()
        for a, b in (("en", "es"), ("en", "zh"), ("es", "fr"), ("en", "de")):
            sides = (datasets.column(f"everyday:{code}")[:100] for code in (a, b))
            found.append(compare(model, *sides, metrics=["acc1"], memory=memory))
    assert not any(one.hub.band for one in found)


@pytest.mark.parametrize("metric", ["cka", "mknn", "gap"])
def test_no_other_metric_may_claim_a_hub(metric):
    """Of random weights CKA is high and above its null, at layer 0 already."""
    sides = [datasets.column(f"world:{code}") for code in ("en", "fr")]
    found = compare(untrained("semhub-nano"), *sides, metrics=[metric])
    assert found.related(metric) and found.hub.metric == "acc1" and found.hub.band == []


def test_a_planted_hub_is_found_between_its_layers():
    found = hub_of(PlantedBand("abc", first=2, last=4), spokes("abc"))
    assert bands(found) == ["a-b", "a-c", "b-c"] and found.band.layers == [2, 3, 4]


def test_a_hub_in_which_half_of_the_meanings_meet_is_found_too():
    model = PlantedBand("ab", meanings=80, first=2, last=4)
    alone = PlantedBand("ab", meanings=80, exact="")
    for block, other in zip(model.blocks, alone.blocks, strict=True):
        block.table[2::2] = other.table[2::2]  # every other word never meets its partner
    found = hub_of(model, spokes("ab", rows=80))
    (cell,) = found.cells
    assert cell.comparison.hub.band == [2, 3, 4]
    assert np.all(cell.curve.value[2:5] < 0.8)
