"""What the embedded model makes of pictures: retrieval, and what it says of them.

A picture shows who is there, not what they do; a sentence says both. Retrieval between the two
is therefore harder than between two languages, and rows that show the same are told apart by
nothing: ties count against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import torch
from PIL.Image import Image
from transformers import AutoProcessor, ProcessorMixin

from semhub.comparison import compare_states
from semhub.extraction import extract
from semhub.inputs import Text
from semhub.models import catalogue
from semhub.models.decoder import Decoder
from semhub.models.hooks import visited
from semhub.models.running import running
from semhub.nano.captions import picture_inputs, picture_prompt
from semhub.nano.dataset import drawable_scenes, pictures
from semhub.nano.figures import Figure, figure_of
from semhub.nano.readout import Share, first_piece
from semhub.nano.renderings import GRAMMARS
from semhub.nano.world import CLASSES, Scene

DESCRIBED = ("colour", "thing", "count", "size")
LANGUAGES = ("en", "zh", "es")
BATCH = 40


def picture_states(
    model: Decoder, processor: ProcessorMixin, shown: Sequence[Image], said: Sequence[str]
) -> tuple[np.ndarray, torch.Tensor]:
    """States and next-word logits of pictures, each followed by the text ``said``.

    Returns the mean over the picture's own positions, (layers + 1, pictures, width), and the
    logits at the last position, (pictures, vocabulary). All of ``said`` must be equally long.
    """
    picture = model.module.config.image_token_id
    means, logits = [], []
    for start in range(0, len(shown), BATCH):
        rows = slice(start, start + BATCH)
        pixels, grid = picture_inputs(list(shown[rows]), processor)
        texts = [picture_prompt() + text for text in said[rows]]
        ids = processor.tokenizer(texts, return_tensors="pt")["input_ids"]
        own = (ids == picture).unsqueeze(-1)
        layers: list[torch.Tensor] = []

        def visit(_layer: int, state: torch.Tensor, own=own, layers=layers) -> None:
            layers.append((state * own).sum(1) / own.sum(1))

        with running(), visited(model.blocks, visit):
            answer = model.module(
                input_ids=ids, pixel_values=pixels, image_grid_thw=grid, use_cache=False
            )
        means.append(torch.stack(layers))
        logits.append(answer.logits[:, -1])
    return torch.cat(means, 1).numpy(), torch.cat(logits)


def picture_retrieval(
    model: Decoder, states: np.ndarray, language: str, drawn: Sequence[Scene]
) -> Figure:
    """Retrieval@1 between pictures and the sentences of the same scenes."""
    texts = [Text(GRAMMARS[language].sentence(scene)) for scene in drawn]
    layers = list(range(model.n_layers + 1))
    result = compare_states(
        extract(model, texts), states, layers, model=model.name, pool="mean", metrics=("acc1",)
    )
    return figure_of(f"{language} with picture", result.metrics["acc1"], model.n_layers, len(drawn))


def described(
    model: Decoder,
    processor: ProcessorMixin,
    language: str,
    slot: str,
    drawn: Sequence[Scene],
    shown: Sequence[Image],
) -> Share:
    """How often the right word of ``slot``'s class is preferred after a picture.

    The list is opened in ``language`` with another word of the scene, so that the model knows
    which language to go on in. Words that share their first piece with another are left out.
    """
    grammar = GRAMMARS[language]
    values = [str(value) for value in CLASSES[slot]]
    pieces = [first_piece(model, language, slot, value) for value in values]
    opened = "count" if slot != "count" else "size"
    members: dict[str, list[int]] = {}
    for row, scene in enumerate(drawn):
        answer = values.index(scene.meanings()[slot])
        if pieces.count(pieces[answer]) == 1:
            begun = f" {grammar.keyword_list([opened], scene)}{grammar.comma.rstrip()}"
            members.setdefault(begun, []).append(row)
    hits: list[bool] = []
    for begun, own in members.items():
        _, logits = picture_states(model, processor, [shown[i] for i in own], [begun] * len(own))
        preferred = logits[:, pieces].argmax(-1).tolist()
        hits += [values[best] == drawn[i].meanings()[slot]
                 for best, i in zip(preferred, own, strict=True)]  # fmt: skip
    return Share.of(hits)


def picture_figures(model: Decoder, seed: int) -> dict:
    """Retrieval with each language, and what is said of pictures in each.

    On the 128 scenes of ``drawable_scenes``: combinations that no picture of training showed.
    """
    processor = AutoProcessor.from_pretrained(catalogue.folder(model.name))
    drawn = drawable_scenes(seed)
    shown = pictures(drawn, seed)
    states, _ = picture_states(model, processor, shown, [""] * len(shown))
    return {
        "retrieval": [asdict(picture_retrieval(model, states, name, drawn)) for name in LANGUAGES],
        "described": {
            f"{slot} in {name}": asdict(described(model, processor, name, slot, drawn, shown))
            for name in LANGUAGES
            for slot in DESCRIBED
        },
    }
