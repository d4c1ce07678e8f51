"""Make an index of a model, once: it is kept in the user's cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch.nn.functional import normalize

from semhub import cache
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.lenses.neighbours.corpus import default_texts, languages
from semhub.lenses.neighbours.search import Index, centred
from semhub.lenses.neighbours.words import Word, words
from semhub.models.batch import Batch
from semhub.models.hooks import Visitor
from semhub.models.protocol import TokenModel
from semhub.states.batches import Progress, run
from semhub.states.memory import identity, require_unhooked

LAYOUT = "2"
MEMORY = 256 * 2**20
"""Bytes that the states of an index may take."""
ON_DISK = 2 * 2**30
"""Bytes that all indices in the user's cache may take; those used longest ago go first."""
CONTEXTS = 50
"""Most sentences that a word is kept from, as in LatentLens; the first ones are."""


def index(
    model: TokenModel,
    texts: Sequence[Text] | None = None,
    *,
    language: str | None = None,
    progress: Progress | None = None,
) -> Index:
    """Make the index of these texts, or of embedded ones that suit the model (`default_texts`).

    language: of the embedded texts, by default the first of `languages`; of no meaning for texts
        that are handed in. progress: called with (done, total), in texts times blocks, while it is
        made.

    Made once for a model as it is and the texts' content, then taken from the user's cache; where
    that cannot be written, its `note` says so.

    Raises `InputError` on a text that the model cannot read, on a language that has no texts, where
    no word is left to keep, and where it would be made of a model that is pushed.
    """
    if texts is None:
        language = languages(model)[0] if language is None else language
        made_of = index(model, default_texts(model, language), progress=progress)
        return replace(made_of, language=language)
    content = hashlib.sha256("".join(text.digest for text in texts).encode()).hexdigest()
    source = {"model": " ".join(identity(model)), "texts": content, "layout": LAYOUT}
    key = hashlib.sha256(json.dumps(source).encode()).hexdigest()[:32]
    target = cache.root() / "neighbours" / key
    made: list[Index] = []

    def write(folder: Path) -> None:
        made.append(_made(model, texts, progress))
        _save(made[0], folder)

    try:
        folder = cache.make(target, source, write)
    except cache.Unwritable as error:
        found = made[0] if made else _made(model, texts, progress)
        return replace(found, note=f"The sentences will be read again next time: {error}")
    if made:
        cache.keep_within(ON_DISK, target.parent, target)
    return made[0] if made else _opened(model, folder)


def _opened(model: TokenModel, folder: Path) -> Index:
    kept = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    arrays = load_file(folder / "index.safetensors")
    return Index(
        model.name,
        states=arrays["states"],
        means=arrays["means"],
        lengths=arrays["lengths"],
        words=kept["words"],
        sentences=kept["sentences"],
        left_out=kept["left_out"],
    )


def _save(index: Index, folder: Path) -> None:
    arrays = {"states": index.states, "means": index.means, "lengths": index.lengths}
    save_file(arrays, folder / "index.safetensors")
    kept = {"words": index.words, "sentences": index.sentences, "left_out": index.left_out}
    (folder / "words.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def _made(model: TokenModel, texts: Sequence[Text], progress: Progress | None) -> Index:
    require_unhooked(model, "The index")
    room = MEMORY // (2 * (model.n_layers + 1) * model.width)
    kept, left_out = _chosen(model, texts, room)
    if not kept:
        raise InputError(
            f"{model.name} finds no whole word in these texts; give sentences, one a line."
        )
    arrays = centred(_states(model, texts, kept, progress))
    return Index(
        model.name,
        states=arrays["states"],
        means=arrays["means"],
        lengths=arrays["lengths"],
        words=[word.text for _, word in kept],
        sentences=[texts[number].text for number, _ in kept],
        left_out=left_out,
    )


def _chosen(
    model: TokenModel, texts: Sequence[Text], room: int
) -> tuple[list[tuple[int, Word]], int]:
    """Choose what is kept, (number of the text, word), and count the words that had no room.

    The same beginning of a sentence is kept once: where a model reads from left to right, what
    follows does not change the state. At the very first position of all it says little of the
    word: models let attention rest there (Xiao et al. 2024), and often start with a token for it.
    """
    seen: set[str] = set()
    contexts: dict[str, int] = {}
    kept: list[tuple[int, Word]] = []
    left_out = 0
    for number, (text, encoded) in enumerate(zip(texts, model.encode(texts), strict=True)):
        for word in words(text.text, model.tokens(text), encoded.content):
            beginning, key = text.text[: word.end], word.text.casefold()
            if word.positions[0] == 0 or beginning in seen or contexts.get(key, 0) == CONTEXTS:
                continue
            if len(kept) == room:
                left_out += 1
                continue
            seen.add(beginning)
            contexts[key] = contexts.get(key, 0) + 1
            kept.append((number, word))
    return kept, left_out


def _states(
    model: TokenModel,
    texts: Sequence[Text],
    kept: Sequence[tuple[int, Word]],
    progress: Progress | None,
) -> np.ndarray:
    """Run the texts and keep unit states (n_layers + 1, kept, width), float16: of a word of
    several pieces, the mean of theirs.

    The last piece alone, which has read the whole word, is what often comes to mind. But it holds
    what comes next rather than what was said: with it, patches of the embedded model's pictures
    read little better than chance, and with the mean most of them read right.
    """
    of_text: dict[int, list[tuple[int, Word]]] = {}
    for entry, (number, word) in enumerate(kept):
        of_text.setdefault(number, []).append((entry, word))
    numbers = list(of_text)
    found = np.empty((model.n_layers + 1, len(kept), model.width), dtype=np.float16)

    def watch(rows: list[int], batch: Batch) -> Visitor:
        where = [(row, *pair) for row, i in enumerate(rows) for pair in of_text[numbers[i]]]
        entries = [entry for _, entry, _ in where]
        pieces = [
            (row, position, n)
            for n, (row, _, word) in enumerate(where)
            for position in word.positions
        ]
        row, position, owner = torch.tensor(pieces, device=batch.ids.device).T

        def visit(layer: int, state: torch.Tensor) -> None:
            unit = normalize(state[row, position].float(), dim=-1)
            whole = unit.new_zeros(len(entries), model.width).index_add_(0, owner, unit)
            found[layer, entries] = normalize(whole, dim=-1).cpu().numpy()

        return visit

    run(model, [texts[number] for number in numbers], watch, progress=progress)
    return found
