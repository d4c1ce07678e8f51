"""Refuse states with NaN or infinity, before a curve is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from semhub.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    from semhub.inputs import Input


def require_finite(name: str, item: Input, states: torch.Tensor | np.ndarray) -> None:
    """Raise `InputError` where what the model `name` makes of an item holds NaN or infinity."""
    if not torch.as_tensor(states).isfinite().all():
        raise InputError(
            f"{name} gives states for “{item.label[:30]}” that are no finite numbers; load it with "
            "another dtype, such as float32, or leave that item out."
        )


def require_answer(name: str, logits: torch.Tensor) -> None:
    """Raise `InputError` where the logits that the model `name` answers with hold NaN."""
    if logits.isnan().any():
        raise InputError(
            f"{name} answers with what is no number; push less, or load it with another dtype, "
            "such as float32."
        )
