"""A tree of stamps as Tux Paint's package installs them, made on the spot."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.media import recorded, saved, tone

THINGS = ("bear", "cow", "dog", "frog", "goat", "hen", "horse", "lion", "mouse", "owl", "pig",
          "rabbit", "sheep", "tiger")  # fmt: skip
HEARD = THINGS[::2]


def picture(seed: int) -> bytes:
    """A PNG of its own, 12 x 16, clear in one corner."""
    pixels = np.random.default_rng(seed).integers(0, 256, (12, 16, 4), dtype=np.uint8)
    pixels[:6, :8, 3] = 0
    return saved(pixels)


def stamp(
    tree: Path, name: str, captions: str | bytes, *, seed: int = 0, sound: np.ndarray | None = None
) -> Path:
    """One stamp; returns its picture."""
    file = tree / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture(seed))
    given = captions.encode() if isinstance(captions, str) else captions
    file.with_suffix(".txt").write_bytes(given)
    if sound is not None:
        file.with_suffix(".ogg").write_bytes(recorded(sound, format="OGG"))
    return file


def caption(thing: str) -> str:
    return (
        f"A {thing}.\nde.utf8=Ein {thing}.\nhi.utf8=एक {thing}|\nzh_CN.utf8={thing}一。\n"
        f"zh_TW.utf8={thing}二。\nxx.utf8=Xa {thing}.\n"
    )


def stamps(tree: Path) -> Path:
    """`THINGS` as photographs with captions in four languages; `HEARD` with a sound."""
    for k, thing in enumerate(THINGS):
        sound = tone(0.3, hertz=200 + 50 * k) if thing in HEARD else None
        file = stamp(tree, f"animals/{thing}", caption(thing), seed=k, sound=sound)
        read_aloud = file.with_name(f"{thing}_desc.ogg")
        read_aloud.write_bytes(recorded(tone(1.0, hertz=999), format="OGG"))
    return tree
