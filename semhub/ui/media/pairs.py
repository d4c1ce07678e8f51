"""Two columns of a set compared as far as the model can read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from semhub.errors import InputError
from semhub.ui.shared import messages

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.models.towers.tower import Tower

Result = TypeVar("Result")


def compared(
    compare: Callable[[Sequence[Input], Sequence[Input]], Result],
    readers: tuple[Model | Tower, Model | Tower],
    a: Sequence[Input],
    b: Sequence[Input],
) -> Result:
    """What `compare` gives of the pairs; one that is too long for its reader must not cost the
    others, and it is said how many are left out. Raises `InputError` where none is left."""
    try:
        return compare(a, b)
    except InputError:
        refused = [why_not(readers, pair) for pair in zip(a, b, strict=True)]
        kept = [row for row, why in enumerate(refused) if why is None]
        if not kept or len(kept) == len(a):
            raise
    first = next(why for why in refused if why)
    messages.warning(
        f"{len(a) - len(kept)} of {len(a)} pairs are left out, the first of them so: {first}"
    )
    return compare([a[row] for row in kept], [b[row] for row in kept])


def why_not(readers: tuple[Model | Tower, ...], pair: tuple[Input, ...]) -> str | None:
    """The sentence that refuses one of the items, each given to the reader at its place."""
    try:
        for reader, item in zip(readers, pair, strict=True):
            reader.encode([item])
    except InputError as error:
        return str(error)
    return None
