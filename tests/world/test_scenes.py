"""The split: balanced, without leaks, and never seen by a document of any recipe."""

from collections import Counter
from itertools import combinations, islice, product
from random import Random

import pytest

from semhub.world.documents import documents
from semhub.world.recipes import RECIPES
from semhub.world.scenes import (
    COLOURS,
    HELD_OUT_EVERY,
    PREDICATES,
    THINGS,
    Scene,
    all_sums,
    draw_scene,
    held_out,
)

TRIPLES = list(product(THINGS, COLOURS, PREDICATES))
HELD = [
    triple
    for triple in TRIPLES
    if held_out(Scene(count=1, thing=triple[0], colour=triple[1], predicate=triple[2]))
]


def test_one_in_eight_combinations_is_held_out():
    assert len(HELD) * HELD_OUT_EVERY == len(TRIPLES)


@pytest.mark.parametrize("slots", [*combinations(range(3), 1), *combinations(range(3), 2)])
def test_every_value_and_every_pair_of_values_is_held_out_equally_often(slots):
    held = Counter(tuple(triple[slot] for slot in slots) for triple in HELD)
    everything = Counter(tuple(triple[slot] for slot in slots) for triple in TRIPLES)
    assert {everything[key] / held[key] for key in everything} == {HELD_OUT_EVERY}


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda recipe: recipe.name)
def test_no_document_shows_a_held_out_combination(recipe):
    for document in islice(documents(recipe, Random(7)), 4_000):
        assert not any(held_out(frame) for frame in document.frames), document.text


def test_held_out_draws_are_held_out_and_say_their_colour():
    rng = Random(3)
    scenes = [draw_scene(rng, held=True) for _ in range(500)]
    assert all(held_out(scene) and scene.colour for scene in scenes)


def test_a_held_out_sum_stays_held_out_when_its_terms_are_swapped():
    held = set(all_sums(held=True))
    for item in held:
        if item.operation == "+":
            assert held_out(type(item)(item.right, "+", item.left))
    assert held.isdisjoint(all_sums(held=False))


def test_every_result_of_a_held_out_sum_occurs_in_a_training_sum():
    trained = {(item.operation, item.result) for item in all_sums(held=False)}
    assert {(i.operation, i.result) for i in all_sums(held=True)} <= trained


@pytest.mark.parametrize("modulus", range(2, 7))
@pytest.mark.parametrize("sign", [1, -1])
def test_no_remainder_tells_which_sums_are_held_out(modulus, sign):
    """Else a model learns the rule, and with it that no held-out result can be right."""

    def remainders(held):
        found = Counter((i.left + sign * i.right) % modulus for i in all_sums(held))
        return [found[r] / found.total() for r in range(modulus)]

    for held, trained in zip(remainders(True), remainders(False), strict=True):
        assert abs(held - trained) < 0.16


def test_each_term_is_held_out_about_equally_often():
    held = Counter(term for item in all_sums(True) for term in (item.left, item.right))
    every = Counter(term for k in (True, False) for i in all_sums(k) for term in (i.left, i.right))
    assert all(0.15 < held[term] / every[term] < 0.35 for term in every)
