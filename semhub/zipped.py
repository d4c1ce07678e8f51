"""What opening and unpacking a .zip raises, by where it is damaged, beside `OSError`."""

import zipfile
import zlib

DAMAGED = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, KeyError,
    UnicodeDecodeError,
)  # fmt: skip
"""Beside what `zipfile` names: a version or a way to pack that it does not know, a password, a name
that is no UTF-8, a file that is not in it, and the end of the data."""
