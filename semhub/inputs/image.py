"""A picture: decoded by Pillow into upright RGB pixels, whatever the file was."""

from __future__ import annotations

import hashlib
import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

import numpy as np

from semhub.errors import InputError
from semhub.inputs.door import bytes_of, kind_of
from semhub.once import once
from semhub.public import PIXELS, public

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_NOT_PICTURES = ("EPS", "WMF", "MPEG", "BUFR", "GRIB", "HDF5", "FITS", "IPTC", "SPIDER", "MCIDAS")
"""Formats of Pillow that are left out: some run other programs, or code that an application has to
bring, and some hold measured values and no shades."""

MAX_PIXELS = 50_000_000
"""Pixels of the largest picture that is decoded, about what a phone's camera takes; of strangers
`public.PIXELS`. Decoding takes up to 20 bytes a pixel, however short the file is."""

_limited = threading.Lock()
"""Held while Pillow's own limit, which is one for all threads, is ours."""

LONGEST_SIDE = 2048
"""Pixels of a decoded picture's longer side at most. A larger one is scaled down: models take a
few hundred to some two thousand, and a folder of pictures has to fit into memory."""

_DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError,
    RuntimeError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow's parsers raise on bytes that are not as their header says."""


@cache
def suffixes() -> tuple[str, ...]:
    """Return what the names of files that the installed Pillow reads end in, lower case."""
    return tuple(sorted(_formats_by_suffix()))


@cache
def _formats_by_suffix() -> dict[str, str]:
    import PIL.Image

    known = PIL.Image.registered_extensions()  # which loads all of Pillow's formats
    read = {*PIL.Image.OPEN, "MPO"} - set(_NOT_PICTURES)  # an MPO is opened as the JPEG it is
    return {suffix: format for suffix, format in known.items() if format in read}


def _formats(label: str) -> list[str]:
    """Return the formats that a file of this name may have. One that no file says it has, as TGA,
    is looked for only where the name says so: it would take many other files for pictures."""
    import PIL.Image

    named = _formats_by_suffix().get(PurePath(label).suffix.lower())
    read = set(_formats_by_suffix().values())
    return [
        format
        for format, (_factory, is_one) in PIL.Image.OPEN.items()
        if format in read and (is_one or format == named)
    ]


@dataclass(frozen=True, eq=False)
class Image:
    """One picture. Two are the same where their digests are.

    pixels: (height, width, 3) uint8, red, green and blue from 0 to 255, row 0 at the top.
    note: a sentence on how it was read, if something was changed.

    Raises `InputError` on any other array.
    """

    pixels: np.ndarray
    label: str = "picture"
    note: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.pixels, np.ndarray):
            raise InputError(
                f"A picture is an array of pixels, not {kind_of(self.pixels)}; Image.from_bytes "
                "takes the bytes of a file, semhub.read_file its path."
            )
        shape = self.pixels.shape
        if self.pixels.dtype != np.uint8 or len(shape) != 3 or shape[2] != 3 or 0 in shape:
            raise InputError(
                "A picture is an array of shape (height, width, 3) and type uint8, not "
                f"{shape} and {self.pixels.dtype}."
            )

    @classmethod
    def from_bytes(cls, data: bytes, label: str = "picture") -> Image:
        """Decode a file: upright as its EXIF data demand, what is transparent over white.

        Of an animation or a file of several pages the first frame is taken, and `note` tells. A
        picture with a side longer than `LONGEST_SIDE` is scaled down to it. Embedded colour
        profiles are not applied, as in the processors that models come with.

        Raises `InputError` if the bytes are no picture that the installed Pillow reads (but see
        `_NOT_PICTURES`), are damaged, or hold more than `most_pixels()`, which their header tells
        before anything is decoded.
        """
        data = bytes_of(data, "semhub.read_file")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's, on EXIF data and size: `note` tells them
            return _decoded(data, label)

    @property
    def modality(self) -> Literal["image"]:
        return "image"

    @once
    def digest(self) -> str:
        """SHA-256 of modality, shape and pixels, in hexadecimal."""
        head = f"image\0{self.pixels.shape}\0".encode()
        return hashlib.sha256(head + self.pixels.tobytes()).hexdigest()


def _decoded(data: bytes, label: str) -> Image:
    import PIL.Image
    from PIL import ImageOps

    picture = _opened(data, label)
    try:
        # Photographs from phones carry a preview or a depth map as a second frame, and drawings
        # their layers.
        several = picture.format not in ("MPO", "PSD") and getattr(picture, "is_animated", False)
        picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded at a smaller scale
        with _no_larger() if picture.format == "ICNS" else nullcontext():
            picture.load()  # of this format, a picture inside that has a header of its own
        ImageOps.exif_transpose(picture, in_place=True)  # without a copy of a large one
        rgb = None if picture.mode in ("I", "F") else _rgb(picture)
    except PIL.Image.DecompressionBombError:
        raise _too_large(label) from None
    except _DAMAGE:
        raise InputError(
            f"“{label}” is damaged or cut short; save or copy the picture again and try that."
        ) from None
    if rgb is None:
        raise InputError(
            f"“{label}” holds measured values of 32 bits, and not shades of a screen; save it as "
            "an 8-bit PNG and try that."
        )
    rgb.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    note = "Only the first of its frames is used." if several else None
    return Image(np.array(rgb), label, note)


def most_pixels() -> int:
    """Return how many pixels a picture may have."""
    return PIXELS if public() else MAX_PIXELS


@contextmanager
def _no_larger() -> Iterator[None]:
    """The context in which Pillow refuses a picture that is too large, at its header."""
    import PIL.Image

    with _limited:
        before = PIL.Image.MAX_IMAGE_PIXELS
        PIL.Image.MAX_IMAGE_PIXELS = most_pixels() // 2  # it refuses twice as many
        try:
            yield
        finally:
            PIL.Image.MAX_IMAGE_PIXELS = before


def _opened(data: bytes, label: str) -> Picture:
    """Return the picture with its header read and its pixels not yet."""
    import PIL.Image

    if not data:
        raise InputError(f"“{label}” is empty; choose a file that holds a picture.")
    try:
        with _no_larger():
            return PIL.Image.open(io.BytesIO(data), formats=_formats(label))
    except PIL.Image.DecompressionBombError:
        raise _too_large(label) from None
    except PIL.UnidentifiedImageError:
        if b"<svg" in data[:4096].lower():
            raise InputError(
                f"“{label}” is an SVG drawing, which has lines and no pixels; save it as PNG and "
                "try that."
            ) from None
        raise InputError(
            f"“{label}” is not a picture that can be read; save it as PNG, JPEG, GIF, WebP, BMP "
            "or TIFF and try that."
        ) from None
    except _DAMAGE:
        raise InputError(
            f"“{label}” has a damaged header; save or copy the picture again and try that."
        ) from None


def _too_large(label: str) -> InputError:
    return InputError(
        f"“{label}” has too many pixels: at most {most_pixels():,} can be read; scale it down, to "
        f"{LONGEST_SIDE:,} pixels on its longer side for example."
    )


def _rgb(picture: Picture) -> Picture:
    import PIL.Image

    if picture.mode.startswith("I;16"):  # Pillow clips these at 255 instead of scaling them
        picture = PIL.Image.fromarray(np.round(np.asarray(picture) / 257).astype(np.uint8))
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    white = PIL.Image.new("RGB", picture.size, "white")
    white.paste(layered, mask=layered)
    return white
