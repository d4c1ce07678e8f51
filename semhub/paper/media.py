"""What the experiments on pictures and sounds share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from semhub.lenses.reading import reader_of
from semhub.models.catalogue import is_embedded
from semhub.paper.run import Outcome

if TYPE_CHECKING:
    from semhub.experiments.word_measure import Measure
    from semhub.inputs import Input
    from semhub.lenses.reader import Reader
    from semhub.paper.run import Run
    from semhub.records.part import Part
    from semhub.steering import Preset


def reader(run: Run) -> Reader:
    """Make the reader of positions that the setting asks for: the paper's lens, or else nearest
    words in context, since a head learned to say what comes next in a text, and not what stands at
    a position of a picture or a sound."""
    kind = run.setting.kind if run.setting.as_paper else "neighbours"
    return reader_of(run.model.require_head(), kind)


def measure(run: Run, in_the_paper: Measure) -> Measure | None:
    """The paper's own aggregation, or the usual one of the reader."""
    return in_the_paper if run.setting.as_paper else None


def pictured(run: Run) -> str:
    """The embedded set of pictures that suits the model: the embedded models see the pictures of
    their own world alone."""
    return "world" if is_embedded(run.model.name) else "concepts"


def outcome_of(
    sides: Mapping[str, Sequence[Input]],
    parts: Sequence[Part],
    notes: Sequence[str] = (),
    **options: object,
) -> Outcome:
    """Put an outcome together, whose sentence is that of all parts."""
    sentence = " ".join(f"{part.sentence.rstrip('.')}." for part in parts)
    return Outcome(sides, parts, sentence, notes, options)


ROWS = "the difference of the two words' rows of the head"
"""What a push is, as a sentence has it, in the paper's setting."""


def layer_of(run: Run, preset: Preset) -> int:
    """The preset's own layer of an embedded model; two thirds of the depth of another."""
    of_any = replace(preset, layer=None)
    return (preset if is_embedded(run.model.name) else of_any).layer_of(run.model)
