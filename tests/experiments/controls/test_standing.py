"""Controls of a model whose states are known: each says what it must where nothing else counts."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.controls import NAMES, controls
from semhub.experiments.controls.replaced import START
from semhub.experiments.controls.standing import REPAIRINGS
from semhub.experiments.wrong_partners import paired_lengths, wrong_partners
from semhub.inputs import Image, Text
from semhub.similarity import METRICS, Pair
from semhub.states.extraction import extract
from tests.media import noise
from tests.toy import PlantedHub

MEANINGS = 20


class Toy(PlantedHub):
    """Knows the stop that stands before a word that is run alone, and that it means nothing."""

    def _ids(self, text: str) -> list[int]:
        return [self.ids[word] for word in text.removeprefix(START).split()]


def sentences(side: str, n: int = 30) -> list[Text]:
    """Sets of two to four meanings, no two the same."""
    rng, found = np.random.default_rng(0), {}
    while len(found) < n:
        some = rng.choice(MEANINGS, rng.integers(2, 5), replace=False)
        found.setdefault(frozenset(some), some)
    return [Text(" ".join(f"{side}{k}" for k in some)) for some in found.values()]


@pytest.fixture(scope="module")
def model() -> Toy:
    return Toy(MEANINGS)


def standing(model, a, b, **options):
    both = extract(model, [*a, *b])
    x, y = both[:, : len(a)], both[:, len(a) :]
    options.setdefault("twin", lambda: Toy(MEANINGS, meets_at=99))
    return x, y, controls(model, a, b, x, y, **options)


def test_all_controls_of_texts_are_there_with_a_value_a_layer(model):
    _, _, found = standing(model, sentences("a"), sentences("b"))
    assert list(found.lines) == list(NAMES)
    assert found.left_out == {}
    for line in found.lines.values():
        assert line.value.shape == (model.n_layers + 1,)
        assert line.sentence.endswith(".")


@pytest.mark.parametrize("metric", METRICS)
def test_where_a_state_is_the_mean_of_its_words_words_alone_reach_the_curve(model, metric):
    a, b = sentences("a"), sentences("b")
    x, y, found = standing(model, a, b, metric=metric)
    rows = found.lines["words"].n
    assert rows >= 12
    curve = [METRICS[metric](Pair(x_k, y_k)) for x_k, y_k in zip(x, y, strict=True)]
    for name in ("words", "shuffled_words"):
        for k, whole in enumerate(curve):
            values = whole.by_item
            assert values.min() - 1e-6 <= found.lines[name].value[k] <= values.max() + 1e-6
        if rows == len(a):
            assert found.lines[name].value == pytest.approx([m.value for m in curve], abs=1e-6)


def test_words_alone_of_all_pairs_are_the_curve_itself(model):
    a, b = sentences("a", 12), sentences("b", 12)  # as many as any control is of
    x, y, found = standing(model, a, b)
    curve = [METRICS["acc1"](Pair(x_k, y_k)).value for x_k, y_k in zip(x, y, strict=True)]
    assert found.lines["words"].n == 12
    assert found.lines["words"].value == pytest.approx(curve)
    assert found.lines["shuffled_words"].value == pytest.approx(curve)
    assert max(curve) == 1


def test_a_twin_that_never_meets_stays_at_the_bottom_where_the_model_meets(model):
    _, _, found = standing(model, sentences("a"), sentences("b"))
    twin = found.lines["twin"]
    assert 12 <= twin.n < 30
    assert twin.value.max() < 0.4
    own = standing(model, sentences("a"), sentences("b"), twin=lambda: model)[2].lines["twin"]
    assert own.value[-1] == 1


def test_wrong_partners_are_the_mean_over_re_pairings(model):
    a, b = sentences("a"), sentences("b")
    x, y, found = standing(model, a, b, metric="centred_gap")
    again = wrong_partners(paired_lengths(model, a, b), REPAIRINGS, 0)
    for k, value in enumerate(found.lines["wrong_partners"].value):
        slow = [METRICS["centred_gap"](Pair(x[k], y[k][order])).value for order in again]
        assert value == pytest.approx(np.mean(slow))


def lengths_alone(rng, n: int) -> tuple[list[Text], list[Text]]:
    """Texts that share their length and nothing else."""
    counts = rng.permutation(np.arange(1, n + 1))
    return tuple(
        [Text(" ".join(f"{side}{k % MEANINGS}" for k in range(count))) for count in counts]
        for side in "ab"
    )


def test_where_states_hold_length_alone_the_length_control_is_the_curve(model):
    from semhub.experiments.controls.surface import length_states
    from semhub.experiments.wrong_partners import lengths

    a, b = lengths_alone(np.random.default_rng(1), 18)
    x, y = (
        np.stack([np.pad(length_states(side, lengths(model, side)), ((0, 0), (0, 30)))] * 5)
        for side in (a, b)
    )
    found = controls(model, a, b, x, y, metric="centred_gap", twin=lambda: model)
    curve = METRICS["centred_gap"](Pair(x[0], y[0])).value
    assert found.lines["length"].value == pytest.approx([curve] * 5)
    assert found.lines["wrong_partners"].value.min() > 0.5 * curve  # as long, and as alike


def test_where_the_pairs_are_spelt_alike_the_spelling_control_finds_them(model):
    a = sentences("a")
    _, _, found = standing(model, a, a)
    assert found.lines["spelling"].value == pytest.approx(1)
    rng = np.random.default_rng(0)
    b = [a[i] for i in rng.permutation(len(a))]
    assert standing(model, a, b)[2].lines["spelling"].value.max() < 0.2


def test_pictures_have_a_twin_and_wrong_partners_and_no_words():
    model = Sensing()
    a, b = (
        [Image(noise(8, 8) + np.uint8(k)) for k in range(start, start + 14)] for start in (0, 20)
    )
    x = y = np.random.default_rng(0).normal(size=(3, 14, 5)).astype(np.float32)
    found = controls(model, a, b, x, y, twin=lambda: model)
    assert list(found.lines) == ["wrong_partners", "twin"]
    assert set(found.left_out) == {"length", "spelling", "words", "shuffled_words"}
    assert all(why.endswith(".") for why in found.left_out.values())


def test_single_words_have_no_words_alone(model):
    a, b = ([Text(f"{side}{k}") for k in range(MEANINGS)] for side in "ab")
    _, _, found = standing(model, a, b)
    assert {"words", "shuffled_words"} <= set(found.left_out)


def test_controls_of_a_model_without_a_twin_say_so(model):
    a, b = sentences("a", 12), sentences("b", 12)
    both = extract(model, [*a, *b])
    found = controls(model, a, b, both[:, :12], both[:, 12:])
    assert "twin" not in found.lines
    assert found.left_out["twin"].startswith("There is no untrained twin of toy")


def test_few_pairs_are_refused(model):
    a, b = sentences("a", 12), sentences("b", 12)
    with pytest.raises(InputError, match="need at least 3 pairs"):
        standing(model, a[:2], b[:2])
    with pytest.raises(InputError, match="Side A has 12 items"):
        both = extract(model, [*a, *b])
        controls(model, a, b[:4], both[:, :12], both[:, 12:])


def test_the_controls_run_at_most_a_sixth_of_the_main_result(model):
    a, b = sentences("a", 400), sentences("b", 400)
    counted = Counting(MEANINGS)
    both = extract(counted, [*a, *b])
    whole, counted.positions = counted.positions, 0
    controls(counted, a, b, both[:, :400], both[:, 400:], twin=lambda: counted)
    assert 0 < counted.positions <= whole / 6


class Counting(Toy):
    positions = 0

    def count(self, batch) -> None:
        super().count(batch)
        with self.counting:
            self.positions += int(batch.attention.sum())


class Sensing(PlantedHub):
    """Reads a picture as one position."""

    modalities = ("image",)

    def _ids(self, text):
        return [1]

    def encode(self, items):
        from semhub.models.batch import Encoded

        return [Encoded([1 + k % 20], [True], modality=i.modality) for k, i in enumerate(items)]
