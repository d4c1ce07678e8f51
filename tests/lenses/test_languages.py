"""P(language | token) on a vocabulary small enough to be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from semhub.datasets.frequent import frequent
from semhub.lenses.languages import LanguageTable, table
from semhub.models.vocabulary import Vocabulary
from tests import tiny

VOCABULARY = "abcdefgh"


class Letters:
    """A model whose tokens are the eight letters."""

    def content_ids(self, texts):
        for text in texts:
            yield from (VOCABULARY.index(letter) for letter in text)


def counted(corpora: dict[str, list[str]], size: int = len(VOCABULARY)) -> LanguageTable:
    return table(Letters(), corpora, size)


def test_probabilities_are_relative_frequencies_normalised_over_languages():
    # In x: a 2/4, b 1/4, c 1/4. In y: b 3/4, d 1/4. So b belongs to y by 3 to 1.
    result = counted({"x": ["aab", "c"], "y": ["bbbd"]})
    expected = {"a": (1, 0), "b": (0.25, 0.75), "c": (1, 0), "d": (0, 1)}
    for letter, row in expected.items():
        np.testing.assert_allclose(result.probabilities[VOCABULARY.index(letter)], row)


def test_a_token_never_seen_is_uniform_and_marked():
    result = counted({"x": ["ab"], "y": ["b"], "z": ["c"]})
    np.testing.assert_allclose(result.probabilities[VOCABULARY.index("h")], [1 / 3] * 3)
    assert result.seen.tolist() == [True, True, True] + [False] * 5


def test_a_language_with_more_text_does_not_own_what_all_share():
    alone = counted({"x": ["ab"], "y": ["ac"]})
    loud = counted({"x": ["ab"] * 1000, "y": ["ac"]})
    np.testing.assert_allclose(loud.probabilities, alone.probabilities)
    np.testing.assert_allclose(loud.probabilities[VOCABULARY.index("a")], [0.5, 0.5])


def test_a_token_belongs_to_a_language_only_with_more_than_half():
    result = counted({"x": ["ab"], "y": ["ac"]})
    letters = {letter: result.of(VOCABULARY.index(letter)) for letter in "abch"}
    assert letters == {"a": None, "b": "x", "c": "y", "h": None}


def test_a_language_without_text_owns_nothing():
    result = counted({"x": ["ab"], "y": []})
    np.testing.assert_allclose(result.probabilities[VOCABULARY.index("a")], [1, 0])


def test_tokens_beyond_the_head_are_not_counted():
    result = counted({"x": ["ah"], "y": ["b"]}, size=4)
    assert result.probabilities.shape == (4, 2)
    np.testing.assert_allclose(result.probabilities[0], [1, 0])


def test_mass_is_the_probability_weighted_by_language():
    result = counted({"x": ["aab", "c"], "y": ["bbbd"]})
    p = np.zeros(len(VOCABULARY))
    p[:2] = 0.6, 0.4
    np.testing.assert_allclose(result.mass(p), [0.6 + 0.4 * 0.25, 0.4 * 0.75], rtol=1e-6)


class Words:
    """A model whose tokens are whole words."""

    def __init__(self):
        self.ids: dict[str, int] = {}

    def content_ids(self, texts):
        for text in texts:
            for word in text.split():
                yield self.ids.setdefault(word, len(self.ids))


SPACED = ("en", "es", "fr", "de", "ru", "ar", "hi")
HELD_OUT = {
    "en": "because yesterday window although bread kitchen",
    "es": "porque ayer ventana aunque cocina iglesia",
    "fr": "parce fenêtre aujourd cuisine église toujours",
    "de": "gestern fenster obwohl küche kirche immer",
    "ru": "вчера окно потому кухня церковь всегда",
    "ar": "أمس نافذة لأن مطبخ كنيسة دائما",
    "hi": "कल खिड़की क्योंकि रसोई हमेशा",
}
"""Everyday words, chosen without a look at any list."""
SHARED = {"no": "en es", "hotel": "de en", "pan": "es en", "chat": "fr en", "table": "en fr"}
"""Words of several languages."""


@pytest.fixture(scope="module")
def by_frequency() -> tuple[Words, LanguageTable]:
    model = Words()
    list(model.content_ids(" ".join(HELD_OUT.values()).split()))
    lists = {code: frequent(code) for code in SPACED}
    for texts in lists.values():
        list(model.content_ids([text for text, _ in texts]))
    return model, table(model, {code: [] for code in SPACED}, len(model.ids), lists)


def test_frequent_words_give_held_out_words_the_language_that_they_are_of(by_frequency):
    model, found = by_frequency
    words = [(word, code) for code, said in HELD_OUT.items() for word in said.split()]
    seen = [(w, c, found.of(model.ids[w])) for w, c in words if found.seen[model.ids[w]]]
    assert len(seen) > 0.9 * len(words)
    assert [row for row in seen if row[1] != row[2]] == []


def test_a_word_that_languages_share_is_not_counted_to_one_of_them(by_frequency):
    model, found = by_frequency
    for word, languages in SHARED.items():
        of = dict(zip(found.languages, found.probabilities[model.ids[word]], strict=True))
        assert all(0.005 < of[code] < 0.995 for code in languages.split()), (word, of)


def test_half_of_a_tokens_frequency_is_that_in_the_lists_of_words():
    words = {"x": [("ab", 3.0), ("b", 1.0)]}  # a 3/7, b 4/7; in the text, a 1
    result = table(Letters(), {"x": ["a"], "y": ["b"]}, len(VOCABULARY), words)
    a, b = (result.probabilities[VOCABULARY.index(letter)] for letter in "ab")
    np.testing.assert_allclose(a, (1, 0))
    np.testing.assert_allclose(b, np.array([4 / 7, 1]) / (4 / 7 + 1), rtol=1e-6)


@given(
    st.lists(st.text(VOCABULARY, max_size=6), min_size=1, max_size=4),
    st.lists(st.text(VOCABULARY, max_size=6), max_size=4),
    arrays(float, (3, len(VOCABULARY)), elements=st.floats(0.01, 1)),
)
def test_mass_sums_to_one_whatever_was_counted(x, y, weights):
    mass = counted({"x": x, "y": y}).mass(weights / weights.sum(axis=-1, keepdims=True))
    assert mass.shape == (3, 2)
    np.testing.assert_allclose(mass.sum(axis=-1), 1, rtol=1e-5)


def test_scripts_tell_languages_apart_with_a_real_tokenizer():
    vocabulary = Vocabulary(tiny.byte_level_tokenizer())
    size = len(vocabulary.tokenizer)
    result = table(vocabulary, {"en": tiny.SENTENCES[:2], "zh": tiny.SENTENCES[4:6]}, size)
    (cat,) = vocabulary.tokenizer("cat", add_special_tokens=False)["input_ids"]
    river = vocabulary.tokenizer("河", add_special_tokens=False)["input_ids"][0]
    assert (result.of(cat), result.of(river)) == ("en", "zh")
    assert not result.seen[vocabulary.tokenizer.bos_token_id]
