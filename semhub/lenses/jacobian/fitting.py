"""Fit the lens of a model once; an interrupted fit goes on where it was."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.lenses.jacobian import store
from semhub.lenses.jacobian.corpus import default_texts
from semhub.lenses.jacobian.estimate import LONGEST, SKIPPED, counted, rows
from semhub.lenses.jacobian.lens import JacobianLens
from semhub.models import offload
from semhub.models.batch import Encoded
from semhub.models.chat import without_chat
from semhub.models.protocol import Model
from semhub.models.saying import require_next
from semhub.states.extraction import Progress
from semhub.states.memory import require_unhooked

MEMORY = {"cpu": 2**30, "cuda": 8 * 2**30}
"""Bytes that what a backward pass needs of one batch may take."""
PER_POSITION = 160
"""Bytes of it for each position, layer and component, in float32: about forty numbers."""
SAVED_EVERY = 60
"""Seconds after which what was summed so far is written down."""


def fit(
    model: Model, texts: Sequence[Text] | None = None, *, progress: Progress | None = None
) -> JacobianLens:
    """Fit the lens of this model on these texts, or on embedded ones (`default_texts`).

    Kept in the user's cache, one a model; the same question is answered from there. Texts shorter
    than 18 tokens are left out. progress: called with (done, total), in backward passes; an
    exception that it raises ends the run, and the next one goes on from there, to the same numbers.

    Raises `InputError` on a model without a head, where no text is long enough, where another
    process fits the same model, where the cache cannot be written, where something is hooked into
    the model, where it reads texts in a chat, and where its weights are not all on one device.
    """
    require_next(model)
    offload.require_within(model.name, model.module, "its Jacobian lens")
    if model.revision != without_chat(model.revision):
        raise InputError(
            f"The Jacobian lens of {model.name} is of texts by themselves, and serves texts in a "
            "chat as well; fit it without chat."
        )
    texts = default_texts(model) if texts is None else texts
    corpus = hashlib.sha256("".join(text.digest for text in texts).encode()).hexdigest()
    with store.locked(model):
        kept = store.kept(model)
        if kept is None or kept.corpus != corpus:
            require_unhooked(model, "The Jacobian lens")
            kept = _fitted(model, long_enough(model, texts), corpus, progress)
            store.keep(kept)
        store.forget_sums(model)
    return kept


def long_enough(model: Model, texts: Sequence[Text]) -> list[Encoded]:
    """Encode the texts that have positions to fit on, cut to `LONGEST`. Raises `InputError` where
    none has."""
    cut = [
        replace(item, ids=item.ids[:LONGEST], content=item.content[:LONGEST])
        for item in model.encode(texts)
    ]
    enough = [item for item in cut if any(counted(item))]
    if not enough:
        raise InputError(
            f"None of the {len(texts):,} texts is long enough for {model.name}'s lens; give texts "
            f"of {SKIPPED + 2} tokens or more, one a line."
        )
    return enough


def _fitted(
    model: Model, encoded: list[Encoded], corpus: str, progress: Progress | None
) -> JacobianLens:
    groups = _groups(model, encoded)
    sums = store.sums(model, corpus, len(groups))
    total = len(groups) * model.width
    saved = time.monotonic()
    try:
        while sums.done < total:
            group, first = divmod(sums.done, model.width)
            for row, found in enumerate(rows(model, groups[group], first), start=first):
                sums.total[:, row] += found
                sums.done += 1
                if progress:
                    progress(sums.done, total)
                if time.monotonic() - saved > SAVED_EVERY:
                    sums.save(model)
                    saved = time.monotonic()
    finally:
        if sums.done < total:  # interrupted
            sums.save(model)
    mean = sums.total / len(encoded)
    return JacobianLens(model.name, model.revision, mean, len(encoded), corpus)


def _groups(model: Model, encoded: list[Encoded]) -> list[list[Encoded]]:
    """Group the texts that are run together: in their order, of one form, and within the memory."""
    room = MEMORY.get(model.device.type, MEMORY["cpu"])
    most = room // (PER_POSITION * model.n_layers * model.width)
    groups: list[list[Encoded]] = []
    for item in encoded:
        group = groups[-1] if groups else []
        length = max(len(each) for each in [*group, item])
        if group and group[0].form == item.form and length * (len(group) + 1) <= most:
            group.append(item)
        else:
            groups.append([item])
    return groups
