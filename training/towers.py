"""Teach a trained language model to see or hear: `python -m training.towers pictures FOLDER`.

Two stages, as LLaVA does it (Liu et al., 2023). First the tower learns alone to tell the words of
each slot apart, through linear heads that are thrown away. Then it learns to be read
by the language model, which stays frozen: the only loss is that of keyword captions in the
dominant language. No loss compares states, so that alignment, where it is found, was not trained.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from math import nan
from pathlib import Path
from random import Random

import torch
from torch import nn
from transformers import AutoModelForMultimodalLM, AutoTokenizer, ProcessorMixin

from semhub.errors import InputError
from semhub.evaluation.command import ended
from semhub.world.scenes import CLASSES
from training.architecture import build_processor
from training.batches import IGNORED
from training.captions import caption_batch
from training.optimiser import Optimiser
from training.saving import save_folder
from training.senses import SENSES, SHOWN, Sense
from training.training_linear import training_linear

WARM_UP_BATCH = 64
CAPTION_BATCH = 32
MUON_RATE = 0.02
ADAM_RATE = 3e-3
REPORT_EVERY = 50


class Lesson:
    """One tower of one model, and what it is taught."""

    def __init__(
        self, model: nn.Module, processor: ProcessorMixin, sense: Sense, language: str, seed: int
    ) -> None:
        self.model, self.processor, self.sense = model, processor, sense
        self.language = language
        self.rng = Random(f"{sense.name}/{seed}")
        torch.manual_seed(seed)
        model.requires_grad_(False)
        self.tower = sense.tower(model).requires_grad_(True)
        model.train()

    def batch(self, size: int):
        return caption_batch(self.sense, self.rng, self.processor, size, self.language)

    def warm_up(self, steps: int) -> dict[str, float]:
        """Train the tower alone; the share told right at the end, for each slot."""
        width = self.model.config.get_text_config().hidden_size
        heads = nn.ModuleList([nn.Linear(width, len(CLASSES[slot])) for slot in SHOWN])
        optimiser = Optimiser(nn.ModuleList([self.tower, heads]), steps, MUON_RATE, ADAM_RATE)
        right: list[list[float]] = []  # of each step and slot, nan where the batch shows none
        for step in range(steps):
            batch = self.batch(WARM_UP_BATCH)
            with training_linear():
                pooled = self.sense.pooled(self.model, batch.sensory)
                guesses = [head(pooled) for head in heads]
                loss = sum(
                    nn.functional.cross_entropy(guess, batch.classes[:, k])
                    for k, guess in enumerate(guesses)
                )
                loss.backward()
            optimiser.step(step)
            best = torch.stack([guess.argmax(-1) for guess in guesses], -1)
            hits = (best == batch.classes).float().masked_fill(batch.classes == IGNORED, nan)
            right = [*right, hits.nanmean(0).tolist()][-REPORT_EVERY:]
            if (step + 1) % REPORT_EVERY == 0 or step + 1 == steps:
                shares = torch.tensor(right).nanmean(0).tolist()
                _report("warm-up", step + 1, steps, shares)
        return dict(zip(SHOWN, (round(share, 3) for share in shares), strict=True))

    def caption(self, steps: int) -> float:
        """Train the tower through the frozen language model; the loss at the end."""
        optimiser = Optimiser(self.tower, steps, MUON_RATE / 2, ADAM_RATE / 2)
        recent: list[float] = []
        for step in range(steps):
            batch = self.batch(CAPTION_BATCH)
            with training_linear():
                loss = self.model(
                    input_ids=batch.ids,
                    attention_mask=torch.ones_like(batch.ids),
                    labels=batch.labels,
                    use_cache=False,
                    **batch.sensory.inputs,
                ).loss
                loss.backward()
            optimiser.step(step)
            recent = [*recent, loss.item()][-REPORT_EVERY:]
            if (step + 1) % REPORT_EVERY == 0:
                _report("captions", step + 1, steps, [sum(recent) / len(recent)])
        return round(sum(recent) / len(recent), 3)


def opened(folder: Path) -> tuple[nn.Module, ProcessorMixin, dict]:
    """Return model, processor and record of a folder that training wrote. Raises `InputError` if it
    holds none."""
    record = folder / "training.json"
    if not record.is_file():
        raise InputError(f"{folder} holds no model that was trained here; give one that was.")
    training = json.loads(record.read_text(encoding="utf-8"))
    model = AutoModelForMultimodalLM.from_pretrained(folder)
    return model, build_processor(AutoTokenizer.from_pretrained(folder)), training


def teach(folder: Path, out: Path, sense_name: str, steps: tuple[int, int], seed: int) -> None:
    """Carry out both stages for one sense; rewrite the model and its record.

    Raises InputError if `folder` holds no model that training wrote.
    """
    model, processor, training = opened(folder)
    sense, began = SENSES[sense_name](), time.process_time()
    lesson = Lesson(model, processor, sense, training["recipe"]["dominant"], seed)
    right, loss = lesson.warm_up(steps[0]), lesson.caption(steps[1])
    training[sense_name] = {
        "seed": seed,
        "steps": list(steps),
        "items": steps[0] * WARM_UP_BATCH + steps[1] * CAPTION_BATCH,
        "warm_up_right": right,
        "caption_loss": loss,
        "cpu_seconds": round(time.process_time() - began),
    }
    training["untrained"] = [name for name in training["untrained"] if name != sense.tower_name]
    if sense.tower_name not in training["trained"]:
        training["trained"].append(sense.tower_name)
    save_folder(model, processor, training, out)


def _report(stage: str, step: int, steps: int, numbers: list[float]) -> None:
    print(f"{stage} {step}/{steps}  " + " ".join(f"{n:.3f}" for n in numbers), flush=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.towers", description=__doc__)
    parser.add_argument("sense", choices=sorted(SENSES), help="what it learns to take")
    parser.add_argument("folder", type=Path, help="a folder that training wrote")
    parser.add_argument("--out", type=Path, help="where to write; the same folder if left out")
    parser.add_argument("--steps", type=int, nargs=2, default=(600, 600),
                        metavar=("WARM_UP", "CAPTIONS"),
                        help="of the tower alone, and of captions (default: 600 600)")  # fmt: skip
    parser.add_argument("--seed", type=int, default=0, help="of the items (default: %(default)s)")
    asked = parser.parse_args(arguments)
    torch.set_num_threads(1)
    out, steps = asked.out or asked.folder, tuple(asked.steps)
    return ended(lambda: teach(asked.folder, out, asked.sense, steps, asked.seed))


if __name__ == "__main__":
    sys.exit(main())
