"""What is sensed, with English keyword captions: what the towers learn from.

A caption is a keyword list in the dominant language alone, in the form that the language model
already knows from text: placeholder, arrow, words in any order. Whatever the model then says of a
picture or a voice in another language it was never taught.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import torch
from transformers import ProcessorMixin

from semhub.nano.batches import IGNORED
from semhub.nano.documents import ARROW
from semhub.nano.renderings import GRAMMARS
from semhub.nano.senses import SHOWN, Sense, Sensed
from semhub.nano.world import CLASSES, Scene


@dataclass(frozen=True)
class CaptionBatch:
    """Sensed items and their captions.

    ids, labels (items, length): only the caption is predicted. classes (items, 4): the index of
    each of ``SHOWN`` in its class.
    """

    sensed: Sensed
    ids: torch.Tensor
    labels: torch.Tensor
    classes: torch.Tensor


def caption_batch(
    sense: Sense, rng: Random, processor: ProcessorMixin, size: int, language: str
) -> CaptionBatch:
    """``size`` training items, captioned in ``language``."""
    scenes, items = zip(*(sense.training_item(rng) for _ in range(size)), strict=True)
    sensed = sense.take(list(items), processor)
    tokenizer = processor.tokenizer
    texts = [
        f"{prompt}{ARROW} {_caption(scene, rng, language)}{tokenizer.eos_token}"
        for prompt, scene in zip(sensed.prompts, scenes, strict=True)
    ]
    ids = tokenizer(texts, padding=True, return_tensors="pt")["input_ids"]
    arrow = ids == tokenizer.convert_tokens_to_ids("▁→")
    told = (arrow.cumsum(1) > 0) & ~arrow & (ids != tokenizer.pad_token_id)
    classes = [[CLASSES[slot].index(getattr(scene, slot)) for slot in SHOWN] for scene in scenes]
    return CaptionBatch(sensed, ids, ids.masked_fill(~told, IGNORED), torch.tensor(classes))


def _caption(scene: Scene, rng: Random, language: str) -> str:
    slots = list(SHOWN)
    rng.shuffle(slots)
    return GRAMMARS[language].keyword_list(slots, scene)
