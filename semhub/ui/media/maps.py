"""Two towers over a whole gallery: any layer of one against any layer of the other."""

from __future__ import annotations

import shlex
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub import datasets
from semhub.charts import text_format as words
from semhub.charts.layer_map import layer_map as map_chart
from semhub.charts.text_format import number
from semhub.inputs import Text
from semhub.inputs.sides import sides_of
from semhub.similarity import METRICS
from semhub.similarity.geometry import ALIKE
from semhub.ui.media.gallery import compared, why_not
from semhub.ui.media.source import gallery
from semhub.ui.shared import first, frame, keep, messages, models, results, trust
from semhub.ui.shared.controls import NAMES, column, segments
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import first_figure
from semhub.ui.shared.frame import faults
from semhub.ui.shared.sections import section
from semhub.ui.shared.trust import ASKS

if TYPE_CHECKING:
    from semhub.experiments.layer_map_result import LayerMap
    from semhub.models.towers.pair import Towers
    from semhub.ui.media.sense import Selection, Sense


@frame.fragment
def layer_map(sense: Sense, towers: Towers, selection: Selection) -> None:
    """Draw the section; a fragment, so that another metric costs a chart and not a page."""
    with faults():
        _layer_map(sense, towers, selection)


def _layer_map(sense: Sense, towers: Towers, selection: Selection) -> None:
    name, _, seen = selection.chosen.partition(":")
    table = datasets.table(name)
    # The controls stand below the map, and decide what it shows.
    place, (left, right) = st.container(height=first.HEIGHT, border=False), st.columns(2)
    spoken = [code for code in table if code in datasets.NAMES]
    code = column(left, f"All {sense.noun}s against", f"{sense.key}against", spoken, spoken[0])
    with right:
        names = {metric: METRICS[metric].label for metric in ALIKE}
        metric = segments("Geometries compared by", f"{sense.key}geometry", names)
    items, texts = gallery(selection.chosen), [Text(text) for text in table[code]]
    readers = towers.other, towers.text
    with place:
        result = compared(partial(results.layer_map, towers), readers, items, texts)
        chart = drawn(map_chart, result, metric, NAMES[seen], NAMES[code])
        first_figure(chart, f"{sense.key}map", f"{METRICS[metric].label} by layers")
    footer(
        f"Each cell is a layer of the {sense.noun} tower and one of the text tower. Their states "
        "differ in width, so the map compares how items lie among each other in each layer. "
        f"{METRICS[metric].sentence} In the corner, where both towers end, they share one space.",
        f"semhub-map-{name}-{seen}-{code}", chart, result.to_dict(),
    )  # fmt: skip
    sides = NAMES[seen], NAMES[code]
    keep.this(
        sense.key, towers, result, sides_of(sides, (items, texts)), sides=sides,
        command=f"python -m semhub compare --model {towers.name} {selection.chosen} {name}:{code}",
    )  # fmt: skip
    for note in result.notes:
        messages.caption(note)
    with faults():
        _captions(sense, towers, selection)
    _no_words(sense, towers, selection)
    _trust(towers, result, metric, f"{selection.chosen} {name}:{code}")


def _captions(sense: Sense, towers: Towers, selection: Selection) -> None:
    """Draw the one item beside its captions, in the only space that both towers share."""
    from semhub.similarity import cosine

    st.markdown(f"**Which caption is nearest to this {sense.noun}, where both towers end?**")
    sense.show(selection.item)
    read, refused = [], []
    for text in (Text(caption.text) for caption in selection.captions):
        why = why_not((towers.text,), (text,))
        refused.append(why) if why else read.append(text)
    if refused:
        messages.warning(f"Captions left out: {len(refused)}. The first of them: {refused[0]}")
    if not read:
        return
    cosines = cosine(towers.joint([selection.item]), towers.joint(read))[0]
    near = pd.DataFrame({"caption": [text.text for text in read], "cosine": cosines})
    st.dataframe(
        near.sort_values("cosine", ascending=False), hide_index=True,
        column_config={"cosine": st.column_config.NumberColumn(format="%.3f")},
        alt=f"Cosine of the {sense.noun} with each of its captions",
    )  # fmt: skip


def _no_words(sense: Sense, towers: Towers, selection: Selection) -> None:
    """Explain what on this page needs a language model, and offer one."""
    own = "" if selection.row is not None else f" One {sense.noun} of your own makes no map."
    messages.info(
        f"{words.model(towers.name)} has no language model: its towers compare {sense.noun}s and "
        f"texts but write nothing, so no part of a {sense.noun} can be read as words.{own} "
        f"{models.EMBEDDED} can do that."
    )
    models.offer()


def _trust(towers: Towers, result: LayerMap, metric: str, sides: str) -> None:
    found = result.metrics[metric]
    rows = {
        "Pairs": f"{result.n}, {sides.replace(' ', ' and ')}",
        "Pooling": "mean over each item's own positions; class, start and end left out",
        "Null": (
            f"95% of {found.shuffles:,} shuffles stay below {number(found.null95)} in "
            f"every cell; p = {found.p:.3g} for the best cell, corrected for the choice among cells"
        ),
        "Where both end": "as the towers themselves pool and project: "
        + ", ".join(
            f"{METRICS[name].label} {number(point.value[0])} [{number(point.low[0])}, "
            f"{number(point.high[0])}]"
            for name, point in result.corner.items()
        ),
    }
    asked = shlex.join(models.words_of(towers))
    command = f"python -m semhub compare {asked} {sides}"
    section(
        "trust", ASKS,
        lambda: trust.table(rows, towers.text, name=towers.name, command=command),
    )  # fmt: skip
