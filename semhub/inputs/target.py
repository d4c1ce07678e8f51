"""A text together with the source that it is read beside, as decoders with an encoder read it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from semhub.errors import InputError
from semhub.inputs.audio import Audio
from semhub.inputs.door import kind_of
from semhub.inputs.text import Text


@dataclass(frozen=True)
class Target(Text):
    """One text that a decoder is fed while its encoder reads `source`, a text or a sound.

    A string as the source is taken as its text. Raises `InputError` where one of both cannot be
    read.
    """

    source: Text | Audio

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.source, str):
            object.__setattr__(self, "source", Text(self.source))
        if not isinstance(self.source, Text | Audio) or isinstance(self.source, Target):
            raise InputError(
                f"The source of a target is a text or a sound, not {kind_of(self.source)}; give "
                "semhub.Text or semhub.Audio."
            )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text and of what it is read beside, in hexadecimal."""
        head = f"target\0{self.source.digest}\0".encode()
        return hashlib.sha256(head + self.text.encode()).hexdigest()
