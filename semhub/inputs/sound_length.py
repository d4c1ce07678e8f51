"""The length of a sound file: its header may hold none, or more than the file does.

libsndfile stops at the length that it finds in the header, or works out from it. Of an MP3 without
a table of contents that is a guess from the first frame, and a program that wrote into a pipe, or
was stopped, left the length at 0. Such files are handed over so that they are decoded to their end.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from soundfile import SoundFile

UNKNOWN = 0x7FFF_0000
"""Bytes from which on a length stands for "to the end": 0x7FFFFFFF and 0xFFFFFFFF are written so,
some less the header."""

_NO_NUMBER = 2**62
"""Frames from which on libsndfile means that it does not know."""

_OPEN_END = b"\xff\xff\xff\xff"
_PROMISED = re.compile(
    r"^ *(?:(?:data|SSND|BODY|riff|Data Size)\s*: (\d+) \(should be|Data length (\d+) should be)"
    r" (\d+)",
    re.M,
)
"""What libsndfile notes where a header says more, or less, than the file has."""

_FRAMES = re.compile(r"^ *Frames\s*: (\d+)$", re.M)
"""What it notes of headers that count frames: of AVR, MPC2000 and RF64."""

_SPHERE = re.compile(rb"^sample_count -i (\d+)$", re.M)
"""The frames of each channel in the header of NIST's SPHERE, which libsndfile does not look at."""

TRUNCATED = "Seems to be a truncated file."
"""What libsndfile notes of a Creative Voice File that stops within a block."""

_FRAME = 1_152
"""Frames that an MP3 is decoded by: what cannot be decoded costs no more than that."""


class _Stream(io.BytesIO):
    """A file that stays where it is when a damaged header leads to a place before its start."""

    def begin(self) -> None:
        """Set the position back to where the file was opened, as often as it is asked."""
        super().seek(0)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.tell() if whence == io.SEEK_SET and offset < 0 else super().seek(offset, whence)


class _Mp3(_Stream):
    """An MP3. Where it is `endless` it says that it is longer than it is, so that a guess at its
    length stops nothing. Without an ID3 tag it says at first that it is empty.

    libsndfile takes what has no mark at its start, as such an MP3, for Sound Designer II if there
    is a `._` or `.AppleDouble` in the working directory, which macOS leaves behind: its
    `try_resource_fork`, which is not done for an empty file. The decoder asks for the length anew.
    """

    TIMES = 1000

    def __init__(self, data: bytes, endless: bool):
        super().__init__(data)
        self._times = self.TIMES if endless else 1
        self.begin()

    def begin(self) -> None:
        self._asked, self._at_end = self.getbuffer()[:3] == b"ID3", False
        super().seek(0)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at_end = whence == io.SEEK_END
        return super().seek(offset, whence)

    def tell(self) -> int:
        if not self._at_end:
            return super().tell()
        first, self._asked = not self._asked, True
        return 0 if first else super().tell() * self._times


def to_the_end(data: bytes) -> tuple[_Stream, bool]:
    """Return the bytes as a file that libsndfile decodes to its end, and whether their header says
    how long that is."""
    start = _mp3_start(data)
    if start is not None:
        table = _table_of_contents(data, start)
        if table is None:
            return _Mp3(data, endless=True), False
        place, covered = table
        if _mp3_start(data[start + covered :]) is not None:  # another file behind the first
            return _Mp3(data[:place] + bytes(4) + data[place + 4 :], endless=True), False
        return _Mp3(data, endless=False), True
    place = _empty_length(data)
    if place is not None:
        return _Stream(data[:place] + _OPEN_END + data[place + 4 :]), False
    return _Stream(data), True


def opened(stream: _Stream, told: bool) -> SoundFile:
    """Return the decoder of a file. told: whether its header holds the length; otherwise the
    end is where no more can be decoded (`stopped`): tags stand behind many sounds."""
    import soundfile

    class Forwards(soundfile.SoundFile):
        """Read once from its beginning: a FLAC that does not say its length cannot be sought in."""

        begun = stopped = False

        def seekable(self) -> bool:
            return False

        def read(self, frames: int, **more) -> np.ndarray:
            try:
                block = super().read(frames if told else min(frames, _FRAME), **more)
            except soundfile.SoundFileError:
                if told or not self.begun:
                    raise
                self.stopped = True
                return np.empty((0, self.channels), dtype=np.float32)
            self.begun = True
            return block

    stream.begin()
    return Forwards(stream)


def promised_frames(file: SoundFile, data: bytes) -> int | None:
    """Return the frames that the header promises, more than there are where the file was cut short;
    None where it promises none. Headers of IRCAM, PAF and PVF have no place for a length, so that
    these are as long as they are."""
    if file.frames >= _NO_NUMBER:
        return None
    sizes = [(int(a or b), int(there)) for a, b, there in _PROMISED.findall(file.extra_info)]
    more = [said / there for said, there in sizes if 0 < there < said < UNKNOWN]
    counts = [int(count) for count in _FRAMES.findall(file.extra_info)]
    if file.format == "NIST":
        counts += map(int, _SPHERE.findall(data[:1024]))
    return max(round(file.frames * max(more, default=1)), *counts, 0)


def lacks_its_end(data: bytes, noted: str) -> bool:
    """Return whether it is an Ogg stream whose last page does not say that it is the last (RFC
    3533), or a file of which libsndfile `noted` that it stops within a block."""
    if not data.startswith(b"OggS"):
        return TRUNCATED in noted
    flags = data.rfind(b"OggS") + 5
    return flags >= len(data) or not data[flags] & 4


def lacks_packets(data: bytes) -> bool:
    """Return whether it is a MIDI Sample Dump (SDS) that was cut short, for which libsndfile gives
    the full length, what lacks being noise.

    Its header of 21 bytes tells bits a sample, and samples in three numbers of 7 bits; packets of
    127 bytes follow, of which 120 hold samples of 7 bits a byte.
    """
    if data[:2] != b"\xf0\x7e" or data[3:4] != b"\x01" or len(data) < 21:
        return False
    samples = data[10] + (data[11] << 7) + (data[12] << 14)
    a_packet = 120 // max(1, -(-data[6] // 7))
    return 21 + 127 * -(-samples // max(1, a_packet)) > len(data)


def _mp3_start(data: bytes) -> int | None:
    """Return where the first frame of an MP3 begins, behind its ID3 tag; None of other files."""
    start = behind_tags(data)
    sync = data[start : start + 2]
    layered = len(sync) == 2 and sync[0] == 0xFF and sync[1] & 0xE0 == 0xE0 and sync[1] & 0x06
    return start if layered else None


def behind_tags(data: bytes) -> int:
    """Return where a file begins behind its ID3 tags."""
    start = 0
    while data[start : start + 3] == b"ID3" and len(data) > start + 10:
        size = zip(data[start + 6 : start + 10], (21, 14, 7, 0), strict=True)
        start += 10 + sum((byte & 0x7F) << shift for byte, shift in size)
    return start


def _table_of_contents(data: bytes, start: int) -> tuple[int, int] | None:
    """Return where the first frame's table of contents stands, and how many bytes it says there
    are; None where no table says how many frames there are."""
    head = data[start : start + 64]
    if b"VBRI" in head:
        return start + head.find(b"VBRI"), len(data)
    place = max(head.find(b"Xing"), head.find(b"Info"))
    if place < 0:
        return None
    numbers = data[start + place + 4 : start + place + 16]
    flags = int.from_bytes(numbers[:4], "big")
    if not flags & 1:
        return None
    covered = int.from_bytes(numbers[8:12], "big") if flags & 2 else len(data)
    return start + place, covered


def _empty_length(data: bytes) -> int | None:
    """Return where a WAV or AU file that has samples says that it has none."""
    if data.startswith(b".snd"):
        header = int.from_bytes(data[4:8], "big")
        return 8 if not any(data[8:12]) and len(data) > header else None
    if not (data.startswith(b"RIFF") and data[8:12] == b"WAVE"):
        return None
    place = 12
    while place + 8 < len(data):
        name, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        if name == b"data":
            return place + 4 if size == 0 and not _is_chunk(data[place + 8 :]) else None
        place += 8 + size + size % 2
    return None


def _is_chunk(rest: bytes) -> bool:
    """Return whether one more chunk, and nothing else, fills the rest of a WAV file."""
    size = int.from_bytes(rest[4:8], "little")
    return rest[:4].isalnum() and len(rest) - 8 in (size, size + 1)
