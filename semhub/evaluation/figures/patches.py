"""What a patch of a picture or a stretch of speech reads as: its nearest words in context.

The index holds training sentences of the dominant language only: the mean state over the pieces of
each content word, with what the word says (at the last piece stands mostly what comes next). A
position is read, layer by layer, as the word of a class whose states are nearest (cosine, each side
centred over all of its own), after LatentLens (2026). Beside it the logit lens: the class's
likeliest first piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from random import Random

import numpy as np
import torch

from semhub.evaluation.figures.readout import Share, first_piece
from semhub.evaluation.figures.retrieval import inner_layers
from semhub.inputs import Audio, Image, Text
from semhub.models.protocol import LanguageModel
from semhub.states.batches import Progress
from semhub.states.extraction import positions_of_all
from semhub.world.held_out import pictures, scenes, speech
from semhub.world.renderings import GRAMMARS
from semhub.world.renderings.picture import CELL, draw_picture
from semhub.world.renderings.segment import PLAIN
from semhub.world.renderings.waveform import RATE
from semhub.world.scenes import CLASSES, Scene, draw_scene

MOST_ROWS = 100
"""Scenes that are read: at their patches they have many positions."""

INDEXED = 600
NEAREST = 5
SLOTS = ("thing", "colour", "predicate", "place")
AT_PATCHES, IN_SPEECH = "at its patches", "in speech"


@dataclass(frozen=True)
class PositionReading:
    """How often the right word of `slot` is read at the positions that show it, by layer.

    best: at the best inner layer, with its interval.
    """

    name: str
    layer: int
    best: Share
    neighbours: list[float]
    logit: list[float]


class WordIndex:
    """States of words in sentences: for each slot values (words,) and unit states (layers + 1,
    words, width), centred. progress: called with sentences, done and in all."""

    def __init__(
        self, model: LanguageModel, language: str, seed: int, progress: Progress | None = None
    ):
        rng, grammar = Random(f"index/{seed}"), GRAMMARS[language]
        found: dict[str, list[tuple[int, torch.Tensor]]] = {slot: [] for slot in SLOTS}
        drawn = [draw_scene(rng, held=False, full=True) for _ in range(INDEXED)]
        sentences = [Text(grammar.sentence(scene)) for scene in drawn]
        read = positions_of_all(model, sentences, progress=progress)
        for scene, (_, states) in zip(drawn, read, strict=True):
            said = ""
            for segment in grammar.segments(scene, PLAIN):
                said += (grammar.joiner if said else "") + segment.text
                if segment.slot in SLOTS:
                    value = CLASSES[segment.slot].index(getattr(scene, segment.slot))
                    end = len(list(model.content_ids([said]))) + 1  # behind the start token
                    pieces = states[:, end - len(list(model.content_ids([segment.text]))) : end]
                    found[segment.slot].append((value, pieces.mean(1)))
        self.values = {slot: np.array([value for value, _ in rows]) for slot, rows in found.items()}
        self.states = {
            slot: centred(torch.stack([state for _, state in rows], dim=1).numpy())
            for slot, rows in found.items()
        }

    def read(self, slot: str, layer: int, states: np.ndarray) -> np.ndarray:
        """Return (items,) the value that most of the nearest words have, weighted by similarity."""
        similarity = states @ self.states[slot][layer].T
        nearest = np.argpartition(-similarity, NEAREST, axis=1)[:, :NEAREST]
        votes = np.zeros((len(states), len(CLASSES[slot])))
        for column in nearest.T:
            rows = np.arange(len(states))
            np.add.at(votes, (rows, self.values[slot][column]), similarity[rows, column])
        return votes.argmax(1)


def centred(states: np.ndarray) -> np.ndarray:
    """Return unit vectors (layers + 1, items, width) without each layer's mean."""
    states = states - states.mean(axis=1, keepdims=True)
    return states / np.linalg.norm(states, axis=-1, keepdims=True)


def shown_cells(scene: Scene, seed: str) -> dict[str, np.ndarray]:
    """Return slot -> (rows, columns) true where the picture of `scene` shows it: found by drawing
    the scene once more with that slot changed."""
    found = {}
    drawn = np.asarray(draw_picture(scene, Random(seed)), dtype=int)
    for slot in SLOTS:
        values = CLASSES[slot]
        other = values[(values.index(getattr(scene, slot)) + 1) % len(values)]
        changed = draw_picture(replace(scene, **{slot: other}), Random(seed))
        apart = np.abs(drawn - np.asarray(changed)).sum(-1)
        cells = len(apart) // CELL
        ink = (apart > 0).reshape(cells, CELL, cells, CELL).mean((1, 3))
        found[slot] = ink > 0.25
    return found


def patch_readings(
    model: LanguageModel,
    language: str,
    rows: int,
    seed: int,
    index: WordIndex,
    progress: Progress | None = None,
) -> list[PositionReading]:
    """Return the right word of its class at the patches that show a slot.

    progress: called with pictures, done and in all.
    """
    drawn = scenes(rows, seed)
    states = _states(model, [Image(np.asarray(each)) for each in pictures(drawn, seed)], progress)
    shown: dict[str, list[np.ndarray]] = {slot: [] for slot in SLOTS}
    for row, scene in enumerate(drawn):
        for slot, cells in shown_cells(scene, f"{seed}/{row}").items():
            shown[slot].append(cells.ravel())
    return [
        _reading(model, f"{slot} {AT_PATCHES}", language, slot, drawn, states, shown[slot], index)
        for slot in SLOTS
    ]


def frame_readings(
    model: LanguageModel,
    language: str,
    rows: int,
    seed: int,
    index: WordIndex,
    progress: Progress | None = None,
) -> list[PositionReading]:
    """Return, in speech, the right word at the position most like any word of its class.

    It is not known at which position the word is spoken, so the index itself chooses it, at each
    layer. progress: called with sentences, done and in all.
    """
    drawn = scenes(rows, seed)
    states = _states(model, [Audio(each, RATE) for each in speech(drawn, language, seed)], progress)
    return [
        _reading(model, f"{slot} {IN_SPEECH}", language, slot, drawn, states, None, index)
        for slot in SLOTS
    ]


READINGS = {"image": patch_readings, "audio": frame_readings}
"""Modality -> what is read of its items."""


def _states(
    model: LanguageModel, items: Sequence[Image | Audio], progress: Progress | None
) -> list[torch.Tensor]:
    """Return for each item its states (layers + 1, its own positions, width)."""
    read = positions_of_all(model, items, progress=progress)
    return [states[:, content] for content, states in read]


def _reading(
    model: LanguageModel,
    name: str,
    language: str,
    slot: str,
    drawn: Sequence[Scene],
    states: list[torch.Tensor],
    shown: list[np.ndarray] | None,
    index: WordIndex,
) -> PositionReading:
    values = CLASSES[slot]
    right = np.array([values.index(getattr(scene, slot)) for scene in drawn])
    lengths = [state.shape[1] for state in states]
    owner = np.repeat(np.arange(len(drawn)), lengths)
    together = torch.cat(states, 1)
    unit = centred(together.numpy())
    pieces = [first_piece(model, language, slot, value) for value in values]
    hits: dict[str, list[np.ndarray]] = {"neighbours": [], "logit": []}
    owners: list[np.ndarray] = []
    for layer in range(model.n_layers + 1):
        with torch.inference_mode():
            logits = model.unembed(together[layer]).cpu()[:, pieces].numpy()
        if shown is not None:
            where = np.flatnonzero(np.concatenate(shown))
        else:
            nearness = (unit[layer] @ index.states[slot][layer].T).max(1)
            starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
            where = np.array([s + nearness[s : s + n].argmax()
                              for s, n in zip(starts, lengths, strict=True)])  # fmt: skip
        wanted = right[owner[where]]
        owners.append(owner[where])
        hits["neighbours"].append(index.read(slot, layer, unit[layer][where]) == wanted)
        hits["logit"].append(logits[where].argmax(1) == wanted)
    curves = {lens: [round(float(h.mean()), 4) for h in each] for lens, each in hits.items()}
    best = max(inner_layers(model.n_layers), key=lambda k: curves["neighbours"][k])
    share = Share.over(hits["neighbours"][best], owners[best])  # patches of a picture go together
    return PositionReading(name, best, share, curves["neighbours"], curves["logit"])


def reading_figures(model: LanguageModel, pivot: str, rows: int, seed: int) -> list[dict]:
    """Return figures of patches and frames, read in the pivot language."""
    index = WordIndex(model, pivot, seed)
    return [
        asdict(reading)
        for readings in READINGS.values()
        for reading in readings(model, pivot, rows, seed, index)
    ]
