"""What continuations score under a push: `semhub.experiments.scored.Scored`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from semhub.charts.steering.scores import score_answer, score_chart
from semhub.quoting import quoted
from semhub.records.part import Figure, Part
from semhub.records.parts.curves import number

if TYPE_CHECKING:
    from semhub.experiments.scored import Scored


def part(result: Scored, name: str, asked: str = "the prompts") -> Part:
    """Make the part of scored continuations. asked: the prompts, as “Chinese texts”."""
    question = f"What does it go on to say in {asked}?"
    figure = Figure(
        f"{name}-scores", score_chart(result, question).to_dict(),
        "The mean score of what is said under each kind of push.", label=f"Scores in {asked}",
    )  # fmt: skip
    judged = int((result.scores["no push"] != 0).any(axis=0).sum())
    sentence = (
        f"Pushed from {quoted(result.minus)} to {quoted(result.plus)}, what it goes on to say in "
        f"{asked} is scored by words: {score_answer(result).lower()}; without a push, "
        f"{judged} of {len(result.labels)} say a word that counts."
    )
    return Part("scored", name, [*_rows(result, asked)], [figure], sentence, result.to_dict())


def _rows(result: Scored, asked: str) -> Iterator[dict[str, Any]]:
    common = {"side_b": asked, "layer": result.layer}
    for kind, scores in result.scores.items():
        of_kind = {"score": result.mean(kind)}
        if kind != "no push":
            of_kind["change in score"] = result.change(kind)
        for metric, mean in of_kind.items():
            yield {
                **common, "metric": f"{metric}: {kind}", "value": number(mean.value),
                "low": number(mean.low), "high": number(mean.high),
            }  # fmt: skip
        if len(result.seeds) > 1:
            deviation = number(result.deviation(kind))
            yield {**common, "metric": f"deviation over seeds: {kind}", "value": deviation}
        for prompt, value in zip(result.labels, scores.mean(axis=0), strict=True):
            yield {**common, "item": prompt, "metric": f"score: {kind}", "value": float(value)}
