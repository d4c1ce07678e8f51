"""The results of a push: a summary, one item before and after, and charts with controls."""

from __future__ import annotations

from itertools import combinations_with_replacement as combinations
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.steering import shifts as shifts_chart
from semhub.charts.steering import sweep as sweep_chart
from semhub.charts.steering.controls import LABELS, PUSHES
from semhub.charts.steering.shares import shares
from semhub.charts.steering.shifts import change, shifts
from semhub.charts.steering.strength import strength_curve
from semhub.charts.steering.sweep import sweep_map
from semhub.charts.text_format import isolated
from semhub.charts.text_format import layers as named
from semhub.models import catalogue
from semhub.quoting import quoted
from semhub.ui.media.sound import player
from semhub.ui.shared import keep, links
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.controls import follow
from semhub.ui.shared.export import footer
from semhub.ui.shared.frame import faults
from semhub.ui.shared.messages import escaped
from semhub.ui.shared.results import digest
from semhub.ui.shared.sections import section
from semhub.ui.shared.trust import ASKS
from semhub.ui.steer import results, trust, words

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.steering import Steering
    from semhub.ui.steer.experiment import Experiment

LAYER, STRENGTH, ROW, SWEEP = "steer_layer", "steer_strength", "steer_row", "steer_sweep"
SEVERAL, LAYERS, BESIDE = "steer_several", "steer_layers", "steer_beside"
SHIFTS, CURVE, MAP = "steer_shifts", "steer_curve", "steer_map"
CUT = 48
"""Characters of an item in the list of items."""


@st.fragment
def answer(model: Model, experiment: Experiment, seed: int) -> None:
    """Draw the section; a fragment, so that another item or layer does not run the whole page."""
    with faults():
        _answer(model, experiment, seed)


def _answer(model: Model, experiment: Experiment, seed: int) -> None:
    layers, strength, beside, row = _controls(model, experiment)
    result = results.pushed(model, experiment, layers, strength, beside, seed)
    sentence, enough = words.verdict(result.point, beside)
    st.markdown(f"## {escaped(words.point(experiment, result.point, beside))}")
    (st.caption if enough else st.warning)(escaped(sentence))
    if not result.point.other_layers:
        st.caption(words.misplaced(result.point))
    _before_and_after(model, experiment, result, row)
    st.space("small")
    _shifts(result, row, beside)
    _shares(result, beside)
    _curve(results.curve(model, experiment, layers, beside, seed), strength, beside)
    _sweep(model, experiment, layers, strength, seed)
    section("trust", ASKS, lambda: trust.draw(model, experiment, result, beside, seed))
    keep.this("steer", model, result, {"questions": [one.item for one in experiment.questions]})


def _controls(model: Model, experiment: Experiment) -> tuple[tuple[int, ...], float, str, int]:
    """Draw the choice of layers, strength, control and item; a click on a chart chooses too."""
    if point := clicked(MAP, sweep_chart.PICK):
        links.choose(LAYER, int(point["layer"]))
        st.session_state[STRENGTH], st.session_state[SEVERAL] = point["strength"], False
    places = st.columns([0.2, 0.15, 0.2, 0.21, 0.24], gap="medium", vertical_alignment="bottom")
    layers = _layers(*places[:2], experiment.layer, model.n_layers)
    follow(STRENGTH, experiment.strength, results.OFFERED)
    strength = places[2].select_slider(
        "Strength", results.OFFERED, experiment.strength, format_func=_strength, key=STRENGTH,
        bind="query-params", persist_state="session",
        help="In natural differences: 1 adds the mean difference of the texts, as it is found at "
        "that layer; below zero pushes the other way. Of several layers, each gets this strength.",
    )  # fmt: skip
    offered = (results.RANDOM, *experiment.controls)
    follow(BESIDE, results.RANDOM, offered)
    beside = places[3].selectbox(
        "Beside it", offered, format_func=LABELS.get, key=BESIDE, bind="query-params",
        persist_state="session",
        help="Pushes of the same length that should not lead to the word; this one must beat them.",
    )  # fmt: skip
    # A new key for other items: a browser keeps the option that it showed last.
    box = f"{ROW}/{digest([question.item for question in experiment.questions])[:12]}"
    if point := clicked(SHIFTS, shifts_chart.PICK):
        st.session_state[box] = int(point["item"])
    row = places[4].selectbox(
        "Item that is shown", range(len(experiment.questions)),
        format_func=lambda k: f"{k + 1}: {_called(experiment, k)}", key=box,
        persist_state="session", help="Or click its dot below.",
    )  # fmt: skip
    return layers, strength, beside, row


def _layers(place, beside, usual: int, last: int) -> tuple[int, ...]:
    """Draw the choice of one layer, or of a run of them that is pushed at once."""
    several = last > 1 and beside.toggle(
        "Several layers", key=SEVERAL, bind="query-params", persist_state="session"
    )
    around = max(1, usual - 1), min(last, usual + 1)
    if not several:
        links.number(LAYER, 1, last, usual)
        return (links.slider(place, "Layer that is pushed", 1, last, LAYER),)
    follow(LAYERS, around, {*combinations(range(1, last + 1), 2)})
    # A link leaves out a slider at its opening value, so that value is always the usual one.
    low, high = sorted(  # a link may hold them in reverse
        place.slider(
            "Layers that are pushed", 1, last, around, key=LAYERS, bind="query-params",
            persist_state="session", help="Several layers are pushed all at once.",
        )
    )  # fmt: skip
    return tuple(range(low, high + 1))


def _strength(value: float) -> str:
    return f"{value:g}" if value > 0 else f"reversed {-value:g}"


def _called(experiment: Experiment, row: int) -> str:
    question = experiment.questions[row]
    label = question.item.label + question.suffix
    return label if len(label) <= CUT else f"{label[:CUT]}…"


def _before_and_after(model: Model, experiment: Experiment, result: Steering, row: int) -> None:
    point = result.point
    left = results.continued(model, experiment, row, None)
    pushed = results.continued(model, experiment, row, (point.layers, point.strength))
    minus, plus = result.words[row]
    before = float(result.before[row])
    moved = float(point.push.change[row])
    places = st.columns([0.34, 0.33, 0.33], gap="medium")
    with places[0].container(border=True, height="stretch"):
        st.caption("It reads")
        _item(experiment.questions[row].item, experiment.questions[row].suffix)
    for place, says, found, other, colour, odds in (
        (places[1], "It goes on, left alone", left, pushed, "orange", before),
        (places[2], f"It goes on, pushed at {named(point.layers).lower()}", pushed, left, "blue",
         before + moved),
    ):  # fmt: skip
        with place.container(border=True, height="stretch"):
            st.caption(says)
            text = found.text.strip()
            shown = words.marked(isolated(text), isolated(other.text), colour) if text else "–"
            st.markdown(f"## {shown}")
            pair = escaped(f"{quoted(plus)} over {quoted(minus)}")
            st.caption(f"Log-odds of {pair}: {change(odds)} nats")


def _item(item: Input, suffix: str) -> None:
    if item.modality == "text":
        st.markdown(f"## {escaped(isolated(item.text + suffix))}")
    elif item.modality == "image":
        st.image(item.pixels, width=180, alt=item.label)
    else:
        st.markdown(f"#### {escaped(quoted(item.label))}")
        player(item)


def _shifts(result: Steering, row: int, beside: str) -> None:
    chart = shifts(result, row, beside)
    st.altair_chart(chart, key=SHIFTS, on_select="rerun", alt="Change of every item, by push")
    footer(
        "Each dot is an item; in the last row, an item under one of the control pushes. Click a "
        f"dot to see its item above. Grey: where 95% of {PUSHES[beside]} move the mean; dashed: "
        "where they move it on average, which need not be zero.",
        "semhub-steer-items", chart, result.to_dict(),
    )  # fmt: skip


def _shares(result: Steering, beside: str) -> None:
    chart = shares(result, beside)
    st.altair_chart(chart, key="steer_shares", alt="Share of answers that changed, by push")
    footer(
        "The number at the right is the share of answers that changed at all. The new answer may "
        "be right as well: another word for the same thing, or another valid answer.",
        "semhub-steer-answers", chart, result.to_dict(),
    )  # fmt: skip


def _curve(result: Steering, strength: float, beside: str) -> None:
    chart = strength_curve(result, abs(strength), beside)
    st.altair_chart(chart, key=CURVE, alt="Mean change by strength, with its controls")
    footer(
        f"The band around the push is a 95% interval over items; the grey band holds "
        f"{PUSHES[beside]} of the same length at each strength, and the dashed line is their mean.",
        "semhub-steer-strength", chart, result.to_dict(),
    )  # fmt: skip


def _sweep(
    model: Model, experiment: Experiment, layers: tuple[int, ...], strength: float, seed: int
) -> None:
    wanted = st.toggle(
        f"Push at each layer alone, on {results.swept(experiment)} items",
        catalogue.is_embedded(model.name), key=SWEEP, bind="query-params", persist_state="session",
        help="Costs a few hundred passes through half of the model.",
    )  # fmt: skip
    if not wanted:
        return
    result = results.sweep(model, experiment, seed)
    chart = sweep_map(result.sweep, result.n, layers, strength)
    st.altair_chart(chart, key=MAP, on_select="rerun", alt="Mean change by layer and strength")
    footer(
        "Each cell is the mean change of the log-odds, in nats, when that layer alone is pushed: "
        "blue moves answers the intended way, orange the other way. At early layers the texts may "
        "hardly differ yet, so a natural difference is tiny. Click a cell to push at that layer.",
        "semhub-steer-layers", chart, result.to_dict(),
    )  # fmt: skip
