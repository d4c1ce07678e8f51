"""A vector that can be added to states: numbers, of a length that float32 can still square."""

from __future__ import annotations

import numpy as np
import torch

from semhub.errors import InputError
from semhub.inputs.door import kind_of

LONGEST = 1e18
"""Norm of the longest push. Norm layers square states, and float32 ends at 3.4e38: beyond its root
a state is squared to infinity and divided to zero, and an answer would be read from nothing."""


def vector_of(given: object) -> torch.Tensor:
    """Return a push, (width,) or (items, width), as a tensor. Raises `InputError` on anything else,
    on values that are no finite numbers, and on vectors longer than `LONGEST`."""
    try:
        push = given if isinstance(given, torch.Tensor) else torch.tensor(np.asarray(given))
    except (TypeError, ValueError, RuntimeError):
        push = torch.empty(0, dtype=torch.bool)
    if push.dtype == torch.bool or push.is_complex() or push.dim() not in (1, 2):
        raise InputError(
            f"A push is a vector of numbers, (width,) or (items, width), not {kind_of(given)} of "
            "another form."
        )
    require_in_reach(push.double().norm(dim=-1).amax().item() if push.numel() else 0.0)
    return push


def require_in_reach(length: float) -> None:
    """Raise `InputError` on the length of a push that is no finite number, or above `LONGEST`."""
    if not abs(length) <= LONGEST:
        raise InputError(
            f"A push is at most {LONGEST:.0e} long, since float32 cannot square a longer one, and "
            f"this is {length:.0e}; give finite numbers, or a smaller strength."
        )
