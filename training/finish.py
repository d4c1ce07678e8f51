"""Let eyes, ears and language learn together: `python -m training.finish FOLDER`.

The last of three stages, at a fraction of the first rate, so that what the language model knows
is kept: captioned pictures and voices (in the dominant language alone, as before) beside the same
text that it was trained on. Still no loss compares two states. A folder can be finished more than
once, each time with a seed of its own.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from random import Random

import torch
from torch import nn
from transformers import ProcessorMixin

from semhub.evaluation.command import ended
from semhub.world.recipes import RECIPES
from training.batches import labels_of, text_batches
from training.captions import caption_batch
from training.optimiser import Optimiser
from training.saving import save_folder
from training.senses import SENSES, Sense
from training.stochastic_depth import LAST_LAYERS, LEFT_OUT, stochastic_depth
from training.towers import opened
from training.training_linear import training_linear

MUON_RATE = 5e-3
ADAM_RATE = 2e-3
ITEMS = 24
REPORT_EVERY = 25


def caption_loss(
    model: nn.Module, sense: Sense, rng: Random, processor: ProcessorMixin, language: str
) -> torch.Tensor:
    batch = caption_batch(sense, rng, processor, ITEMS, language)
    return model(
        input_ids=batch.ids,
        attention_mask=torch.ones_like(batch.ids),
        labels=batch.labels,
        use_cache=False,
        **batch.sensory.inputs,
    ).loss


def finish(folder: Path, out: Path, steps: int, seed: int) -> None:
    """Train all but the input embeddings; rewrites the model and its record.

    Raises InputError if `folder` holds no model that training wrote.
    """
    model, processor, training = opened(folder)
    recipe, began = RECIPES[training["recipe"]["name"]], time.process_time()
    senses = [make() for make in SENSES.values()]
    rng = Random(f"finish/{seed}")
    torch.manual_seed(seed)
    model.train()
    model.get_input_embeddings().requires_grad_(False)
    optimiser = Optimiser(model, steps, MUON_RATE, ADAM_RATE)
    pad = processor.tokenizer.pad_token_id
    texts = text_batches(recipe, processor.tokenizer, seed=f"finish/{seed}")
    blocks = model.get_decoder().layers[-LAST_LAYERS:]
    recent: list[list[float]] = []
    for step in range(steps):
        _, ids = next(texts)
        with training_linear(), stochastic_depth(blocks, LEFT_OUT, rng):
            losses = [model(input_ids=ids, labels=labels_of(ids, pad), use_cache=False).loss]
            losses += [
                caption_loss(model, sense, rng, processor, recipe.dominant) for sense in senses
            ]
            sum(losses).backward()
        optimiser.step(step)
        recent = [*recent, [loss.item() for loss in losses]][-REPORT_EVERY:]
        if (step + 1) % REPORT_EVERY == 0:
            means = torch.tensor(recent).mean(0).tolist()
            print(f"finish {step + 1}/{steps}  " + " ".join(f"{m:.3f}" for m in means), flush=True)
    losses = torch.tensor(recent).mean(0).tolist()
    round_ = {
        "seed": seed,
        "steps": steps,
        "items": steps * ITEMS * len(senses),
        "loss": {name: round(v, 3) for name, v in zip(("text", *SENSES), losses, strict=True)},
        "cpu_seconds": round(time.process_time() - began),
    }
    training["finish"] = [*training.get("finish", []), round_]
    save_folder(model, processor, training, out)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.finish", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder whose towers were taught")
    parser.add_argument("--out", type=Path, help="where to write; the same folder if left out")
    parser.add_argument("--steps", type=int, default=600, help="of training (default: %(default)s)")
    parser.add_argument(
        "--seed", type=int, default=0, help="of items and documents (default: %(default)s)"
    )
    asked = parser.parse_args(arguments)
    torch.set_num_threads(1)
    return ended(lambda: finish(asked.folder, asked.out or asked.folder, asked.steps, asked.seed))


if __name__ == "__main__":
    sys.exit(main())
