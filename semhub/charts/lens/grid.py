"""The lens: what every layer (left to right) and position (top to bottom) reads as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import altair as alt
import numpy as np
import pandas as pd

from semhub.charts import text_format as words
from semhub.charts.palette import BLUE, FAINT, INK, colour
from semhub.charts.style import (
    AXIS_ROOM,
    LABEL,
    LEGEND_ROOM,
    TITLE_ROOM,
    apart,
    layer_axis,
    title,
    value_axis,
)
from semhub.charts.text_format import token
from semhub.inputs.wording import is_punctuation
from semhub.lenses.kinds import KINDS

if TYPE_CHECKING:
    from semhub.lenses.result import Reading

Colour = Literal["probability", "language"]
CELL = 30
MOST = 16
"""Layers that have room for words; of more, every second, third, ... is drawn."""
STRONG = 0.8
"""Tint from which white can be read on it as well as dark ink."""
STEPPED_BACK = 0.3
"""Of the tint that the cells of punctuation and special tokens keep."""
DEEPER = {
    "probability": "deeper colour: more probable",
    "cosine": "deeper colour: nearer, by cosine, which is no probability",
}
"""What a deeper colour says, by the score."""

PICK = "cell"
"""Name of the selection: a click on a cell picks its layer and position."""


def lens_grid(
    reading: Reading,
    by: Colour = "probability",
    *,
    names: Mapping[str, str],
    chosen: tuple[int, int] | None = None,
) -> alt.LayerChart:
    """Draw one cell a layer and position: its best word, tinted by its score or by language.

    Punctuation and special tokens step back, as positions and as what is read. Of many layers, as
    many are drawn as have room for words, among them the first, the last and the chosen one.
    names: language code -> name. chosen: (layer, position), which gets a frame.
    """
    frame = _frame(reading, names)
    layers, positions = reading.tokens.shape[:2]
    shown = drawn_layers(layers, None if chosen is None else chosen[0])
    frame = frame[frame["layer"].isin(shown)].copy()
    labels = apart([token(text) for text in reading.texts])
    frame["at"] = [labels[p] for p in frame["position"]]
    y = alt.Y(
        "at:N",
        scale=alt.Scale(domain=labels, padding=0),
        axis=value_axis(None, labelLimit=100, labelOverlap=False, grid=False),
    )
    base = alt.Chart(frame).encode(
        x=alt.X("layer:O", axis=layer_axis(layers, values=shown), scale=alt.Scale(padding=0)),
        y=y,
    )
    cells = base.mark_rect(cursor="pointer", stroke="gray", strokeOpacity=0.25).encode(
        color=_fill(frame, by, reading, names),
        opacity=alt.Opacity(
            "tint:Q", scale=alt.Scale(domain=[0, 1], range=[0.05, 0.85]), legend=None
        ),
        tooltip=_tooltip(reading),
    )
    frame["strength"] = frame[reading.score if by == "probability" else "share"].clip(0)
    frame["tint"] = frame["strength"].where(frame["worded"], STEPPED_BACK * frame["strength"])
    if by == "probability":
        frame["dark"] = True  # one blue, whatever the language
    text = base.mark_text(
        fontSize=LABEL - 1,
        cursor="pointer",
        limit=alt.ExprRef("bandwidth('x') - 4"),
        # On a strong tint the text is white on either theme; else it is the theme's own.
        color=alt.ExprRef(f"datum.tint > {STRONG} && datum.dark ? 'white' : {INK}"),
        opacity=alt.ExprRef(f"datum.worded && datum.says ? 1 : {FAINT}"),
    ).encode(text=alt.Text("shown:N"), tooltip=_tooltip(reading))
    pick = alt.selection_point(
        name=PICK, fields=["layer", "position"], on="click", empty=False, toggle=False
    )
    parts = [cells.add_params(pick), text]
    if chosen is not None:
        here = {"layer": chosen[0], "position": chosen[1], "at": labels[chosen[1]]}
        frames = alt.Chart(pd.DataFrame([here]))
        parts.append(
            frames.mark_rect(
                filled=False, stroke=alt.ExprRef(INK), strokeWidth=3, tooltip=None
            ).encode(x=alt.X("layer:O"), y=y)
        )
    return alt.layer(*parts).properties(
        height=CELL * positions + TITLE_ROOM + AXIS_ROOM + (LEGEND_ROOM if by == "language" else 0),
        title=title(_question(reading, names), _answer(reading, by, layers > len(shown))),
        usermeta={"embedOptions": {"renderer": "svg"}},
    )


def drawn_layers(count: int, chosen: int | None = None) -> list[int]:
    """List the layers that are drawn of `count`: each, or in equal steps, with both ends and the
    chosen one."""
    step = -(-count // MOST)
    return sorted({*range(0, count, step), count - 1, *([] if chosen is None else [chosen])})


def _question(reading: Reading, names: Mapping[str, str]) -> str:
    model = words.model(reading.model)
    if reading.neighbours is None:
        return f"What does {model} “think” at each layer?"
    language = _name(reading.neighbours.language, names)
    return f"Which {language} word is nearest, at each layer of {model}?".replace("  ", " ")


def _answer(reading: Reading, by: Colour, left_out: bool) -> str:
    kind = KINDS[reading.kind]
    tinted = (
        "colour: the language that the probability lies in"
        if by == "language" and kind.head
        else DEEPER[kind.score]
    )
    best, _ = kind.shown(reading.fills_in)
    return f"Each cell: {best}; {tinted}" + ("; not every layer is drawn" if left_out else "")


def _frame(reading: Reading, names: Mapping[str, str]) -> pd.DataFrame:
    layers, positions = reading.tokens.shape[:2]
    layer, position = np.divmod(np.arange(layers * positions), positions)
    best = [reading.words[k][p][0] for k, p in zip(layer, position, strict=True)]
    frame = pd.DataFrame(
        {
            "layer": layer,
            "position": position,
            "read": [token(reading.texts[p]) for p in position],
            "word": best,
            "shown": [token(word) for word in best],
            "worded": reading.worded[position],
            "says": [not is_punctuation(word) for word in best],
            reading.score: np.round(reading.scores[:, :, 0].ravel().astype(float), 4),
        }
    )
    if reading.mass is not None:
        mass = reading.mass.reshape(layers * positions, -1)
        most = mass.argmax(axis=1)
        frame["language"] = [_name(reading.languages[i], names) for i in most]
        frame["share"] = np.round(mass.max(axis=1).astype(float), 4)
        frame["dark"] = [reading.languages[i] not in ("ru", "fr", "es") for i in most]
    else:
        frame["language"], frame["share"], frame["dark"] = "", 0.0, True
    if reading.neighbours is not None:
        sentences = reading.neighbours.sentences
        frame["sentence"] = [sentences[k][p][0] for k, p in zip(layer, position, strict=True)]
    return frame


def _name(code: str, names: Mapping[str, str]) -> str:
    return names.get(code, code)


def _fill(frame: pd.DataFrame, by: Colour, reading: Reading, names: Mapping[str, str]):
    if by == "probability" or reading.mass is None:
        return alt.ColorValue(BLUE)
    return alt.Color(
        "language:N",
        scale=alt.Scale(
            domain=[_name(code, names) for code in reading.languages],
            range=[colour(code) for code in reading.languages],
        ),
        legend=alt.Legend(
            title=None,
            orient="top",
            labelFontSize=LABEL,
            symbolType="square",
            symbolOpacity=1,
            symbolStrokeWidth=0,
        ),
    )


def _tooltip(reading: Reading) -> list[alt.Tooltip]:
    about = (
        alt.Tooltip("language:N", title="mostly")
        if reading.neighbours is None
        else alt.Tooltip("sentence:N", title="as in")
    )
    return [
        alt.Tooltip("word:N", title="reads as"),
        alt.Tooltip(f"{reading.score}:Q", format=".3f"),
        about,
        alt.Tooltip("read:N", title="at"),
        alt.Tooltip("layer:O"),
    ]
