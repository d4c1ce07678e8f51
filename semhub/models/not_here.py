"""What there is to say of a model that is not on this machine.

Whoever shows models needs these words, and not the library of the Hugging Face hub, which
`huggingface` imports.
"""

from __future__ import annotations

from collections.abc import Callable

from semhub.errors import InputError

Progress = Callable[[float, str], None]
"""Called with a share from 0 to 1 and a sentence; an exception that it raises ends the work."""


class HubUnreachable(InputError):
    """The hub does not answer; the message stands alone, without what is on disk."""


class NotHere(InputError):
    """What was asked for would have to be fetched, and nobody said that it may be."""
