"""“Keep this”: what a page shows, as a record on this machine or in a file."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from semhub.public import public
from semhub.records import shelf
from semhub.records.about import about, asked, item_rows
from semhub.records.parts import part_of
from semhub.records.record import record_of
from semhub.records.writing import packed
from semhub.ui.shared import light
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.records.record import Record

RESULTS = "pages/9_Results.py"


def this(
    key: str,
    model: Model,
    result: object,
    items: Mapping[str, Sequence[Input]],
    *,
    command: str = "",
    **context: Any,
) -> None:
    """Draw the menu. The record is made when it is asked for, not before.

    key: of the place, and what the record is called. items: name of a side -> its items.
    context: of the result's part (`semhub.records.parts`).
    """

    named = light.light(model)  # Streamlit keeps what a button calls

    def make() -> Record:
        started = time.perf_counter()
        part = part_of(result, **context)
        what = asked(light.whole(named), items, pool=part.data.get("pool"))
        described = about(
            key, what, part.sentence, command=command, seconds=time.perf_counter() - started
        )
        return record_of(described, [part], item_rows(items))

    with st.popover("Keep this", type="tertiary"):
        if not public() and st.button("On this machine", key=f"keep/{key}", width="stretch"):
            with faults():
                name = shelf.keep(make()).stem
                st.caption("Kept.")
                st.page_link(RESULTS, label="Open it in Results", query_params={"record": name})
        st.download_button(
            "As a file (.zip)", lambda: packed(make()), file_name=f"semhub-{key}.zip",
            mime="application/zip", key=f"download/{key}.zip", on_click="ignore", width="stretch",
        )  # fmt: skip
