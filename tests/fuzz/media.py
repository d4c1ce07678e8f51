"""Real files of every kind, damaged: read as a file of that name would be."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

import numpy as np
import PIL.Image

from semhub.errors import InputError
from semhub.inputs import Audio, Image, read_lines
from tests.media import PACKED, RATE, as_file, noise, recorded, saved, tone
from tests.sentences import assert_one_sentence

HUGE = (0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF)

PICTURES = [
    ("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True}), ("WEBP", {}),
    ("WEBP", {"lossless": True}), ("GIF", {}), ("BMP", {}), ("TIFF", {}),
    ("TIFF", {"compression": "tiff_lzw"}), ("AVIF", {}), ("JPEG2000", {}), ("ICO", {}), ("TGA", {}),
    ("PPM", {}), ("PCX", {}), ("ICNS", {}), ("SGI", {}), ("DDS", {}), ("QOI", {}),
]  # fmt: skip
SOUNDS = [
    ("WAV", "PCM_16"), ("WAV", "FLOAT"), ("WAV", "IMA_ADPCM"), ("MP3", None), ("FLAC", None),
    ("OGG", "VORBIS"), ("OGG", "OPUS"), ("AIFF", None), ("AU", None), ("CAF", None), ("W64", None),
    ("RF64", None), ("VOC", None), ("NIST", None), ("SVX", None), ("PAF", None), ("AVR", None),
]  # fmt: skip
HEARD = {f"a.{end}" for end in (*(format.lower() for format, _ in SOUNDS), *PACKED)}
LINES = "The cat sleeps.\n猫在睡觉。\nКот спит.\n"


def sources() -> list[tuple[str, bytes]]:
    """Whole files: their names and bytes, one of each kind."""
    suffix = {format: end for end, format in PIL.Image.registered_extensions().items()}
    pixels = noise(24, 24)
    pictures = [(f"a{suffix[f]}", saved(pixels, f, **more)) for f, more in PICTURES]
    frames = [PIL.Image.fromarray(noise(16, 16) + k) for k in range(3)]
    pictures.append(("b.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:])))
    sound = np.stack([tone(0.4), tone(0.4, hertz=300)], axis=1)
    sounds = []
    for format, subtype in SOUNDS:
        one = sound[:, 0] if format in ("SVX",) else sound
        sounds.append((f"a.{format.lower()}", recorded(one, RATE, format, subtype)))
    sounds += [(f"a.{suffix}", as_file(suffix, 0.4)) for suffix in PACKED]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.png", pictures[0][1])
    texts = [
        ("a.txt", LINES.encode()), ("b.txt", LINES.encode("utf-16")),
        ("a.docx", archive.getvalue()),
        ("a.jsonl", "".join(json.dumps({"en": t}) + "\n" for t in LINES.split("\n")[:3]).encode()),
        ("a.csv", b'en,de\n"a\nb",c\nd,"e ""f"""\n'), ("a.tsv", b"en\tde\na\tb\nc\td\n"),
    ]  # fmt: skip
    return pictures + sounds + texts


def mutated(data: bytes, rng: Random) -> bytes:
    """The bytes after one to three accidents."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        if not found:
            break
        # Half of all accidents meet the first bytes, where headers and sizes stand.
        at = rng.randrange(min(len(found), 128) if rng.random() < 0.5 else len(found))
        kind = rng.randrange(7)
        if kind == 0:
            found[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            found[at] = rng.choice((0, 0xFF, rng.randrange(256)))
        elif kind == 2:
            del found[at:]
        elif kind == 3:
            del found[at : at + rng.randint(1, 64)]
        elif kind == 4:
            found[at:at] = rng.randbytes(rng.randint(1, 64))
        elif kind == 5:
            order, (code, size) = rng.choice("<>"), rng.choice((("H", 2), ("I", 4), ("Q", 8)))
            limit = rng.choice(HUGE) & (256**size - 1)
            found[at : at + size] = struct.pack(order + code, limit)
        else:
            found += found[: at + 1]
    return bytes(found)


def read(name: str, data: bytes, folder: Path) -> None:
    """As a file of that name would be. Raises `InputError`, of one sentence, or nothing."""
    kind = Path(name).suffix
    try:
        if kind in (".txt", ".docx", ".jsonl", ".csv", ".tsv"):
            path = folder / name
            path.write_bytes(data)
            for item in read_lines(path):
                assert item.text.strip()
        elif name in HEARD:
            found = Audio.from_bytes(data, name)
            assert np.isfinite(found.samples).all() and found.seconds <= 30
        else:
            assert Image.from_bytes(data, name).pixels.dtype == np.uint8
    except InputError as error:
        assert_one_sentence(str(error))


def tried(count: int, folder: Path, seed: int) -> Iterator[Callable[[], None]]:
    """Damaged files, each to be read when it is called."""
    whole = sources()
    for number in range(seed, seed + count):
        name, data = whole[number % len(whole)]
        yield partial(read, name, mutated(data, Random(number)), folder)
