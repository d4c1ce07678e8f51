"""Which records are open: kept on this machine, shipped with Semhub, or uploaded."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import unquote

import streamlit as st

from semhub.errors import InputError
from semhub.models.catalogue import EMBEDDED
from semhub.public import public
from semhub.quoting import listed, quoted
from semhub.records import shelf
from semhub.records.folder import open_record
from semhub.ui.shared import frame, messages, strangers

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from semhub.records.record import Record

KEY = "record"
SHOW = "records"
USUAL = ("home", "smollm2-en-zh", "smollm2-en-es")
"""The shipped records that are shown until one is chosen: English against others, in the toy and in
a real decoder."""


def ask(page: str, notes: DeltaGenerator) -> dict[str, Record]:
    """Ask which records to open: name -> record.

    notes: where to say which cannot be opened, and are left out.
    """
    kept, shipped = {} if public() else shelf.kept(), shelf.shipped()
    linked = _linked()
    named = [name for name in linked if name in kept or name in shipped]
    chosen = st.multiselect(
        "Records that come with Semhub" if public() else "Records on this machine",
        [*kept, *(name for name in shipped if name not in kept)],
        default=named,
        key=SHOW,
        persist_state="session",
        placeholder="Choose one or more",
    )
    with st.popover("Open a file", width="stretch"):
        uploads = st.file_uploader(
            "Records, each a .zip",
            type="zip",
            accept_multiple_files=True,
            key="records/upload",
            max_upload_size=strangers.upload_size(),
        )
    _remember(page, chosen)
    found: dict[str, Record] = {}
    find = shelf.find_shipped if public() else shelf.find
    with notes:
        for name in chosen:
            _open(found, name, lambda name=name: find(name))
        for file in uploads:
            name = _free(file.name.removesuffix(".zip"), {*found, *chosen})
            _open(found, name, lambda file=file: _uploaded(file.getvalue(), file.name))
        _unknown(linked, {*kept, *shipped})
        if not (linked or chosen or uploads):
            st.caption("Until you choose one, some that come with Semhub are shown.")
            return {name: find(name) for name in USUAL}
    return found


def teach() -> None:
    """Explain what a record is, and how to come by one."""
    st.markdown(
        "A record holds a result with its numbers, its charts and what it was made of. It opens "
        "here without the model and without a network. Choose one in the list, drop in a .zip, or "
        "make some:"
    )
    st.code(f"semhub reproduce all --model {EMBEDDED} --out results", language="bash")
    keeps = "gives a file that opens here" if public() else "puts it on this list"
    st.caption(
        f"On the other pages, **Keep this** {keeps}. Several records at once are laid over each "
        "other, model by model, on one axis of relative depth."
    )


def _linked() -> list[str]:
    written = st.query_params.get(KEY, "").split(",")
    return [*dict.fromkeys(unquote(name) for name in written if name)]


def _as_link(names: list[str]) -> str:
    """Write names as a link has them, a comma within one being %2C."""
    return ",".join(name.replace("%", "%25").replace(",", "%2C") for name in names)


def _free(name: str, taken: set[str]) -> str:
    """A name that no other record has: of several of one name, the second gets a number."""
    names = (f"{name} ({k})" if k > 1 else name for k in count(1))
    return next(one for one in names if one not in taken)


def _unknown(linked: list[str], known: set[str]) -> None:
    missing = [name for name in linked if name not in known]
    if len(missing) == 1:
        messages.warning(
            f"The link names a record, {quoted(missing[0])}, that is not on this machine; open its "
            ".zip."
        )
    elif missing:
        messages.warning(
            f"The link names {len(missing)} records that are not on this machine "
            f"({listed(missing, ', ')}); open their .zip files."
        )


def _uploaded(data: bytes, name: str) -> Record:
    strangers.require_size(data, name)
    return open_record(data, f"“{name}”")


def _open(found: dict[str, Record], name: str, open_it) -> None:
    try:
        found[name] = open_it()
    except InputError as error:
        messages.error(str(error))


def _remember(page: str, chosen: list[str]) -> None:
    if chosen:
        st.query_params[KEY] = _as_link(chosen)
    else:
        st.query_params.pop(KEY, None)
    frame.remember(page, {KEY: _as_link(chosen)} if chosen else {})
