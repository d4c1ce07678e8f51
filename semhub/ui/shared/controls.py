"""The controls beside a result: model, set and two columns; below it, how it is measured."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from semhub import datasets
from semhub.datasets.groups import groups
from semhub.models import catalogue
from semhub.pools import AUTO, AUTO_SENTENCE, POOLS
from semhub.similarity import METRICS
from semhub.statistics.clusters import FEWEST
from semhub.ui.shared import links, model_box, models
from semhub.ui.text import rows
from semhub.ui.text.topics import OWN, Topic

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

OVER, PARTIAL = "over", "partial"

NAMES = datasets.NAMES | datasets.PICTURES | datasets.SOUNDS
"""Column -> what a person calls it."""


@dataclass(frozen=True)
class Choices:
    """What a person wants to see.

    over: the slot whose words are the clusters of the interval; empty for no clusters.
    partial: whether to remove what length alone explains. link: the choices as link parameters.
    """

    topic: Topic
    model: str
    chosen: str
    columns: tuple[str, str]
    pool: str
    metric: str
    over: str
    partial: bool
    found: rows.Pairs
    link: dict[str, str]

    @property
    def names(self) -> tuple[str, str]:
        """What the two sides are called."""
        return tuple(datasets.NAMES[code] for code in self.columns)


def draw(topic: Topic, below: DeltaGenerator) -> Choices:
    """Draw the controls one under the other, and keep them in the page's link.

    below: where a set's sentences and the ways of measuring are drawn, as closed sections.
    """
    name = model_box.draw()
    chosen = _set(topic, models.in_use(name))
    columns = tuple(
        column(st, label, f"{topic.key}{side}", topic.options(chosen), usual)
        for label, side, usual in zip(topic.columns, "ab", topic.opening(chosen), strict=True)
    )
    with below, st.expander("How is it measured?"):
        metric = st.selectbox(
            "Metric", list(METRICS), format_func=lambda m: METRICS[m].label,
            key=links.hold("metric"), bind="query-params", persist_state="session",
        )  # fmt: skip
        st.caption(METRICS[metric].sentence)
        pool = pooling()
        over, partial = _over(chosen), _partial()
    found = rows.own(topic) if chosen == OWN else _table(topic, chosen, columns, below)
    link = model_box.link(name) | {
        f"{topic.key}set": topic.sets[chosen],
        f"{topic.key}a": datasets.NAMES[columns[0]],
        f"{topic.key}b": datasets.NAMES[columns[1]],
        "pool": pool,
        "metric": METRICS[metric].label,
        OVER: _over_what(over),
        PARTIAL: str(partial).lower(),
    }
    rows.put_in_link(topic, chosen, found, link)
    return Choices(topic, name, chosen, columns, pool, metric, over, partial, found, link)


def _table(
    topic: Topic, chosen: str, columns: tuple[str, str], below: DeltaGenerator
) -> rows.Pairs:
    """Draw the section of a set's sentences, and return the pairs as they stand in it."""
    table = below.expander(
        "Which sentences are compared?", key=links.hold(f"{topic.key}table"), on_change="rerun",
        bind="query-params",
    )  # fmt: skip
    with table:
        return rows.table(chosen, *columns, shown=table.open)


def _over(chosen: str) -> str:
    """Draw the choice of the slot whose words form clusters for the interval; empty for none."""
    slots = [slot for slot, labels in groups(chosen).items() if len(set(labels)) >= FEWEST]
    fall_back(OVER, ["", *slots], "")
    return st.selectbox(
        "Intervals over", ["", *slots], key=links.hold(OVER), format_func=_over_what,
        disabled=not slots, bind="query-params", persist_state="session",
        help="Which new sentences the interval is for: ones made of the same words, or ones with "
        "other words too. For other words, all sentences that share a word are left out together, "
        "and the interval is wider.",
    )  # fmt: skip


def _over_what(slot: str) -> str:
    return f"other words for the {slot}" if slot else "sentences like these"


def _partial() -> bool:
    return st.toggle(
        "Take off what length alone explains", key=links.hold(PARTIAL),
        bind="query-params", persist_state="session",
        help="A linear regression of the states on 1 / tokens and on tokens.",
    )  # fmt: skip


def pooling() -> str:
    """Draw the choice of a pooling, in the link."""
    chosen = segments("Pooling over an item's tokens", "pool", {p: p for p in (AUTO, *POOLS)})
    sentence = AUTO_SENTENCE if chosen == AUTO else POOLS[chosen].sentence
    st.caption(f"{sentence}.".capitalize())
    return chosen


def choice(
    label: str, key: str, options: Mapping[str, str], usual: str | None = None, *,
    on_change: Callable[[], None] | None = None,
) -> str:  # fmt: skip
    """Draw a choice of a few options in a list, kept in the link. It starts at `usual`, or else the
    first."""
    names = list(options)
    return st.selectbox(
        label, names, index=names.index(usual or names[0]), format_func=_called(options),
        key=links.hold(key), bind="query-params", persist_state="session",
        on_change=on_change or "rerun",
    )  # fmt: skip


def segments(label: str, key: str, options: Mapping[str, str], usual: str | None = None) -> str:
    """Draw the same as a row, in which all options are seen before one is chosen."""
    usual = usual or next(iter(options))
    chosen = st.segmented_control(
        label, list(options), format_func=_called(options), default=usual, required=True,
        key=links.hold(key), bind="query-params", persist_state="session",
    )  # fmt: skip
    return chosen or usual  # None comes from a link with this name and no value


def chosen(key: str, options: Mapping[str, str]) -> str:
    """Find what a choice holds that is drawn further down: as a person chose, else as the link
    says, else the first."""
    now = st.session_state.get(key)
    named = {name: option for option, name in options.items()}
    return now if now in options else named.get(st.query_params.get(key), next(iter(options)))


def _called(options: Mapping[str, str]) -> Callable[[str], str]:
    return lambda option: options.get(option, option)  # a chosen option may have gone meanwhile


def choose_set(topic: Topic, chosen: str) -> None:
    """Choose another set from a button's callback."""
    st.session_state[f"{topic.key}set"] = chosen
    stay(f"{topic.key}set")


def _set(topic: Topic, model: str) -> str:
    """Draw the choice of a set; until a person chooses one it is the model's usual."""
    key = f"{topic.key}set"
    usual = topic.usual[0 if catalogue.is_embedded(model) else 1]
    follow(key, usual, topic.sets)
    return choice("Sentences", key, topic.sets, usual, on_change=partial(stay, key))


def column(place, label: str, key: str, options: Sequence[str], usual: str) -> str:
    """Draw a choice of columns, in the link."""
    fall_back(key, options, usual)
    return place.selectbox(
        label, options, index=options.index(usual), key=links.hold(key),
        format_func=NAMES.get, bind="query-params", persist_state="session",
    )  # fmt: skip


def follow(key: str, usual: Any, offered: Container, *, always: bool = False) -> None:
    """Choose the usual option when it has changed, as with another model, unless the person chose
    something else; choose it too when what was chosen is not offered any more.

    always: replace the person's own choice as well.
    """
    before = f"{key}/usual"
    left = st.session_state.get(before, usual)
    if left not in (usual, None) and (always or st.session_state.get(key) == left):
        st.session_state[key] = usual
    if left is not None:
        st.session_state[before] = usual
    fall_back(key, offered, usual)


def stay(key: str) -> None:
    """Keep what is chosen, even when the usual option changes."""
    st.session_state[f"{key}/usual"] = None


def fall_back(key: str, offered: Container, usual: Any) -> None:
    """Choose the usual option where the chosen one is not offered any more."""
    if st.session_state.get(key, usual) not in offered:
        st.session_state[key] = usual
