"""Does a model's head say what comes next, or what stands at a position?

Whatever asks a model to go on with a text needs the first; a lens reads both.
"""

from __future__ import annotations

from semhub.errors import InputError
from semhub.models.catalogue import EMBEDDED
from semhub.models.protocol import LanguageModel, Model


def fills_in(model: Model) -> bool:
    """Tell whether its head was trained to fill in masked words."""
    return getattr(model, "fills_in", False)


def says_next(model: Model) -> bool:
    """Tell whether it has a head that says what comes next."""
    return model.has_head and not fills_in(model)


def require_next(model: Model) -> LanguageModel:
    """Return the model as one whose head says what comes next. Raises `InputError`, saying why,
    where it does not."""
    reads = model.require_head()
    if fills_in(model):
        raise InputError(
            f"{model.name} fills in masked words and does not say what comes next, which is asked "
            f"here; choose a decoder, such as {EMBEDDED}."
        )
    return reads
