"""“Can I trust this?” under a push: what each control means, and how numbers were computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from semhub.charts.text_format import layers
from semhub.ui.shared import trust
from semhub.ui.steer import words

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.steering import Steering
    from semhub.ui.steer.experiment import Experiment

SEVERAL = (
    ". Each layer gets a push of that strength. A later push is added to states that earlier ones "
    "have moved; its length is the difference found at its layer without any push"
)


BESIDE = {
    "random": "directions drawn evenly from all",
    "pairs": "directions, each from one other word of the class to another",
    "span": "random mixtures of the other words' mean states, whose weights sum to zero",
    "third": "directions from the same word to a third one. They lead away from it as much as the "
    "push does, so half of its effect is expected",
    "states": "differences of two texts that say the same word",
}
"""Control -> how its directions are found."""

BY = {
    "word": "of the intended word over the other, each by the chain rule over all its tokens, in "
    "its usual spellings",
    "beginning": "of the first tokens that only the intended word of its class has, over those of "
    "the other: a word of several tokens is recognised by its first",
}
"""How a word is recognised -> what its log-odds compare."""


def draw(model: Model, experiment: Experiment, result: Steering, beside: str, seed: int) -> None:
    """Draw the table."""
    point = result.point
    along = experiment.directions[0]
    rows = {
        "Direction": f"{experiment.found}; at {layers(point.layers).lower()} the two lie "
        f"{_each(along.lengths, point.layers, 2)} norms apart, each the median norm of a "
        f"state there ({_each(along.norms, point.layers, 1)})",
        "Push": f"{point.strength:g} times that difference, added at these positions: "
        f"{experiment.questions[0].places}{SEVERAL * (len(point.layers) > 1)}",
        "Beside it": f"{len(point.beside(beside).change)} {BESIDE[beside]}, all as long as "
        f"the push; seed {seed}. What they do as well is no evidence of a meaning. Their "
        "effects are measured from their own mean: any push weakens what a state held before",
        "Counts as shown": words.verdict(point, beside),
        "Reversed": "the same push the other way; it should move answers back",
        "Wrong layer": words.misplaced(point),
        "Log-odds": f"{BY[experiment.choices[0].by]}; their change is in nats",
        "Changed answers": "the intended word became the likeliest of its class and was "
        "not before; answers that already were that word do not count. Changed at all: another "
        "word of the class became the likeliest, or another token of the vocabulary",
        "Interval": "95%, by bootstrap over items",
    }
    trust.table(rows, model)


def _each(values: Sequence[float], chosen: Sequence[int], digits: int) -> str:
    """Write the values at the chosen layers, one after another."""
    return ", ".join(f"{values[layer]:.{digits}f}" for layer in chosen)
