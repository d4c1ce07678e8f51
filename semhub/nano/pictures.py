"""Teach a trained language model to see: ``python -m semhub.nano.pictures FOLDER``.

Two stages, as LLaVA does it (Liu et al., 2023). First the picture tower learns alone to tell
count, size, colour and thing apart, through four linear heads that are thrown away. Then it
learns to be read by the language model, which stays frozen: the only loss is that of English
keyword captions. No loss compares states, so that alignment, where it is found, was not trained.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from random import Random

import torch
from torch import nn
from transformers import AutoModelForMultimodalLM, AutoProcessor

from semhub.errors import InputError
from semhub.nano.captions import POSITIONS, SHOWN, PictureBatch, picture_batch
from semhub.nano.optimiser import Optimiser
from semhub.nano.saving import save_folder
from semhub.nano.world import CLASSES

WARM_UP_BATCH = 64
CAPTION_BATCH = 32
MUON_RATE = 0.02
ADAM_RATE = 3e-3
REPORT_EVERY = 50


def tower_states(model: nn.Module, batch: PictureBatch) -> torch.Tensor:
    """(pictures, positions, width): what the picture tower hands to the language model."""
    states = model.model.visual(batch.pixels, grid_thw=batch.grid).pooler_output
    return states.view(-1, POSITIONS, states.shape[-1])


def warm_up(model: nn.Module, processor, rng: Random, steps: int) -> dict[str, float]:
    """Train the picture tower alone; returns the share told right at the end, for each slot."""
    tower = model.model.visual.requires_grad_(True)
    width = model.config.get_text_config().hidden_size
    heads = nn.ModuleList([nn.Linear(width, len(CLASSES[slot])) for slot in SHOWN])
    optimiser = Optimiser(nn.ModuleList([tower, heads]), steps, MUON_RATE, ADAM_RATE)
    right = torch.zeros(0, len(SHOWN))
    for step in range(steps):
        batch = picture_batch(rng, processor, WARM_UP_BATCH)
        pooled = tower_states(model, batch).mean(1)
        guesses = [head(pooled) for head in heads]
        losses = [nn.functional.cross_entropy(g, batch.classes[:, k])
                  for k, g in enumerate(guesses)]  # fmt: skip
        sum(losses).backward()
        optimiser.step(step)
        hits = torch.stack([g.argmax(-1) for g in guesses], -1) == batch.classes
        right = torch.cat([right, hits.float().mean(0, keepdim=True)])[-REPORT_EVERY:]
        if (step + 1) % REPORT_EVERY == 0:
            _report("warm-up", step + 1, steps, right.mean(0).tolist())
    return dict(zip(SHOWN, right.mean(0).tolist(), strict=True))


def caption(model: nn.Module, processor, rng: Random, steps: int) -> float:
    """Train the picture tower through the frozen language model; returns the last loss."""
    model.requires_grad_(False)
    tower = model.model.visual.requires_grad_(True)
    optimiser = Optimiser(tower, steps, MUON_RATE / 2, ADAM_RATE / 2)
    recent: list[float] = []
    for step in range(steps):
        batch = picture_batch(rng, processor, CAPTION_BATCH)
        loss = model(
            input_ids=batch.ids,
            attention_mask=torch.ones_like(batch.ids),
            pixel_values=batch.pixels,
            image_grid_thw=batch.grid,
            labels=batch.labels,
            use_cache=False,
        ).loss
        loss.backward()
        optimiser.step(step)
        recent = [*recent, loss.item()][-REPORT_EVERY:]
        if (step + 1) % REPORT_EVERY == 0:
            _report("captions", step + 1, steps, [sum(recent) / len(recent)])
    return sum(recent) / len(recent)


def teach_pictures(model: nn.Module, processor, seed: int, steps: tuple[int, int]) -> dict:
    """Both stages, ``steps`` of each; returns what the model card needs to know."""
    rng, began = Random(f"pictures/{seed}"), time.process_time()
    torch.manual_seed(seed)
    model.train()
    right = warm_up(model, processor, rng, steps[0])
    loss = caption(model, processor, rng, steps[1])
    return {
        "seed": seed,
        "steps": list(steps),
        "pictures": steps[0] * WARM_UP_BATCH + steps[1] * CAPTION_BATCH,
        "warm_up_right": {slot: round(share, 3) for slot, share in right.items()},
        "caption_loss": round(loss, 3),
        "cpu_seconds": round(time.process_time() - began),
    }


def _report(stage: str, step: int, steps: int, numbers: list[float]) -> None:
    print(f"{stage} {step}/{steps}  " + " ".join(f"{n:.3f}" for n in numbers), flush=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m semhub.nano.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that training wrote")
    parser.add_argument("--out", type=Path, help="where to write; the same folder if left out")
    parser.add_argument("--steps", type=int, nargs=2, default=(600, 600),
                        metavar=("WARM_UP", "CAPTIONS"))  # fmt: skip
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    record = asked.folder / "training.json"
    if not record.is_file():
        print(InputError(f"{asked.folder} holds no model that was trained here."), file=sys.stderr)
        return 2
    torch.set_num_threads(1)
    model = AutoModelForMultimodalLM.from_pretrained(asked.folder)
    processor = AutoProcessor.from_pretrained(asked.folder)
    training = json.loads(record.read_text(encoding="utf-8"))
    training["pictures"] = teach_pictures(model, processor, asked.seed, tuple(asked.steps))
    training["untrained"] = [name for name in training["untrained"] if name != "picture tower"]
    training["trained"] = [*training["trained"], "picture tower"]
    save_folder(model, processor, training, asked.out or asked.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
