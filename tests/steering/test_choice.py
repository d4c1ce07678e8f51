"""Which tokens stand for the words of a choice."""

from __future__ import annotations

import pytest

from semhub.errors import InputError
from semhub.steering.choice import Choice, distinct_spellings
from tests.toy_hub import SteerableHub


class Spelling(SteerableHub):
    """Words with the spellings that a test gives them: a number is one token."""

    def __init__(self, **spelt: tuple[int | tuple[int, ...], ...]):
        super().__init__()
        self.spelt_as = {
            word: tuple(one if isinstance(one, tuple) else (one,) for one in spellings)
            for word, spellings in spelt.items()
        }

    def spellings(self, word: str) -> tuple[tuple[int, ...], ...]:
        return self.spelt_as.get(word, ())


def test_a_token_that_begins_two_words_counts_for_neither():
    model = Spelling(cat=(1, 2), dog=(2, 3), owl=(3, 4, 5))
    assert distinct_spellings(model, [Choice("cat", "dog")]) == [[[(1,)], [(3,)]]]
    assert distinct_spellings(model, [Choice("cat", "owl", ("dog",))]) == [[[(1,)], [(4,), (5,)]]]


def test_another_word_without_a_token_of_its_own_is_left_out():
    model = Spelling(cat=(1,), dog=(3, 6), owl=(6,))
    assert distinct_spellings(model, [Choice("cat", "dog", ("owl",))]) == [[[(1,)], [(3,)]]]


def test_a_word_of_the_pair_without_a_token_of_its_own_is_refused():
    model = Spelling(cat=(1,), dog=(1,))
    with pytest.raises(InputError, match="“cat”"):
        distinct_spellings(model, [Choice("cat", "dog")])
    with pytest.raises(InputError, match="“bird”"):
        distinct_spellings(model, [Choice("bird", "cat")])


def test_a_word_that_is_given_twice_is_refused():
    with pytest.raises(InputError, match="once"):
        distinct_spellings(Spelling(cat=(1,), dog=(2,)), [Choice("cat", "dog", ("cat",))])
