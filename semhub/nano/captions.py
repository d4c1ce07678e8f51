"""Pictures with English keyword captions: what the picture tower learns from.

A caption is a keyword list in the dominant language alone, in the form that the language model
already knows from text: picture, arrow, words in any order. Whatever the model then says of a
picture in another language it was never taught.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from PIL import Image
from transformers import Qwen2_5OmniProcessor

from semhub.nano.architecture import MERGE, PATCH, PICTURE_SIDE
from semhub.nano.batches import IGNORED
from semhub.nano.documents import ARROW
from semhub.nano.renderings import GRAMMARS
from semhub.nano.renderings.picture import draw_picture
from semhub.nano.world import CLASSES, Scene, draw_scene, picture_held_out

SHOWN = ("count", "size", "colour", "thing")
POSITIONS = (PICTURE_SIDE // (PATCH * MERGE)) ** 2


@dataclass(frozen=True)
class PictureBatch:
    """Pictures as the model takes them, with what each shows.

    pixels (pictures * patches, values), grid (pictures, 3), ids and labels (pictures, length),
    classes (pictures, 4): the index of each of ``SHOWN`` in its class.
    """

    pixels: torch.Tensor
    grid: torch.Tensor
    ids: torch.Tensor
    labels: torch.Tensor
    classes: torch.Tensor


def picture_inputs(
    pictures: list[Image.Image], processor: Qwen2_5OmniProcessor
) -> tuple[torch.Tensor, torch.Tensor]:
    """``pixel_values`` and ``image_grid_thw`` of 48 x 48 pictures."""
    found = processor.image_processor(images=pictures, return_tensors="pt")
    return found["pixel_values"], found["image_grid_thw"]


def picture_prompt() -> str:
    """What stands for one picture in a text."""
    return "<image_start>" + "<image>" * POSITIONS + "<image_end>" + ARROW


def picture_batch(
    rng: Random, processor: Qwen2_5OmniProcessor, size: int, language: str = "en"
) -> PictureBatch:
    """``size`` training scenes, drawn and captioned."""
    scenes = [_training_scene(rng) for _ in range(size)]
    pixels, grid = picture_inputs([draw_picture(scene, rng) for scene in scenes], processor)
    tokenizer = processor.tokenizer
    texts = [f"{picture_prompt()} {_caption(scene, rng, language)}</s>" for scene in scenes]
    ids = tokenizer(texts, padding=True, return_tensors="pt")["input_ids"]
    told = torch.arange(ids.shape[1]) > ids.tolist()[0].index(tokenizer.convert_tokens_to_ids("▁→"))
    labels = ids.masked_fill(~told | (ids == tokenizer.pad_token_id), IGNORED)
    classes = [[CLASSES[slot].index(getattr(s, slot)) for slot in SHOWN] for s in scenes]
    return PictureBatch(pixels, grid, ids, labels, torch.from_numpy(np.array(classes)))


def _training_scene(rng: Random) -> Scene:
    while picture_held_out(scene := draw_scene(rng, held=False, full=True)):
        pass
    return scene


def _caption(scene: Scene, rng: Random, language: str) -> str:
    slots = list(SHOWN)
    rng.shuffle(slots)
    return GRAMMARS[language].keyword_list(slots, scene)
