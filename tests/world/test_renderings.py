"""Every sentence can be read back to its scene, in every rendering, and the grammar agrees."""

from functools import cache
from itertools import product
from random import Random

import pytest

from semhub.world.renderings import GRAMMARS, LANGUAGES
from semhub.world.renderings.arithmetic import RENDERINGS, sum_text
from semhub.world.renderings.numerals import LARGEST, number_words
from semhub.world.renderings.segment import Style
from semhub.world.scenes import CLASSES, COUNTS, SLOTS, Scene, Sum, all_sums, draw_scene

STYLES = [Style(*choice) for choice in product((False, True), repeat=2)]


@cache
def forms(rendering: str) -> dict[tuple[str, object], set[str]]:
    """(slot, value) -> every text that says it, over all agreements."""
    found: dict[tuple[str, object], set[str]] = {}
    grammar = GRAMMARS[rendering]
    for slot, count, thing in product(SLOTS, COUNTS, CLASSES["thing"]):
        for value, style in product(CLASSES[slot], STYLES):
            said = {"count": count, "thing": thing, "predicate": "sleep", slot: value}
            said = {"size": "big", "place": "school", **said}
            segments = grammar.segments(Scene(**said), style)
            texts = {s.text.casefold() for s in segments if s.slot == slot and s.text}
            found.setdefault((slot, value), set()).update(texts)
    return found


def read_back(text: str, rendering: str, style: Style) -> list[Scene]:
    """Every scene that is written as ``text``; the slow and obvious parser."""
    candidates = []
    for slot in SLOTS:
        if slot == "count":  # one animal may go without a word for it
            candidates.append(list(COUNTS))
            continue
        values = [
            value
            for value in CLASSES[slot]
            if any(form in text.casefold() for form in forms(rendering)[slot, value])
        ]
        candidates.append(values if slot in ("thing", "predicate") else [*values, None])
    scenes = (
        Scene(count, thing, predicate, size, colour, place)
        for count, size, colour, thing, predicate, place in product(*candidates)
    )
    return [scene for scene in scenes if GRAMMARS[rendering].sentence(scene, style) == text]


@pytest.mark.parametrize("rendering", GRAMMARS)
def test_a_sentence_reads_back_to_its_scene_alone(rendering):
    rng = Random(11)
    for _ in range(60):
        scene, style = draw_scene(rng, held=False), rng.choice(STYLES)
        text = GRAMMARS[rendering].sentence(scene, style)
        assert read_back(text, rendering, style) == [scene], text


@pytest.mark.parametrize("rendering", GRAMMARS)
def test_keywords_tell_every_meaning_of_a_class_apart(rendering):
    keywords = GRAMMARS[rendering].keywords
    for slot, values in CLASSES.items():
        words = [keywords[slot, str(value)] for value in values]
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_different_sums_are_written_differently(rendering):
    sums = all_sums(held=False) + all_sums(held=True)
    assert len({sum_text(item, rendering) for item in sums}) == len(sums)


@pytest.mark.parametrize("language", LANGUAGES)
def test_different_numbers_have_different_words(language):
    words = [number_words(number, language) for number in range(LARGEST + 1)]
    assert len(set(words)) == len(words)


def test_agreement_as_a_grammar_book_has_it():
    cows = Scene(2, "cow", "tired", "small", "white", "street")
    lion = Scene(1, "lion", "see the moon", "big", "blue")
    said = {
        ("en", cows): "Two small white cows are tired on the street.",
        ("zh", cows): "两头小小的白色的牛在街上很累。",
        ("es", cows): "Dos vacas blancas pequeñas están cansadas en la calle.",
        ("fr", cows): "Deux petites vaches blanches sont fatiguées dans la rue.",
        ("de", cows): "Zwei kleine weiße Kühe sind müde auf der Straße.",
        ("ru", cows): "Две маленькие белые коровы усталые на улице.",
        ("ja", cows): "二頭の小さい白い牛が通りで疲れています。",
        ("ru", Scene(3, "lion", "sleep", None, "blue")): "Три синих льва спят.",
        ("de", lion): "Ein großer blauer Löwe sieht den Mond.",
        ("es", lion): "Un león azul grande ve la luna.",
        ("code", lion): 'animals("lion", n=1, size=2.0, rgb="blue").see("moon")',
        ("logic", lion): "∃1x (LION(x) ∧ BIG(x) ∧ BLUE(x) ∧ SEE(x, MOON))",
    }
    assert {key: GRAMMARS[key[0]].sentence(key[1]) for key in said} == said


def test_german_keeps_the_finite_verb_second():
    scene = Scene(1, "pig", "eat bread", place="beach")
    text = GRAMMARS["de"].sentence(scene, Style(place_first=True))
    assert text == "Am Strand isst ein Schwein Brot."


def test_french_elides_before_a_vowel_only():
    elephant, owl = (Scene(1, thing, "sleep") for thing in ("elephant", "owl"))
    french = GRAMMARS["fr"]
    assert french.sentence(elephant, Style(definite=True)) == "L'éléphant dort."
    assert french.sentence(owl, Style(definite=True)) == "Le hibou dort."


def test_sums_in_words():
    item = Sum(21, "-", 5)
    assert sum_text(item, "en") == "Twenty-one minus five is sixteen."
    assert sum_text(item, "de") == "Einundzwanzig minus fünf ist sechzehn."
    assert sum_text(item, "fr") == "Vingt et un moins cinq égale seize."
    assert sum_text(item, "zh") == "二十一减五等于十六。"
    assert sum_text(item, "digits") == "21 - 5 = 16"
