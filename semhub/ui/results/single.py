"""One record: what was found, its charts with their sliders, its numbers and where it is from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from semhub.records.report import asked_rows, report
from semhub.records.writing import packed
from semhub.ui.shared import figure, first, messages
from semhub.ui.shared.export import csv
from semhub.ui.shared.frame import faults
from semhub.ui.shared.sections import section

if TYPE_CHECKING:
    from semhub.records.part import Figure
    from semhub.records.record import Record
    from semhub.ui.shared.first import Screen


def draw(screen: Screen, opened: tuple[str, Record]) -> None:
    """Draw a record as its page had it. opened: its name on this machine, and the record."""
    name, record = opened
    with screen.answer.container(), faults():
        figures = record.figures()
        if figures:
            chosen, spec = _chosen(name, figures, screen)
            _chart(chosen, spec, name, record.found if chosen is figures[0] else "")
        else:
            first.question(record.about.get("title") or name)
            first.answer(record.found)
    with screen.notes:
        messages.caption(
            f"A recorded result of {record.model}, made on "
            f"{str(record.about.get('made', ''))[:10]}; nothing is run here."
        )
    with screen.below:
        section("numbers", "What are the numbers?", lambda: _numbers(record))
        section("measured", "What was measured?", lambda: _measured(record.about))
        section("items", "Which items?", lambda: st.dataframe(record.items(), hide_index=True))
        _downloads(name, record)


def _chosen(name: str, figures: list[Figure], screen: Screen) -> tuple[Figure, Mapping]:
    """Ask for the chart, since a record has as many as its experiment measured metrics and sides,
    and for its layer. Return it and its specification."""
    names = {figure.name: figure for figure in figures}
    chosen = names[figures[0].name]
    if len(names) > 1:
        chosen = names[
            screen.inputs.selectbox(
                "Chart", [*names], format_func=lambda one: names[one].label, key=f"chart/{name}"
            )
        ]
    spec = dict(chosen.spec)
    if chosen.layer is not None and len(chosen.layers) > 1:
        layers = sorted(chosen.layers)
        layer = screen.inputs.select_slider(
            "Layer", layers, value=chosen.layer, key=f"layer/{name}/{chosen.name}"
        )
        spec |= chosen.layers[layer]
    return chosen, spec


def _chart(chosen: Figure, spec: Mapping, name: str, found: str) -> None:
    """Draw a chart under its question. The first answers with the record's own sentence (`found`);
    the others with what they say themselves."""
    asks, says = figure.words_of_spec(spec)
    first.question(asks)
    first.answer(found or says)
    figure.draw_spec(spec, f"figure/{name}", chosen.says, height=first.CHART)
    messages.caption(chosen.says)


def _numbers(record: Record) -> None:
    st.dataframe(record.to_pandas(), hide_index=True)


def _measured(about: Mapping) -> None:
    if about.get("differs"):
        st.markdown(messages.escaped(about["differs"]))
    for note in [*about.get("notes", []), *about.get("skipped", [])]:
        st.markdown(messages.escaped(note))
    for label, value in asked_rows(about):
        if label == "Command":
            st.code(value, language="bash")
        else:
            st.markdown(messages.escaped(f"{label}: {value}"))


def _downloads(name: str, record: Record) -> None:
    with st.container(horizontal=True):
        _download(name, "Record (.zip)", lambda: packed(record), ".zip", "application/zip")
        _download(name, "Page (.html)", lambda: report(record), ".html", "text/html")
        _download(
            name, "Numbers (.csv)", lambda: csv(record.to_pandas()), ".csv", "text/csv"
        )  # fmt: skip


def _download(name: str, label: str, make, suffix: str, mime: str) -> None:
    st.download_button(
        label, make, file_name=f"{name}{suffix}", mime=mime, key=f"download/{name}{suffix}",
        on_click="ignore",
    )  # fmt: skip
