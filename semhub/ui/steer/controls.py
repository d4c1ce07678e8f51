"""The controls of the page Steer: the push, the model, and the rest under “More”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from semhub.datasets.pushes import ABOUT
from semhub.models import catalogue
from semhub.pools import POOLS
from semhub.ui.shared import links, messages, models
from semhub.ui.shared.controls import NAMES, follow, segments

if TYPE_CHECKING:
    from semhub.pools import Pool
    from semhub.steering import Places

PRESET, SPOKE = "steer_push", "steer_while"
OWN = "own"
PLACES = {"last": "The last", "content": "The item’s", "all": "All"}
POOL_LABELS = {"last": POOLS["last"].label} | {name: pool.label for name, pool in POOLS.items()}
"""Pool -> its label; the last token first, where the next word is prepared."""
HALVES = {
    "its half": "A picture, on the animal’s half",
    "the other half": "A picture, on the other half",
}
USUAL = ("mood", "sentiment")
"""The preset for the embedded model, and the one for any other."""


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


def draw() -> Choices:
    """Draw the choices that come before the push itself."""
    slot = st.container()
    left, middle, right = st.columns([0.3, 0.5, 0.2], vertical_alignment="bottom")
    with left:
        name = models.box()
    titles = offered()
    with slot:
        usual = USUAL[0 if catalogue.is_embedded(models.in_use(name)) else 1]
        follow(PRESET, usual, titles)
        preset = st.pills(
            "Push", list(titles), format_func=titles.get, default=first(PRESET, usual),
            required=True, key=PRESET, bind="query-params", persist_state="session",
            label_visibility="collapsed",
        ) or usual  # fmt: skip
        # None comes from a link with this name and no value.
    with middle:
        spoke = _spoke(preset)
    if not catalogue.is_embedded(name):
        st.caption(models.state(name))
    where, pool, others = "last", "last", ""
    with right, st.popover("More", width="stretch"):
        seed = links.number_input(st, "Seed of the random directions", 0, 999, 0, "steer_seed")
        if preset == OWN:
            where = segments("Positions that are pushed", "steer_places", PLACES)
            pool = segments("Position that a direction is found at", "steer_pool", POOL_LABELS)
            others = st.text_area(
                "Texts of other words, one a line", key="steer_others", bind="query-params",
                persist_state="session", placeholder="The horse sleeps. →\nThe pig sleeps. →",
                help="Words of the same class as the two that you push between, one text each. The "
                "controls of other words are made of them.",
            ).strip()  # fmt: skip
    link = {"model": name, PRESET: titles[preset], "steer_seed": str(seed)}
    if preset == OWN:
        link |= {"steer_places": PLACES[where], "steer_pool": POOL_LABELS[pool]}
        if others:
            link["steer_others"] = others
    else:
        link[SPOKE] = spoke_name(spoke)
    return Choices(preset, name, spoke, pool, where, others, seed, link)


def offered() -> dict[str, str]:
    """List preset -> its title, and a person's own."""
    return {name: about.title for name, about in ABOUT.items()} | {OWN: "Your own"}


def _spoke(preset: str) -> str:
    """Draw the choice of what the model reads while it is pushed, of what the preset offers."""
    if preset == OWN:
        return ""
    spokes = ABOUT[preset].spokes
    # The push comes from English, so its effect elsewhere is of interest.
    usual = next((spoke for spoke in ("zh", "image") if spoke in spokes), spokes[0])
    follow(SPOKE, usual, spokes)
    return st.selectbox(
        "Pushed while it reads", spokes, first(SPOKE, spokes.index(usual)), format_func=spoke_name,
        key=SPOKE, bind="query-params", persist_state="session", width=340,
    )  # fmt: skip


def spoke_name(spoke: str) -> str:
    """Return the name of a spoke on the page."""
    return NAMES.get(spoke) or HALVES[spoke]


def first(key: str, usual):
    """Return a widget's opening value; None where it already has a value."""
    return None if key in st.session_state else usual


def choose(preset: str) -> None:
    """Choose another preset from a button's callback."""
    st.session_state[PRESET] = preset


def without_head(name: str) -> None:
    """Explain why this model cannot be pushed, and offer one that can."""
    messages.info(
        f"{name} has no language-model head, so it gives no answer that a push could change. "
        f"{models.EMBEDDED} has one."
    )
    models.offer()
