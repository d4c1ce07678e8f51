"""What is sensed, with captions in the dominant language: what the towers learn from.

A caption is in the dominant language alone, in a form that the language model already knows from
text: an arrow and the content words in any order, or the sentence on a line of its own, as a
translation stands. Whatever the model then says of a picture or a voice in another language it
was never taught.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import torch
from transformers import ProcessorMixin

from semhub.world.recipes import ARROW
from semhub.world.renderings import GRAMMARS
from semhub.world.scenes import CLASSES
from training.batches import IGNORED
from training.senses import SHOWN, Sample, Sense, SensoryInput

SENTENCE_PROBABILITY = 0.2
MENTION_PROBABILITY = 0.5


@dataclass(frozen=True)
class CaptionBatch:
    """Items of one sense and their captions.

    ids, labels (items, length): only the caption is predicted. classes (items, 6): the index of
    each of `SHOWN` in its class, IGNORED where the item does not show it.
    """

    sensory: SensoryInput
    ids: torch.Tensor
    labels: torch.Tensor
    classes: torch.Tensor


def caption_batch(
    sense: Sense, rng: Random, processor: ProcessorMixin, size: int, language: str
) -> CaptionBatch:
    """Return `size` training items, captioned in `language`."""
    samples = [sense.training_item(rng) for _ in range(size)]
    sensory = sense.take([sample.content for sample in samples], processor)
    tokenizer = processor.tokenizer
    texts = [
        prompt + _caption(sample, rng, language) + tokenizer.eos_token
        for prompt, sample in zip(sensory.prompts, samples, strict=True)
    ]
    ids = tokenizer(texts, padding=True, return_tensors="pt")["input_ids"]
    closing = ids == tokenizer(sensory.prompts[0])["input_ids"][-1]
    opener = closing.roll(1, 1)
    told = (closing.cumsum(1) > 0) & ~closing & ~opener & (ids != tokenizer.pad_token_id)
    classes = torch.tensor([_classes(sample) for sample in samples])
    return CaptionBatch(sensory, ids, ids.masked_fill(~told, IGNORED), classes)


def _classes(sample: Sample) -> list[int]:
    return [
        CLASSES[slot].index(getattr(sample.scene, slot)) if slot in sample.shown else IGNORED
        for slot in SHOWN
    ]


def _caption(sample: Sample, rng: Random, language: str) -> str:
    if sample.shown == SHOWN and rng.random() < SENTENCE_PROBABILITY:
        return "\n" + GRAMMARS[language].sentence(sample.scene)
    # What it is is always said, the rest at times: as captions are, and it is the hardest to learn.
    said = [slot for slot in sample.shown if slot == "thing" or rng.random() < MENTION_PROBABILITY]
    slots = rng.sample(said, len(said))
    return f"{ARROW} {GRAMMARS[language].keyword_list(slots, sample.scene)}"
