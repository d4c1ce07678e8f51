"""One record: what was found, its charts with their sliders, its numbers and where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.records.report import asked_rows, report, sentences
from semhub.records.writing import packed
from semhub.ui.shared import messages
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    from semhub.records.part import Figure
    from semhub.records.record import Record


def draw(opened: tuple[str, Record]) -> None:
    """Draw a record as its page had it. opened: its name on this machine, and the record."""
    name, record = opened
    about = record.about
    if about.get("title"):
        st.markdown(messages.escaped(about["title"]))
    first, *further = sentences(record.found)
    st.markdown(f"#### {messages.escaped(first)}")
    if further:
        st.markdown(messages.escaped(" ".join(further)))
    st.caption(
        f"A recorded result of {messages.escaped(record.model)}, made on "
        f"{messages.escaped(str(about.get('made', ''))[:10])}; nothing is run here."
    )
    with faults():
        figures = record.figures()
        if figures:
            _charts(name, figures)
    with faults():
        _below(name, record)


def _charts(name: str, figures: list[Figure]) -> None:
    """One chart at a time: a record has as many as its experiment measured metrics and sides."""
    names = {figure.name: figure for figure in figures}
    chosen = names[figures[0].name]
    if len(names) > 1:
        chosen = names[
            st.segmented_control(
                "Chart", [*names], format_func=lambda one: messages.escaped(names[one].label),
                default=figures[0].name, required=True, key=f"chart/{name}",
                label_visibility="collapsed",
            )
        ]  # fmt: skip
    spec = dict(chosen.spec)
    if chosen.layer is not None and len(chosen.layers) > 1:
        layers = sorted(chosen.layers)
        layer = st.select_slider(
            "Layer", layers, value=chosen.layer, key=f"layer/{name}/{chosen.name}"
        )
        spec |= chosen.layers[layer]
    st.vega_lite_chart(spec, width="stretch", key=f"figure/{name}", alt=chosen.says)
    st.caption(messages.escaped(chosen.says))


def _below(name: str, record: Record) -> None:
    about = record.about
    numbers, where, items = st.tabs(["Numbers", "What was measured", "Items"])
    with numbers:
        frame = record.to_pandas()
        st.dataframe(frame, hide_index=True)
    with where:
        if about.get("differs"):
            st.markdown(messages.escaped(about["differs"]))
        for note in [*about.get("notes", []), *about.get("skipped", [])]:
            st.markdown(messages.escaped(note))
        for label, value in asked_rows(about):
            if label == "Command":
                st.code(value, language="bash")
            else:
                st.markdown(messages.escaped(f"{label}: {value}"))
    with items:
        st.dataframe(record.items(), hide_index=True)
    with st.container(horizontal=True):
        _download(name, "Record (.zip)", lambda: packed(record), ".zip", "application/zip")
        _download(name, "Page (.html)", lambda: report(record), ".html", "text/html")
        _download(name, "Numbers (.csv)", lambda: frame.to_csv(index=False), ".csv", "text/csv")


def _download(name: str, label: str, make, suffix: str, mime: str) -> None:
    st.download_button(
        label, make, file_name=f"{name}{suffix}", mime=mime, key=f"download/{name}{suffix}",
        on_click="ignore",
    )  # fmt: skip
