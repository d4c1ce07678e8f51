"""“Can I trust this?” under a curve: how it was computed, and the command that repeats it."""

from __future__ import annotations

import json
import math
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.text_format import layers, number
from semhub.pools import described
from semhub.similarity import METRICS
from semhub.ui.shared import models, trust
from semhub.ui.text import reading
from semhub.ui.text.checks import sinks

if TYPE_CHECKING:
    from semhub.experiments.comparison import Comparison
    from semhub.inputs import Text
    from semhub.models.protocol import Model
    from semhub.ui.text.answer import Answer
    from semhub.ui.text.rows import Pairs


def draw(answer: Answer, also: Mapping[str, str]) -> None:
    """Draw the table. also: rows of sections that only one page has."""
    model, found, result = answer.model, answer.pairs, answer.result
    rows = {
        "Pairs": _pairs(found),
        "Pooling": f"{result.pool}: {described(result.pool)}",
        **_statistics(result),
        **also,
        "Load check": model.check.sentence,
        "Attention sinks": "Checked once for each model. "
        + sinks(model, [*found.a, *found.b]).sentence,
        "Lens": reading.behind(model),
    }
    trust.table(rows, model, command=command(model, found, result))
    if found.reference is None:
        _files(found)


def command(model: Model, found: Pairs, result: Comparison) -> str:
    """Write the line that gives the same numbers."""
    sides = found.reference or _names(found)
    words = ["python", "-m", "semhub", "compare", *models.words_of(model), *sides]
    words += ["--pool", result.pool]
    for slot in result.over:
        words += ["--cluster", slot]
    if result.partial:
        words += ["--partial", result.partial]
    return shlex.join(words)


def interval_over(result: Comparison) -> str:
    """Name the other items that intervals hold for."""
    slots = " and ".join(result.over)
    return f"sentences of other words for the {slots}" if slots else "sentences like these"


def _pairs(found: Pairs) -> str:
    source = " and ".join(found.reference) if found.reference else "as they stand in the table"
    left_out = f"; {len(found.left_out)} rows left out" if found.left_out else ""
    return f"{len(found.a)}, {source}{left_out}"


def _statistics(result: Comparison) -> dict[str, str]:
    from semhub.experiments.comparison import RESAMPLES, WRONG_PARTNERS

    (metric, curve), *_ = result.metrics.items()
    if not math.isfinite(curve.chance):
        return {"Statistics": "none: too few pairs"}
    return {
        "Metric": f"{METRICS[metric].label} ({metric}): {METRICS[metric].sentence}",
        "Interval": f"95%, over {interval_over(result)}, at each layer separately",
        "Chance": f"{number(curve.chance)}: its average where pairs are random",
        "Null": (
            f"95% of {RESAMPLES:,} shuffles, and of {WRONG_PARTNERS} re-pairings with wrong "
            f"partners of like length, stay below {number(curve.null95)} at every layer; p = "
            f"{curve.p:.3g} for the best layer, corrected for the choice among layers"
        ),
        "Related": f"{layers(result.related(metric)).lower()}, where the interval lies above the "
        "null; in an untrained model this may be every layer",
        "Hub": "layers at which retrieval is above layer 0, above the last layer (paired bootstrap "
        "over all layers at once) and above the null",
    }


def _names(found: Pairs) -> tuple[str, str]:
    """Name the two files: texts of several lines need one that can hold them."""
    several = any("\n" in item.text for item in (*found.a, *found.b))
    return tuple(f"{side}.{'jsonl' if several else 'txt'}" for side in "ab")


def lines(side: Sequence[Text], *, several: bool = False) -> str:
    """Write a file of the texts, one a line; of texts of several lines, one string of JSON a
    line."""
    written = [json.dumps(one.text, ensure_ascii=False) if several else one.text for one in side]
    return "".join(f"{line}\n" for line in written)


def _files(found: Pairs) -> None:
    st.markdown("with these two files in the current folder:")
    with st.container(horizontal=True):
        for file, side in zip(_names(found), (found.a, found.b), strict=True):
            st.download_button(
                file,
                lines(side, several=file.endswith("jsonl")),
                file_name=file,
                mime="text/plain",
                key=f"download/{file}",
                on_click="ignore",
            )
