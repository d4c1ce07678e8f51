"""`SEMHUB_PUBLIC=1`: strangers use this app, and these are the limits on what they can ask for."""

from __future__ import annotations

import os

ROWS = 1_000
"""Rows of a table, a link or a box that are read."""

COSTLY_ROWS = 300
"""The same where each row costs more than a pass: of metrics whose time grows faster than with the
square of the rows, and of prompts, each of which is pushed some hundred times."""

CHARACTERS = 200_000
"""Characters of one box, or of one parameter of a link, that are read."""

UPLOAD_MEGABYTES = 20
"""Of one file that is uploaded."""

PIXELS = 16_000_000
"""Of a picture, by its header: none larger is decoded."""

DECODERS = 2
"""Files that are decoded at a time, of all visitors."""

SECONDS = 180
"""That one request may take: what a page computes after one click."""


def public() -> bool:
    """Tell whether strangers use this app. Anything but an empty value and 0 says so: whoever
    writes `true` must not be left without the limits."""
    return os.environ.get("SEMHUB_PUBLIC", "").strip() not in ("", "0")
