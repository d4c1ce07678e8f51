"""Words and gaps: together they are the text again, in any script."""

from __future__ import annotations

import pytest

from semhub import datasets
from semhub.inputs.wording import joined, shuffled, split

CASES = {
    "Don't run, well-known Ann!": ["Don't", "run", "well-known", "Ann"],
    "我喜欢茶。": list("我喜欢茶"),
    "बिल्ली दूध पीती है।": ["बिल्ली", "दूध", "पीती", "है"],
    "می‌روم خانه": ["می‌روم", "خانه"],
    "القطة تشرب الحليب.": ["القطة", "تشرب", "الحليب"],
    "แมวกิน": ["แ", "ม", "ว", "กิ", "น"],
    "print(dog_2.run())": ["print", "dog_2", "run"],
    "x - y": ["x", "y"],
    "!?": [],
}


@pytest.mark.parametrize("text", CASES)
def test_words_of_a_text(text):
    assert split(text)[1] == CASES[text]


@pytest.mark.parametrize("name", ["everyday", "world", "sentences", "concepts"])
def test_words_and_gaps_are_the_text_again(name):
    for column in datasets.table(name).values():
        for text in column:
            assert joined(*split(text)) == text


def test_shuffled_words_are_the_same_in_another_order_between_the_same_gaps():
    for column in ("en", "zh", "ar", "hi"):
        for text in datasets.table("everyday")[column]:
            gaps, words = split(text)
            again_gaps, again = split(shuffled(text, 0))
            assert sorted(again) == sorted(words) and again_gaps == gaps
            assert again != words or len(set(words)) == 1
            assert shuffled(text, 0) == shuffled(text, 0)
    assert shuffled("one two three four five six", 0) != shuffled("one two three four five six", 1)


def test_one_word_stays_as_it_is():
    assert shuffled("Dog!", 0) == "Dog!"
