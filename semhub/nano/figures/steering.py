"""Does a push found in English change the answer in every spoke, more than any push would?

Unlike the pushes of the card's own table, which are tried at every layer, layer and strength are
the same for every spoke here, and each push stands beside twenty random directions of its norm, its
reversal and a wrong layer. Every item is pushed from its own value to another of the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from semhub.extraction import extract
from semhub.inputs import Input
from semhub.models.protocol import Model
from semhub.nano.figures.readout import Share
from semhub.nano.spokes import SPOKES, VALUES, contrasts, opening, told, value_of, words
from semhub.nano.world import Scene
from semhub.steering import Choice, Direction, Question, between, steer

LAYER = 8
STRENGTH = 1.0
TARGET, TIMES = 0.8, 5.0
SLOTS = ("thing", "colour", "predicate")


@dataclass(frozen=True)
class SteeringFigure:
    """Pushes of one slot in one spoke, at `LAYER` and `STRENGTH`.

    right: share of items whose log-odds moved the right way. flipped: share of the answers that
        became the wished-for word of the class, of those that were not it before.
    change, low, high: mean change of the log-odds in nats, with a 95% interval.
    reversed, wrong_layer: mean change under these controls.
    limit, single: of the random band (see `semhub.steering.RandomBand`), over all items and of one.
    left_out: items whose word begins as another of its class does.
    """

    spoke: str
    slot: str
    right: Share
    flipped: Share
    change: float
    low: float
    high: float
    reversed: float
    wrong_layer: float
    limit: float
    single: float
    random_flips: float
    left_out: int


def value_states(model: Model, slot: str, seed: int) -> dict:
    """Value -> (layers + 1, contrasts, width) states of English sentences that say it."""
    return {
        value: extract(model, contrasts(slot, value, seed=seed + 1), pool="last", suffix="")
        for value in VALUES[slot]
    }


def steering_figure(
    model: Model, spoke: str, slot: str, items: Sequence[tuple[Scene, Input]], states: dict,
    seed: int,
) -> SteeringFigure:  # fmt: skip
    """states: as `value_states` gives them."""
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
        choices.append(Choice(said[value], said[wished], others))
    point = steer(
        model, directions, questions, choices, layer=LAYER, strength=STRENGTH, seed=seed
    ).point
    push = point.push
    return SteeringFigure(
        spoke=spoke,
        slot=slot,
        right=Share.of((push.change > 0).tolist()),
        flipped=Share.of(push.flipped[push.open].tolist()),
        change=push.mean,
        low=push.low,
        high=push.high,
        reversed=point.reversed.mean,
        wrong_layer=point.wrong_layer.mean,
        limit=point.random.limit,
        single=point.random.single,
        random_flips=float(np.mean(point.random.flipped[:, push.open])),
        left_out=len(asked) - len(questions),
    )


def _clear(model: Model, said: dict) -> list:
    """Values whose word has a token with which no other of the class begins."""
    first = {value: set(model.first_tokens(word)) for value, word in said.items()}
    return [
        value
        for value, mine in first.items()
        if mine - set().union(*(tokens for other, tokens in first.items() if other != value))
    ]


def steering_figures(model: Model, rows: int, seed: int) -> list[SteeringFigure]:
    """Every slot in every spoke that says it: a call says the thing alone, and code's predicates
    can be told apart among moods only."""
    states = {slot: value_states(model, slot, seed) for slot in (*SLOTS, "mood")}
    figures = []
    for spoke in SPOKES:
        items = told(spoke)
        for slot in SLOTS[:1] if spoke == "sound" else SLOTS:
            slot = "mood" if (spoke, slot) == ("code", "predicate") else slot
            said = [pair for pair in items if value_of(pair[0], slot) in VALUES[slot]][:rows]
            figures.append(steering_figure(model, spoke, slot, said, states[slot], seed))
    return figures
