"""Check that what a reading takes beside its item was made for this model."""

from __future__ import annotations

import torch

from semhub.errors import InputError
from semhub.inputs import Input
from semhub.inputs.door import kind_of
from semhub.lenses.jacobian import JacobianLens
from semhub.lenses.languages import LanguageTable
from semhub.lenses.neighbours import Index
from semhub.models.batch import Batch
from semhub.models.chat import without_chat
from semhub.models.protocol import Model


def require_own(
    model: Model,
    languages: LanguageTable | None,
    index: Index | None,
    jacobian: JacobianLens | None,
) -> None:
    """Raise `InputError` on what is no such thing, and on one that another model's states or
    vocabulary went into."""
    for part, kind, what in (
        (languages, LanguageTable, "languages"),
        (index, Index, "index"),
        (jacobian, JacobianLens, "jacobian"),
    ):
        if not isinstance(part, kind | None):
            raise InputError(f"`{what}` is {kind_of(part)}; give a {kind.__name__}.")
    if languages is not None:
        rows, own = len(languages.probabilities), model.require_head().vocabulary_size
        if rows != own:
            raise InputError(
                f"The table of languages has {rows:,} tokens and {model.name} has {own:,}; make "
                "one for this model."
            )
    if index is not None and index.model != model.name:
        raise InputError(
            f"The index holds states of {index.model}, which {model.name} cannot be compared with; "
            "build one for this model."
        )
    if jacobian is not None and jacobian.revision != without_chat(model.revision):
        raise InputError(
            f"The Jacobian lens was fitted to {jacobian.model} and not to {model.name} as it is; "
            "fit one to this model."
        )


def require_seen(model: Model, item: Input, seen: object) -> None:
    """Raise `InputError` on what `extraction.positions` does not give of this item."""
    what = "`seen` is what semhub.states.extraction.positions gives"
    if not isinstance(seen, tuple) or [type(one) for one in seen] != [Batch, torch.Tensor]:
        raise InputError(f"{what}, not {kind_of(seen)}.")
    batch, states = seen
    (encoded,) = model.encode([item])
    shape = (model.n_layers + 1, len(encoded), model.width)
    if batch.ids.tolist() != [encoded.ids] or tuple(states.shape) != shape:
        raise InputError(f"{what} of this item by this model, and this is of another; run it anew.")
