"""Two towers that were trained to meet: text and pictures (open_clip), text and sounds (CLAP).

`tower` is what every tower is; `pair` holds two of them. Importing this package loads nothing
heavy, and the library open_clip is loaded by `open_clip` alone, when such a model is asked for.
"""

from __future__ import annotations

import os
from pathlib import Path

from semhub.models.folder import described

PREFIX = "open_clip:"
"""What a name begins with that open_clip knows: `open_clip:ARCH/PRETRAINED`."""


def local_weights(name: str) -> Path | None:
    """The file that such a name gives instead of a tag, be it there or not; None for a tag."""
    _, _, given = name.removeprefix(PREFIX).partition("/")
    is_file = "/" in given or given.endswith(".safetensors")
    return Path(os.path.expanduser(given)) if is_file else None


def local_files(weights: Path) -> list[Path]:
    """The files that decide what towers with these weights compute: the weights, and what lies in
    their own folder beside them, config and tokenizer."""
    if not os.path.isfile(weights):  # unlike pathlib's, it minds no name that no file can have
        return []
    beside = [file for file in described(weights.parent) if file.parent == weights.parent]
    return [weights, *beside]
