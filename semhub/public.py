"""`SEMHUB_PUBLIC=1`: strangers use this app, and these are the limits on what they can ask for."""

from __future__ import annotations

import os

ROWS = 1_000
"""Rows of a table, a link or a box that are read."""

COSTLY = ("mrr", "cka", "mknn", "csls_acc1")
"""Metrics of which 1,000 rows take 8 to 20 seconds on two cores, at 7 layers of width 256."""

COSTLY_ROWS = 500
"""Rows that are read for one of them: a quarter of that time."""

PROMPTS = 100
"""Prompts of a push, each of which is run some hundred times."""

CAPTIONS = 100
"""Captions of one picture or sound."""

CHARACTERS = 200_000
"""Characters of one box, or of one parameter of a link, that are read."""

UPLOAD_MEGABYTES = 20
"""Of one file that is uploaded."""

RECORD_MEGABYTES = 64
"""Of all files of a record that is uploaded, unpacked, and of one of its tables in memory."""

RECORD_JSON_MEGABYTES = 16
"""Of its JSON among them, which takes up to thirty times as much once it is read."""

RECORD_ROWS = 100_000
"""Rows of one of its tables."""

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
