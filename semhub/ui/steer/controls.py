"""The controls of the page Steer: model, push and what is read; how it is pushed, in a section."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement as combinations
from typing import TYPE_CHECKING

import streamlit as st

from semhub.charts.steering import sweep as sweep_chart
from semhub.charts.steering.controls import LABELS
from semhub.charts.text_format import model as short
from semhub.datasets.pushes import ABOUT
from semhub.pools import POOLS
from semhub.ui.shared import links, messages, model_box, models
from semhub.ui.shared.clicks import clicked
from semhub.ui.shared.controls import NAMES, choice, follow, segments
from semhub.ui.steer import offered, results
from semhub.ui.steer.offered import OWN

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.models.protocol import Model
    from semhub.pools import Pool
    from semhub.steering import Places
    from semhub.ui.steer.experiment import Experiment

PRESET, SPOKE = "steer_push", "steer_while"
LAYER, STRENGTH, MAP = "steer_layer", "steer_strength", "steer_map"
SEVERAL, LAYERS, BESIDE = "steer_several", "steer_layers", "steer_beside"
PLACES = {"last": "The last", "content": "The item’s", "all": "All"}
POOL_LABELS = {"last": POOLS["last"].label} | {
    name: pool.label for name, pool in POOLS.items() if name != "model"
}
"""Pool -> its label; the last token first, where the next word is prepared."""
HALVES = {
    "its half": "A picture, on the animal’s half",
    "the other half": "A picture, on the other half",
}


@dataclass(frozen=True)
class Choices:
    """What a person chose. preset: its name, or `OWN`. spoke: what is read while it is pushed.
    others: texts of other words of the class, for a person's own push.

    link: the choices as link parameters.
    """

    preset: str
    model: str
    spoke: str
    pool: Pool
    places: Places
    others: str
    seed: int
    link: dict[str, str]


@dataclass(frozen=True)
class Push:
    """How hard it is pushed, and where. beside: the control that stands beside it."""

    layers: tuple[int, ...]
    strength: float
    beside: str
    seed: int


def draw(how: DeltaGenerator, notes: DeltaGenerator) -> Choices:
    """Draw the choices that come before the push itself.

    how: where those are drawn that few change. notes: where to say that a link's push cannot run.
    """
    name = model_box.draw()
    preset = _preset(models.in_use(name), notes)
    spoke = "" if preset == OWN else _spoke(models.in_use(name), preset)
    where, pool, others = "last", "last", ""
    with how:
        if preset == OWN:
            where = segments("Positions that are pushed", "steer_places", PLACES)
            pool = segments("Position that a direction is found at", "steer_pool", POOL_LABELS)
            others = st.text_area(
                "Texts of other words, one a line", key="steer_others", bind="query-params",
                persist_state="session", placeholder="The horse sleeps. →\nThe pig sleeps. →",
                help="Words of the same class as the two that you push between, one text each. The "
                "controls of other words are made of them.",
            ).strip()  # fmt: skip
        else:
            st.caption(f"{ABOUT[preset].asked} {ABOUT[preset].claim}")
        seed = links.number_input(st, "Seed of the random directions", 0, 999, 0, "steer_seed")
    link = model_box.link(name) | {PRESET: title(preset), "steer_seed": str(seed)}
    if preset == OWN:
        link |= {"steer_places": PLACES[where], "steer_pool": POOL_LABELS[pool]}
        if others:
            link["steer_others"] = others
    else:
        link[SPOKE] = spoke_name(spoke)
    return Choices(preset, name, spoke, pool, where, others, seed, link)


def title(preset: str) -> str:
    """Return what a preset, or a person's own push, is called."""
    return offered.OWN_TITLE if preset == OWN else ABOUT[preset].title


def _preset(name: str, notes: DeltaGenerator) -> str:
    """Draw the choice of a push, of those that the model can be asked."""
    wanted = _named(PRESET, {one: title(one) for one in (*ABOUT, OWN)})
    titles = offered.presets(name, wanted)
    usual = next(iter(titles))
    follow(PRESET, usual, titles)
    if wanted and wanted not in titles:
        with notes:
            _not_of_its_world(wanted, name)
    return choice("Push", PRESET, titles, usual)


def _spoke(name: str, preset: str) -> str:
    """Draw the choice of what the model reads while it is pushed, of what the preset offers."""
    names = {spoke: spoke_name(spoke) for spoke in ABOUT[preset].spokes}
    spokes = offered.spokes(name, preset, _named(SPOKE, names))
    usual = offered.opening(spokes)
    follow(SPOKE, usual, spokes)
    return choice("Pushed while it reads", SPOKE, {spoke: names[spoke] for spoke in spokes}, usual)


def _named(key: str, names: dict[str, str]) -> str | None:
    """Return the option that is chosen, or that a link names; None where it names none."""
    if key in st.session_state:
        return st.session_state[key]
    written = st.query_params.get(key)
    return next((option for option, name in names.items() if name == written), None)


def push(model: Model, experiment: Experiment, seed: int, how: DeltaGenerator) -> Push:
    """Draw the choice of the strength, and in `how` those of layers and control; a click on the map
    of layers chooses too."""
    if point := clicked(MAP, sweep_chart.PICK):
        links.choose(LAYER, int(point["layer"]))
        st.session_state[STRENGTH], st.session_state[SEVERAL] = point["strength"], False
    layers = _layers(how, experiment.layer, model.n_layers)
    follow(STRENGTH, experiment.strength, results.OFFERED)
    strength = st.select_slider(
        "Strength", results.OFFERED, experiment.strength, format_func=_strength,
        key=links.hold(STRENGTH), bind="query-params", persist_state="session",
        help="In natural differences: 1 adds the mean difference of the texts, as it is found at "
        "that layer; below zero pushes the other way. Of several layers, each gets this strength.",
    )  # fmt: skip
    beside = (results.RANDOM, *experiment.controls)
    follow(BESIDE, results.RANDOM, beside)
    chosen = how.selectbox(
        "Beside it", beside, format_func=LABELS.get, key=BESIDE, bind="query-params",
        persist_state="session",
        help="Pushes of the same length that should not lead to the word; this one must beat them.",
    )  # fmt: skip
    return Push(layers, strength, chosen, seed)


def _layers(how: DeltaGenerator, usual: int, last: int) -> tuple[int, ...]:
    """Draw the choice of one layer, or of a run of them that is pushed at once."""
    several = last > 1 and how.toggle(
        "Several layers", key=SEVERAL, bind="query-params", persist_state="session"
    )
    around = max(1, usual - 1), min(last, usual + 1)
    if not several:
        links.number(LAYER, 1, last, usual)
        return (links.slider(how, "Layer that is pushed", 1, last, LAYER),)
    follow(LAYERS, around, {*combinations(range(1, last + 1), 2)})
    # A link leaves out a slider at its opening value, so that value is always the usual one.
    low, high = sorted(  # a link may hold them in reverse
        how.slider(
            "Layers that are pushed", 1, last, around, key=LAYERS, bind="query-params",
            persist_state="session", help="Several layers are pushed all at once.",
        )
    )  # fmt: skip
    return tuple(range(low, high + 1))


def _strength(value: float) -> str:
    return f"{value:g}" if value > 0 else f"reversed {-value:g}"


def spoke_name(spoke: str) -> str:
    """Return the name of a spoke on the page."""
    return NAMES.get(spoke) or HALVES[spoke]


def without_answer(model: Model) -> None:
    """Explain why this model cannot be pushed, and offer one that can."""
    filled = "fills in masked words and does not say what comes next"
    why = filled if model.has_head else "has no language-model head"
    messages.info(
        f"{short(model.name)} {why}, so it gives no answer that a push could change. "
        f"{models.EMBEDDED} gives one."
    )
    models.offer()


def _not_of_its_world(preset: str, name: str) -> None:
    about = ABOUT[preset]
    world = f"the small world that {models.EMBEDDED} was trained on" if about.embedded else "films"
    messages.info(f"“{about.title}” asks about {world}, which {short(name)} does not know.")
    if about.embedded:
        models.offer()
