"""The share of each language over many texts: the mean of what `read` gives for each."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.lenses.language_mass import LanguageMass, language_mass, text_shares
from semhub.lenses.languages import table
from semhub.lenses.reading import read
from tests.toy import PlantedHub

TEXTS = [Text("b1 b2"), Text("b3"), Text("b4 b5 b6"), Text("b7 b8")]


@pytest.fixture(scope="module")
def model():
    """Languages meet at layer 2 of 4, and the head reads every meaning as its `a` word."""
    return PlantedHub()


@pytest.fixture(scope="module")
def known(model):
    corpora = {side: [f"{side}{i}" for i in range(20)] for side in "ab"}
    return table(model, corpora, model.vocabulary_size)


@pytest.fixture(scope="module")
def found(model, known):
    return language_mass(model, TEXTS, known)


def test_a_languages_share_is_the_mean_over_texts_of_what_each_reads_as(model, known, found):
    curves = [read(model, text, languages=known).language_curve() for text in TEXTS]
    for column, language in enumerate("ab"):
        expected = np.mean([curve[:, column] for curve in curves], axis=0)
        np.testing.assert_allclose(found.languages[language].value, expected)


def test_texts_of_one_language_read_as_the_other_from_where_they_meet(found):
    assert (found.languages["a"].value[2:] > 0.99).all()


def test_shares_add_up_to_one_and_lie_within_their_intervals(found):
    total = sum(mass.value for mass in found.languages.values())
    np.testing.assert_allclose(total, 1, atol=1e-5)
    for mass in found.languages.values():
        assert (mass.low <= mass.value + 1e-9).all() and (mass.value <= mass.high + 1e-9).all()


def test_the_covered_share_is_that_of_the_vocabulary_with_a_known_language(model, found):
    assert found.covered == pytest.approx(40 / model.vocabulary_size)


def test_progress_counts_the_texts(model, known):
    seen = []
    language_mass(model, TEXTS, known, progress=lambda *counts: seen.append(counts))
    assert seen == [(k, 4) for k in range(1, 5)]


def test_what_is_written_is_read_back(found):
    assert LanguageMass.from_dict(found.to_dict()).to_dict() == found.to_dict()


def test_without_texts_it_says_what_to_give(model, known):
    with pytest.raises(InputError, match="give at least one"):
        language_mass(model, [], known)


@pytest.fixture(scope="module")
def halves(model):
    """Two languages that share out the meanings, so that each position reads as another."""
    corpora = {half: [f"a{i}" for i in range(k, 20, 2)] for k, half in enumerate(("even", "odd"))}
    return table(model, corpora, model.vocabulary_size)


def test_by_position_a_long_text_counts_for_more(model, halves):
    shares = text_shares(model, TEXTS, halves, by_position=True)
    every = np.concatenate([read(model, one, languages=halves).mass for one in TEXTS], axis=1)
    np.testing.assert_allclose(shares.mean, every.mean(axis=1), rtol=1e-6)
    assert np.abs(shares.mean - text_shares(model, TEXTS, halves).mean).max() > 0.01
    assert shares.mass().languages["odd"].value == pytest.approx(shares.mean[:, 1])


def test_a_lens_without_norm_reads_inner_layers_without_it(model, halves):
    plain = text_shares(model, TEXTS, halves, kind="paper")
    alone = [read(model, one, languages=halves, kind="paper").language_curve() for one in TEXTS]
    np.testing.assert_allclose(plain.mean, np.mean(alone, axis=0), rtol=1e-6)
    assert np.abs(plain.mean - text_shares(model, TEXTS, halves).mean).max() > 0.01
