"""What strangers may ask of the app (`semhub.public`). Nothing here limits anybody else."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import streamlit as st
from streamlit import config

from semhub import public as limits
from semhub.errors import InputError
from semhub.inputs import LeftOut
from semhub.public import public

One = TypeVar("One")

WIDGETS_MEGABYTES = 4
"""Of what a browser sends of its widgets at once: all boxes of a page, full, are less."""

_ENDS: ContextVar[float | None] = ContextVar("_ENDS", default=None)
"""When the time of this request is over, by the monotonic clock."""


def begin() -> None:
    """Set the server's own options. `config.toml` cannot: it does not know who the app is for."""
    if public():
        st.set_option("client.showErrorDetails", "none")
        # These two cannot be set by a script; the server asks for them at every upload and message.
        config.set_option("server.maxUploadSize", limits.UPLOAD_MEGABYTES)
        config.set_option("server.maxWidgetStateSize", WIDGETS_MEGABYTES)


@contextmanager
def timed() -> Iterator[None]:
    """The context of a request, whose time begins. Within another one the time runs on."""
    if not public() or _ENDS.get() is not None:
        yield
        return
    token = _ENDS.set(time.monotonic() + limits.SECONDS)
    try:
        yield
    finally:
        _ENDS.reset(token)


def require_time() -> None:
    """Raise `InputError` where this request took too long. Long work calls it on its way."""
    ends = _ENDS.get()
    if ends is not None and time.monotonic() > ends:
        raise InputError(
            f"This took longer than the {limits.SECONDS} seconds that each visitor has here, and "
            "was stopped; ask for fewer rows, or run Semhub on your own machine."
        )


def first(rows: Sequence[One], most: int = limits.ROWS) -> Sequence[One]:
    """Return the first rows, as many as may be asked for."""
    return rows[:most] if public() else rows


def beyond(count: int, most: int = limits.ROWS) -> list[LeftOut]:
    """Say of each row, of so many, that lies beyond the first why it is left out."""
    rows = range(most + 1, count + 1) if public() else ()
    return [LeftOut(row, too_many(most)) for row in rows]


def most_rows(metric: str) -> int:
    """Return how many rows are read for a metric."""
    return limits.COSTLY_ROWS if metric in limits.COSTLY else limits.ROWS


def too_many(most: int) -> str:
    """Say why a row beyond the first so many is left out."""
    return f"Here at most {most:,} rows are read for this; run Semhub on your own machine for more."


def text(written: str) -> str:
    """Return what was typed into a box, or stands in a link, as far as it may go."""
    return written[: limits.CHARACTERS] if public() else written


def upload_size() -> int | None:
    """Return the megabytes that an uploader takes, as Streamlit wants them."""
    return limits.UPLOAD_MEGABYTES if public() else None


def require_size(data: bytes, name: str) -> None:
    """Raise `InputError` on a file that is larger than may be uploaded."""
    if public() and len(data) > limits.UPLOAD_MEGABYTES * 1024**2:
        raise InputError(
            f"“{name}” has {len(data) / 1024**2:.0f} MB, and at most {limits.UPLOAD_MEGABYTES} can "
            "be read here; cut or scale it down."
        )
