"""Rows for the rest of the project: aligned, held out, deterministic, and free of torch."""

import subprocess
import sys

import pytest

from semhub.errors import InputError
from semhub.world import held_out as dataset
from semhub.world.renderings import GRAMMARS
from semhub.world.scenes import held_out


def test_every_row_means_the_same_in_every_column_and_is_held_out():
    columns = dataset.columns(50, seed=5)
    for number, scene in enumerate(dataset.scenes(50, seed=5)):
        assert held_out(scene)
        for name, grammar in GRAMMARS.items():
            assert columns[name][number] == grammar.sentence(scene)


def test_two_hundred_rows_are_all_different_in_every_column():
    for texts in [*dataset.columns(200).values(), *dataset.sum_columns(200).values()]:
        assert len(set(texts)) == 200


def test_the_seed_alone_decides_the_rows():
    assert dataset.columns(20, seed=1) == dataset.columns(20, seed=1)
    assert dataset.columns(20, seed=1) != dataset.columns(20, seed=2)


def test_with_the_arrow_every_text_ends_in_it():
    plain, arrow = dataset.columns(5), dataset.columns(5, arrow=True)
    assert arrow["zh"] == [text + " →" for text in plain["zh"]]


def test_the_world_is_read_without_torch():
    code = "import sys, semhub.world.held_out as d; d.columns(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("rows", [0, -1, 10**6])
def test_an_impossible_number_of_rows_is_one_clear_sentence(rows):
    with pytest.raises(InputError, match="rows"):
        dataset.columns(rows)
    with pytest.raises(InputError, match="rows"):
        dataset.sum_columns(rows)


@pytest.mark.parametrize("language", dataset.LANGUAGES)
def test_no_word_of_the_world_is_unknown(language):
    texts = [*dataset.columns()[language], *dataset.sum_columns()[language]]
    assert not [word for text in texts for word in dataset.unknown_words(text, language)]


def test_words_outside_the_world_are_named_in_order_and_once():
    text = "A zebra sleeps, and the ZEBRA eats 3 Apples."
    assert dataset.unknown_words(text, "en") == ["zebra", "and", "ZEBRA", "Apples"]
    assert dataset.unknown_words("一只小小的红色的狗在花园里吃苹果。", "zh") == ["苹果"]
    assert dataset.unknown_words("Зелёная собака спит.", "ru") == []


def test_a_language_the_model_lacks_is_one_clear_sentence():
    with pytest.raises(InputError, match="does not know the language"):
        dataset.unknown_words("sawubona", "zu")
