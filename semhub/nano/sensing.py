"""What the embedded model makes of pictures and voices: retrieval, and what it says of them.

On the 128 scenes of ``drawable_scenes``, whose sentences and looks are held out. A picture or a
phrase tells who is there, not what they do; a sentence says both, so the two are not as alike as
two languages can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from random import Random

import numpy as np
import torch
from transformers import ProcessorMixin

from semhub.comparison import compare_states
from semhub.extraction import extract
from semhub.inputs import Text
from semhub.models.decoder import Decoder
from semhub.models.hooks import visited
from semhub.models.running import running
from semhub.nano.dataset import drawable_scenes
from semhub.nano.documents import ARROW
from semhub.nano.figures import Figure, figure_of
from semhub.nano.readout import Share, first_piece
from semhub.nano.renderings import GRAMMARS
from semhub.nano.senses import SENSES, SHOWN, Sense
from semhub.nano.world import CLASSES, Scene

LANGUAGES = ("en", "zh", "es")
BATCH = 32


def sensed_states(
    model: Decoder, processor: ProcessorMixin, sense: Sense, items: Sequence, said: Sequence[str]
) -> tuple[np.ndarray, torch.Tensor]:
    """States and next-word logits of sensed items, each followed by the text ``said``.

    Returns the mean over the item's own positions, (layers + 1, items, width), and the logits at
    the last position, (items, vocabulary).
    """
    placeholder = processor.tokenizer.convert_tokens_to_ids(sense.placeholder)
    means, logits = [], []
    for start in range(0, len(items), BATCH):
        rows = slice(start, start + BATCH)
        sensed = sense.take(list(items[rows]), processor)
        texts = [prompt + text for prompt, text in zip(sensed.prompts, said[rows], strict=True)]
        tokens = processor.tokenizer(texts, padding=True, return_tensors="pt")
        own = (tokens["input_ids"] == placeholder).unsqueeze(-1)
        layers: list[torch.Tensor] = []

        def visit(_layer: int, state: torch.Tensor, own=own, layers=layers) -> None:
            layers.append((state * own).sum(1) / own.sum(1))

        with running(), visited(model.blocks, visit):
            answer = model.module(
                input_ids=tokens["input_ids"],
                attention_mask=tokens["attention_mask"],
                use_cache=False,
                **sensed.inputs,
            )
        means.append(torch.stack(layers))
        last = tokens["attention_mask"].sum(1) - 1
        logits.append(answer.logits[torch.arange(len(last)), last])
    return torch.cat(means, 1).numpy(), torch.cat(logits)


def matched(model: Decoder, name: str, x: np.ndarray, y: np.ndarray) -> Figure:
    """Retrieval@1 between two stacks of states (layers + 1, items, width)."""
    layers = list(range(model.n_layers + 1))
    result = compare_states(x, y, layers, model=model.name, pool="mean", metrics=("acc1",))
    return figure_of(name, result.metrics["acc1"], model.n_layers, x.shape[1])


def described(
    model: Decoder,
    processor: ProcessorMixin,
    sense: Sense,
    language: str,
    slot: str,
    drawn: Sequence[Scene],
    items: Sequence,
) -> Share:
    """How often the right word of ``slot``'s class is preferred after an item.

    The list is opened in ``language`` with another word of the scene, so that the model knows
    which language to go on in. Words that share their first piece with another are left out.
    """
    grammar = GRAMMARS[language]
    values = [str(value) for value in CLASSES[slot]]
    pieces = [first_piece(model, language, slot, value) for value in values]
    opened = "count" if slot != "count" else "size"
    said = [scene.meanings()[slot] for scene in drawn]
    clear = [i for i, word in enumerate(said) if pieces.count(pieces[values.index(word)]) == 1]
    begun = [
        f"{ARROW} {grammar.keyword_list([opened], drawn[i])}{grammar.comma.rstrip()}" for i in clear
    ]
    _, logits = sensed_states(model, processor, sense, [items[i] for i in clear], begun)
    preferred = logits[:, pieces].argmax(-1).tolist()
    return Share.of([values[best] == said[i] for best, i in zip(preferred, clear, strict=True)])


def sense_figures(
    model: Decoder, processor: ProcessorMixin, names: Sequence[str], seed: int
) -> dict[str, dict]:
    """For each sense: retrieval with each language, and what is said in each; and both senses."""
    drawn = drawable_scenes(seed)
    sentences = {
        language: extract(model, [Text(GRAMMARS[language].sentence(s)) for s in drawn])
        for language in LANGUAGES
    }
    figures: dict[str, dict] = {}
    states = {}
    for name in names:
        sense = SENSES[name]()
        items = [sense.sense(scene, Random(f"{seed}/{i}")) for i, scene in enumerate(drawn)]
        states[name], _ = sensed_states(model, processor, sense, items, [ARROW] * len(items))
        figures[name] = {
            "retrieval": [
                asdict(matched(model, f"{language} with {name}", sentences[language], states[name]))
                for language in LANGUAGES
            ],
            "described": {
                f"{slot} in {language}": asdict(
                    described(model, processor, sense, language, slot, drawn, items)
                )
                for language in LANGUAGES
                for slot in SHOWN
            },
        }
    if len(states) == 2:
        both = matched(model, "pictures with speech", *states.values())
        figures[names[-1]]["retrieval"].append(asdict(both))
    return figures
