"""Does a push found in English change the answer in every spoke, more than any push would?

Unlike the pushes of the card's own table, which are tried at every layer, layer and strength are
the same for every spoke here. Each push stands beside its reversal, a wrong layer, and pushes as
long as it: in twenty random directions, between other words of the class, and to a third word.
Every item is pushed from its own value to another of the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from semhub.datasets.world_spokes import (
    SPOKES,
    VALUES,
    contrasts,
    opening,
    rendered_scenes,
    value_of,
    words,
)
from semhub.evaluation.figures.readout import Share
from semhub.inputs import Input
from semhub.models.protocol import LanguageModel
from semhub.models.spelling import first_tokens
from semhub.states.extraction import extract
from semhub.steering import Band, Choice, Direction, Effect, Family, Question, between, steer
from semhub.world.scenes import Scene

LAYER = 8
STRENGTH = 2.0
"""In natural differences."""
TARGET, TIMES = 0.8, 5.0
SLOTS = ("thing", "colour", "predicate")


@dataclass(frozen=True)
class SteeringFigure:
    """Pushes of one slot in one spoke, at `LAYER` and `STRENGTH`.

    right: share of items whose log-odds moved the right way. flipped: share of the answers that
        became the wished-for word of the class, of those that were not it before. changed: share of
        the same that changed at all.
    change, low, high: mean change of the log-odds in nats, with a 95% interval.
    times_random: how far that lies from the random band's centre, in units of its limit.
    times_single: how far the effect lies from there in units of the limit of one item.
    reversed, wrong_layer: mean change under these controls.
    centre, limit, single: of the random band (see `semhub.steering.Band`).
    random_flips, random_strays, random_changed: shares of the same answers that became, under
        random pushes, the wished-for word, another of the class, or anything else at all.
    times_pairs: as `times_single`, of pushes between other words of the class. Each item's own are
        drawn for it, so that their mean over items says little.
    third: mean change under pushes to a third word.
    natural: length of a natural difference at `LAYER`, in typical norms of the states; the mean
        over items.
    left_out: items whose word begins as another of its class does.
    """

    spoke: str
    slot: str
    right: Share
    flipped: Share
    changed: Share
    change: float
    low: float
    high: float
    times_random: float
    times_single: float
    reversed: float
    wrong_layer: float
    centre: float
    limit: float
    single: float
    random_flips: float
    random_strays: float
    random_changed: float
    times_pairs: float
    third: float
    natural: float
    left_out: int


def value_states(model: LanguageModel, slot: str, seed: int) -> dict:
    """Return value -> (layers + 1, contrasts, width) states of English sentences that say it."""
    return {
        value: extract(model, contrasts(slot, value, seed=seed + 1), pool="last", suffix="")
        for value in VALUES[slot]
    }


def steering_figure(
    model: LanguageModel, spoke: str, slot: str, items: Sequence[tuple[Scene, Input]], states: dict,
    seed: int,
) -> SteeringFigure:  # fmt: skip
    """Measure pushes of one slot in one spoke. states: as `value_states` returns them."""
    said = words(spoke, slot)
    clear = _clear(model, said)
    rng = Random(f"{seed}/{spoke}/{slot}")
    ways: dict[tuple, Direction] = {}
    asked = [(scene, item) for scene, item in items if value_of(scene, slot) in said]
    directions, questions, choices = [], [], []
    for scene, item in asked:
        value = value_of(scene, slot)
        if value not in clear:
            continue
        wished = rng.choice([other for other in clear if other != value])
        if (value, wished) not in ways:
            names = (str(value), str(wished))
            ways[value, wished] = between(states[value], states[wished], names)
        others = tuple(said[other] for other in clear if other not in (value, wished))
        directions.append(ways[value, wished])
        questions.append(Question(item, opening(spoke, slot)))
        choices.append(Choice(said[value], said[wished], others, by="beginning"))
    point = steer(
        model, directions, questions, choices, layer=LAYER, strength=STRENGTH, seed=seed,
        controls=("pairs", "third"), family=Family({str(v): found for v, found in states.items()}),
    ).point  # fmt: skip
    push, band = point.push, point.random
    return SteeringFigure(
        spoke=spoke,
        slot=slot,
        right=Share.of((push.change > 0).tolist()),
        flipped=Share.of(push.flipped[push.open].tolist()),
        changed=Share.of(push.changed[push.open].tolist()),
        change=push.mean,
        low=push.low,
        high=push.high,
        times_random=point.times_random,
        times_single=_times_single(push, band),
        reversed=point.reversed.mean,
        wrong_layer=point.wrong_layer.mean,
        centre=band.centre,
        limit=band.limit,
        single=band.single,
        random_flips=band.flips,
        random_strays=band.strays,
        random_changed=band.changes,
        times_pairs=_times_single(push, point.others["pairs"]),
        third=point.others["third"].centre,
        natural=float(np.mean([way.lengths[LAYER] for way in directions])),
        left_out=len(asked) - len(questions),
    )


def _times_single(push: Effect, band: Band) -> float:
    return (push.mean - band.centre) / band.single


def _clear(model: LanguageModel, said: dict) -> list:
    """Return the values whose word has a token with which no other of the class begins."""
    first = {value: set(first_tokens(model, word)) for value, word in said.items()}
    return [
        value
        for value, mine in first.items()
        if mine - set().union(*(tokens for other, tokens in first.items() if other != value))
    ]


def steering_figures(model: LanguageModel, rows: int, seed: int) -> list[SteeringFigure]:
    """Return every slot in every spoke that says it: a call says the thing alone, and code's
    predicates can be told apart among moods only."""
    states = {slot: value_states(model, slot, seed) for slot in (*SLOTS, "mood")}
    figures = []
    for spoke in SPOKES:
        items = rendered_scenes(spoke)
        for slot in SLOTS[:1] if spoke == "sound" else SLOTS:
            slot = "mood" if (spoke, slot) == ("code", "predicate") else slot
            said = [pair for pair in items if value_of(pair[0], slot) in VALUES[slot]][:rows]
            figures.append(steering_figure(model, spoke, slot, said, states[slot], seed))
    return figures
