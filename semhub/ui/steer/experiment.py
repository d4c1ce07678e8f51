"""The parts of a push experiment, from a preset or a person's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.pools import Pool
    from semhub.steering import Choice, Direction, Question
    from semhub.steering.family import Control


@dataclass(frozen=True)
class Experiment:
    """One direction and one choice of words for each question.

    key: differs between any two experiments of one model. asks: the page's question. pushed: the
    beginning of the sentence that answers it ("Pushed from happy to sad in English"). answers:
    what it calls the answers ("Chinese answers"). english: what the words of the choice mean, from
    and to; empty where that is not known. found: how the direction was found. layer,
    strength: the opening values of the page. texts: word of the class -> texts with it, pooled by
    `pool`, of which controls are made.
    """

    key: str
    directions: Sequence[Direction]
    questions: Sequence[Question]
    choices: Sequence[Choice]
    asks: str
    pushed: str
    answers: str
    english: tuple[str, str] | tuple[()]
    found: str
    layer: int
    strength: float
    texts: Mapping[str, Sequence[Input]]
    pool: Pool

    @property
    def controls(self) -> tuple[Control, ...]:
        """The controls that there are enough texts for."""
        from semhub.steering.family import offered

        return offered(self.texts, self.directions[0].minus, self.directions[0].plus)

    def of(self, rows: Sequence[int]) -> Experiment:
        """Take the same of some of the questions."""
        return replace(
            self,
            key=f"{self.key}/{list(rows)}",
            directions=[self.directions[row] for row in rows],
            questions=[self.questions[row] for row in rows],
            choices=[self.choices[row] for row in rows],
        )
