"""The decoder of a model that has an encoder too (T5, NLLB, BART, Whisper), fed a given text.

The encoder reads a source, a text or a sound; the decoder is fed the text whose states are taken,
and looks at what the encoder made of the source by its cross-attention (Vaswani et al. 2017,
arXiv 1706.03762). A text without a source is read beside an empty one: for texts what the tokenizer
makes of nothing, for sounds silence.

This file is what a name tells, and loads nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMED = re.compile(r"(?P<base>.+)#decoder(?P<codes>(:\w+){0,2})", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """What a name asks for: languages, by the model's own codes, where it names any.

    source, target: of what is read and what is written; None where the name leaves them to the
        tokenizer.
    """

    source: str | None = None
    target: str | None = None


def split(name: str) -> tuple[str, Part | None]:
    """Split `MODEL#decoder`, `MODEL#decoder:TARGET` or `MODEL#decoder:SOURCE:TARGET` into the
    model's own name and the part; None of any other name."""
    found = _NAMED.fullmatch(name)
    if found is None:
        return name, None
    codes = [code for code in found["codes"].split(":") if code]
    return found["base"], Part(*codes) if len(codes) == 2 else Part(None, *codes)
