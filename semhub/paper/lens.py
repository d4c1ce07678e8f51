"""What the experiments on the lens at the end of prompts share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from semhub.experiments.gold_predicted import Mean, gold_predicted
from semhub.experiments.next_word import next_word
from semhub.inputs import texts
from semhub.models.catalogue import is_embedded
from semhub.paper.run import OWN_PROMPTS, Outcome, prompts_digest
from semhub.records.parts import part_of

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.paper.run import Run
    from semhub.records.part import Part

NAMES = ("the meaning's word", "what stands there", "other words of its class")


def words_part(
    run: Run,
    prompts: Sequence[Prompt],
    name: str,
    question: str,
    names: tuple[str, str, str] = NAMES,
) -> Part:
    """The meaning's word against the surface's. names: of these and of the others."""
    found = next_word(
        run.model, prompts, kind=run.setting.kind, by=run.setting.by,
        progress=run.progress, memory=run.memory, seed=run.seed,
    )  # fmt: skip
    return part_of(
        found, name, names=dict(zip(found.log_probability, names, strict=True)), question=question
    )


def matrix_part(run: Run, prompts: Sequence[Prompt], name: str, mean: Mean) -> Part:
    """Which word of the class is read where each is right."""
    found = gold_predicted(
        run.model, prompts, kind=run.setting.kind, by=run.setting.by, mean=mean,
        progress=run.progress, memory=run.memory, seed=run.seed,
    )  # fmt: skip
    return part_of(found, name)


def outcome_of(run: Run, prompts: Sequence[Prompt], parts: Sequence[Part]) -> Outcome:
    """What was found of prompts."""
    sides = {"prompts": texts([prompt.text for prompt in prompts])}
    sentence = " ".join(part.sentence for part in parts)
    options = {"words": run.setting.by}
    if run.prompts:
        options[OWN_PROMPTS] = prompts_digest(run.prompts)
    return Outcome(sides, parts, sentence, options=options)


def unread(run: Run, prompts: Sequence[Prompt]) -> list[str]:
    """A note for the embedded model, of prompts that are not of its world."""
    if not is_embedded(run.model.name):
        return []
    return [
        f"{run.model.name} has never read anything like “{prompts[0].text}”, so what it makes of "
        "this says little."
    ]
