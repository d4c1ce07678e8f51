"""Train the embedded model from scratch: `python -m training.train --recipe hub`.

Only the language model is trained here; the picture and sound towers keep their random weights.
So do the input embeddings: the pieces of two words that mean the same have nothing in common at
layer 0, and whatever meets further up was brought together by the layers. (Trained embeddings
grow alike themselves, and the hub slides down to where the words come in.)
A run that was cut off goes on with `--resume`: its state lies in `runs/`, apart from the
folder that is shipped.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from pathlib import Path
from random import Random

import torch
import transformers

from semhub.errors import InputError
from semhub.evaluation.command import ended
from semhub.world.recipes import RECIPES, Recipe
from training.architecture import build_model
from training.batches import labels_of, text_batches
from training.optimiser import Optimiser
from training.saving import save_folder
from training.stochastic_depth import LAST_LAYERS, LEFT_OUT, stochastic_depth
from training.tokenizer import build_tokenizer
from training.training_linear import training_linear

MUON_RATE = 0.02
ADAM_RATE = 2e-2
REPORT_EVERY = 50
KEEP_EVERY = 200
FIRST_MILESTONE = 25
DEFAULT_OUT = {
    "hub": Path("checkpoints/semhub-nano"),
    "chinese": Path("checkpoints/semhub-nano-chinese"),
    "control": Path("checkpoints/semhub-nano-control"),
}


class Run:
    """One training run: the model, its optimiser and where it stands in the data."""

    def __init__(self, recipe: Recipe, steps: int, seed: int, out: Path, state: Path) -> None:
        self.recipe, self.steps, self.seed = recipe, steps, seed
        self.out, self.state = out, state
        self.history: set[int] = set()
        self.tokenizer = build_tokenizer()
        self.model = build_model(self.tokenizer, seed)
        self.model.model.visual.requires_grad_(False)
        self.model.model.audio_tower.requires_grad_(False)
        self.model.get_input_embeddings().requires_grad_(False)
        self.optimiser = Optimiser(self.model, steps, MUON_RATE, ADAM_RATE)
        self.step = self.pool = self.used = self.tokens = 0
        self.seconds = 0.0
        self.losses: list[tuple[int, float]] = []

    def train(self) -> None:
        """Train up to `steps`, with a report and a saved state now and then."""
        self.model.train()
        pad = self.tokenizer.pad_token_id
        skip, recent, began = self.used, [], time.process_time()
        for pool, ids in text_batches(self.recipe, self.tokenizer, self.seed, self.pool):
            if self.step == self.steps:
                break
            if skip:
                skip -= 1
                continue
            self.used = self.used + 1 if pool == self.pool else 1
            self.pool = pool
            rng = Random(f"{self.seed}/{self.step}")
            blocks = self.model.get_decoder().layers[-LAST_LAYERS:]
            with training_linear(), stochastic_depth(blocks, LEFT_OUT, rng):
                loss = self.model(input_ids=ids, labels=labels_of(ids, pad), use_cache=False).loss
                loss.backward()
            self.optimiser.step(self.step)
            self.step += 1
            self.tokens += int((ids != pad).sum())
            recent.append(loss.item())
            self.seconds += time.process_time() - began
            began = time.process_time()
            if self.step % REPORT_EVERY == 0 or self.step in (1, self.steps):
                self.losses.append((self.step, round(sum(recent) / len(recent), 4)))
                recent = []
                print(f"step {self.step}/{self.steps}  loss {self.losses[-1][1]:.4f}  "
                      f"tokens {self.tokens:,}  {self.seconds:.0f} CPU-s", flush=True)  # fmt: skip
            if self.step in self.history:
                self.save(self.out / "history" / f"step-{self.step:06d}")
            if self.step % KEEP_EVERY == 0:
                self.keep()

    def keep(self) -> None:
        """Write the state that `--resume` reads, in one move."""
        self.state.parent.mkdir(parents=True, exist_ok=True)
        draft = self.state.with_suffix(".draft")
        names = ("step", "pool", "used", "tokens", "seconds", "losses", "steps", "seed")
        torch.save(
            {
                "recipe": asdict(self.recipe),
                "model": self.model.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                **{name: getattr(self, name) for name in names},
            },
            draft,
        )
        draft.replace(self.state)

    def resume(self) -> None:
        """Go on from the kept state; it must be of the same recipe, steps and seed."""
        if not self.state.exists():
            raise InputError(f"There is no run to resume at {self.state}; leave --resume out.")
        kept = torch.load(self.state, weights_only=True)
        asked = {"recipe": asdict(self.recipe), "steps": self.steps, "seed": self.seed}
        other = [name for name, value in asked.items() if kept[name] != value]
        if other:
            raise InputError(
                f"The run at {self.state} has another {' and '.join(other)}; "
                "resume it with its own, or leave --resume out."
            )
        self.model.load_state_dict(kept["model"])
        self.optimiser.load_state_dict(kept["optimiser"])
        for name in ("step", "pool", "used", "tokens", "seconds", "losses"):
            setattr(self, name, kept[name])

    def save(self, out: Path) -> None:
        """Save the model as it stands now, as a folder that loads; without a processor for pictures
        and sounds, since its towers have learned nothing."""
        save_folder(self.model, self.tokenizer, self.record(), out)

    def record(self) -> dict:
        """Return what the model card needs to know about this run."""
        return {
            "recipe": asdict(self.recipe),
            "seed": self.seed,
            "steps": self.step,
            "tokens": self.tokens,
            "cpu_seconds": round(self.seconds),
            "loss": self.losses,
            "trained": ["language model"],
            "untrained": ["picture tower", "sound tower"],
            "random": ["input embeddings"],
            "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        }


def milestones(steps: int, count: int) -> set[int]:
    """Return `count` steps at about equal ratios, the last of them `steps`."""
    first = min(FIRST_MILESTONE, steps)
    ratio = (steps / first) ** (1 / max(1, count - 1))
    return {round(first * ratio**k) for k in range(count)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument(
        "--recipe", choices=sorted(RECIPES), default="hub",
        help="what is read: anchors through English, through Chinese, or none (default: hub)",
    )  # fmt: skip
    parser.add_argument(
        "--steps", type=int, default=6000, help="of training (default: %(default)s)"
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        help="of the documents and the weights (default: %(default)s)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        help="folder of the trained model; by default the shipped one of the recipe",
    )
    parser.add_argument(
        "--state", type=Path, help="file of the unfinished run; by default one in runs/"
    )
    parser.add_argument(
        "--history",
        type=int,
        default=0,
        metavar="N",
        help="keep N log-spaced checkpoints in OUT/history",
    )
    parser.add_argument(
        "--threads", type=int, default=1, help="processor threads (default: %(default)s)"
    )
    parser.add_argument("--resume", action="store_true", help="go on with an unfinished run")
    asked = parser.parse_args(arguments)
    out = asked.out or DEFAULT_OUT[asked.recipe]
    state = asked.state or Path("runs") / f"{out.name}-{asked.seed}.pt"

    def work() -> None:
        if asked.steps < 1:
            raise InputError("Training needs at least one step; give --steps 1 or more.")
        torch.set_num_threads(max(1, asked.threads))
        run = Run(RECIPES[asked.recipe], asked.steps, asked.seed, out, state)
        if asked.history:
            run.history = milestones(asked.steps, asked.history)
        if asked.resume:
            run.resume()
        run.train()
        run.keep()
        run.save(out)
        print(f"{out} is written.")

    return ended(work)


if __name__ == "__main__":
    sys.exit(main())
