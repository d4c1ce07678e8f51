"""Read an item's states as words, layer by layer, by one of the kinds of lens.

"logit" is softmax(W_U N(h)) with N the final norm (nostalgebraist 2020), whose last row is the
model's own output. "paper" leaves N out on inner layers, as the code released with "The Semantic
Hub Hypothesis" (Wu et al., ICLR 2025) does. "jacobian" carries the state to the last layer first,
by a matrix that is fitted once a model (`semhub.lenses.jacobian`). "neighbours" needs no head: it
finds the words in sentences whose states are nearest (LatentLens, `semhub.lenses.neighbours`).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from semhub.datasets.arguments import item_of
from semhub.inputs import Input
from semhub.inputs.door import one_of, strings, whole_number
from semhub.lenses.head import HeadReader
from semhub.lenses.jacobian import JacobianLens, fitted
from semhub.lenses.kinds import KINDS, Kind
from semhub.lenses.languages import LanguageTable
from semhub.lenses.neighbours import Index
from semhub.lenses.neighbours import index as neighbours_of
from semhub.lenses.neighbours.reader import NeighbourReader
from semhub.lenses.parts import require_own, require_seen
from semhub.lenses.reader import Reader
from semhub.lenses.result import Reading
from semhub.models.batch import Batch
from semhub.models.protocol import TokenModel, require_model
from semhub.states.extraction import positions
from semhub.states.positions import PositionStates


def reader_of(
    model: TokenModel,
    kind: Kind,
    *,
    index: Index | None = None,
    jacobian: JacobianLens | None = None,
) -> Reader:
    """Make the reader of one kind, for one model.

    index: of this model, for neighbours; by default that of embedded sentences.
    jacobian: of this model, for the Jacobian lens; by default the one that is kept.

    Raises `InputError` on an unknown kind, if the model has no head that the kind reads with, and
    if no Jacobian lens is fitted to it.
    """
    one_of(kind, KINDS, "lens")
    if kind == "neighbours":
        return NeighbourReader(index or neighbours_of(model))
    reads = model.require_head()
    if kind == "jacobian":
        return HeadReader(reads, kind, jacobian or fitted(model))
    return HeadReader(reads, kind)


def read(
    model: TokenModel,
    item: Input | str,
    *,
    kind: Kind = "logit",
    top: int = 10,
    track: Sequence[str] = (),
    languages: LanguageTable | None = None,
    index: Index | None = None,
    jacobian: JacobianLens | None = None,
    seen: tuple[Batch, torch.Tensor] | None = None,
) -> Reading:
    """Read `item` at every layer and position, also at those that are not its own.

    top: words a cell. track: words whose scores are kept at every layer and position.
    languages: by which the probability is added up, for kinds that have one.
    index, jacobian: as in `reader_of`.
    seen: what `extraction.positions` gives of this item, where it was run before.

    Raises `InputError` if the model cannot be read out, if no Jacobian lens is fitted to it, if
    `top` is not from 1 to the size of its vocabulary, or if a tracked word is not in it or begins
    with a part of a character.
    """
    require_model(model)
    item = item_of(item)
    track = strings(track, "A tracked word")
    one_of(kind, KINDS, "lens")
    top = whole_number(top, "The number of best words")
    require_own(model, languages, index, jacobian)
    if seen is not None:
        require_seen(model, item, seen)
    reader = reader_of(model, kind, index=index, jacobian=jacobian)
    reader.require(top, track)
    batch, states = seen or positions(model, item)
    found = PositionStates(
        item, model.name, states, model.tokens(item), batch.content[0].cpu().numpy()
    )
    return reader.read(found, top=top, track=track, languages=languages, logs=False)
