"""Pooled states of all layers: Semhub beside the other ways to have them.

The unit is one bare padded pass of all texts by the model as transformers loads it, of which
nothing is kept; a second such pass is by the model as Semhub loads it, whose linear layers run by
oneDNN. Every other way gives the mean over each text's own tokens at every layer. The peers run
transformers' model; all are in float32, on one thread.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

import semhub
from benchmarks.turns import Table, in_turn
from semhub import datasets
from semhub.inputs import Text
from semhub.states.extraction import extract

BARE, OF_OURS, LIBRARY, ONE, OURS = (
    "a bare padded pass", "the same of the model as Semhub loads it",
    "`output_hidden_states`, then pooled", "the same, a text at a time (the paper's way)",
    "Semhub",
)  # fmt: skip
DRAWS = 1000
SAVED, STOPPED, LENS = "nnsight, all saved", "nnsight, pooled and stopped", "TransformerLens"


@dataclass(frozen=True)
class Work:
    """A model, the same as transformers loads it, and texts as one padded batch."""

    model: object
    plain: torch.nn.Module
    items: list[Text]

    def __post_init__(self) -> None:
        batch = self.model.collate(self.model.encode(self.items))
        weights = batch.content.float()
        object.__setattr__(self, "batch", batch)
        object.__setattr__(self, "weights", weights / weights.sum(1, keepdim=True))

    @property
    def arguments(self) -> dict[str, torch.Tensor]:
        return {"input_ids": self.batch.ids, "attention_mask": self.batch.attention}

    @property
    def floor(self) -> float:
        """Real tokens over padded ones: less than this no way can take that runs each token."""
        return float(self.batch.attention.float().mean())

    def pooled(self, state: torch.Tensor) -> torch.Tensor:
        return torch.bmm(self.weights[:, None].to(state.dtype), state)[:, 0]

    def bare(self) -> None:
        self.plain(**self.arguments)

    def bare_of_ours(self) -> None:
        self.model.trunk(**self.arguments)

    def by_library(self) -> np.ndarray:
        found = self.plain(**self.arguments, output_hidden_states=True).hidden_states
        return torch.stack([self.pooled(state) for state in found]).numpy()

    def one_at_a_time(self) -> np.ndarray:
        alone = [Work(self.model, self.plain, [item]).by_library() for item in self.items]
        return np.concatenate(alone, axis=1)

    def ours(self) -> np.ndarray:
        return extract(self.model, self.items, pool="mean")


def by_nnsight(work: Work) -> dict[str, Callable[[], np.ndarray]]:
    """Save every state and pool it afterwards, as its tutorials do; or pool within the pass."""
    import nnsight

    traced = nnsight.NNsight(deepcopy(work.plain))  # whose hooks stay
    blocks = list(traced.get(work.model._stack.path))

    def state(output):
        return output[0] if isinstance(output, tuple) else output

    def saved() -> np.ndarray:
        with traced.trace(**work.arguments):
            states = nnsight.save([blocks[0].input])
            for block in blocks:
                states.append(state(block.output))
        return torch.stack([work.pooled(one) for one in states]).numpy()

    def stopped() -> np.ndarray:
        with traced.trace(**work.arguments) as tracer:
            states = nnsight.save([work.pooled(blocks[0].input)])
            for block in blocks:
                states.append(work.pooled(state(block.output)))
            tracer.stop()
        return torch.stack(list(states)).numpy()

    return {SAVED: saved, STOPPED: stopped}


def by_transformer_lens(work: Work) -> dict[str, Callable[[], np.ndarray]]:
    """`run_with_cache`, of the residual streams alone."""
    from transformer_lens import TransformerBridge

    with TemporaryDirectory() as place:
        save(work.model, place)
        bridge = TransformerBridge.boot_transformers(place, device="cpu", dtype=torch.float32)
    names = ["blocks.0.hook_in", *(f"blocks.{k}.hook_out" for k in range(work.model.n_layers))]

    def cached() -> np.ndarray:
        _, cache = bridge.run_with_cache(
            work.batch.ids, attention_mask=work.batch.attention, return_type=None,
            names_filter=lambda name: name in names,
        )  # fmt: skip
        return torch.stack([work.pooled(cache[name]) for name in names]).numpy()

    return {LENS: cached}


PEERS = {"nnsight": by_nnsight, "transformer_lens": by_transformer_lens}


def compared(name: str, work: Work, rounds: int, goal: float) -> Table:
    ways = {
        BARE: work.bare, OF_OURS: work.bare_of_ours, LIBRARY: work.by_library,
        ONE: work.one_at_a_time,
    }  # fmt: skip
    missing = []
    for peer, made in PEERS.items():
        if importlib.util.find_spec(peer) is None:
            missing.append(f"{peer} is not installed (requirements-bench.txt).")
            continue
        try:
            ways |= made(work)
        except (ValueError, NotImplementedError, AttributeError, KeyError) as error:
            missing.append(f"{peer} does not take this model ({type(error).__name__}).")
    ways[OURS] = work.ours
    with one_thread():
        # The library's last state is normed, so that all but it are compared.
        states = work.by_library()[:-1]

        def apart(found: Mapping[str, np.ndarray]) -> dict[str, float]:
            kept = {who: one for who, one in found.items() if one is not None}
            return {who: _apart(one[:-1], states) for who, one in kept.items()}

        rows = in_turn(ways, rounds, apart=apart, same=1e-4, goals={OURS: goal})
    about = (
        f"{len(work.items)} texts, float32, one thread. Real tokens are {work.floor:.2f} of the "
        "padded ones: less than that share of the second row no way takes that runs every token by "
        "the same products."
    )
    return Table(name, about, rows, tuple(missing))


def _apart(found: np.ndarray, expected: np.ndarray) -> float:
    """The largest difference in a layer, over the largest number in it; of all layers."""
    gaps = zip(found, expected, strict=True)
    return float(max(np.abs(one - other).max() / np.abs(other).max() for one, other in gaps))


@contextmanager
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            yield
    finally:
        torch.set_num_threads(before)


def save(model, folder: str) -> None:
    model.module.save_pretrained(folder)
    model.text.tokenizer.save_pretrained(folder)


def plain(model) -> torch.nn.Module:
    """The same weights as transformers loads them, without a head."""
    from transformers import AutoModel

    with TemporaryDirectory() as place:
        save(model, place)
        return AutoModel.from_pretrained(place).eval()


def mixed(model, count: int, floor: float) -> list[Text]:
    """Sentences of several languages: of many draws the one whose share of real tokens in a padded
    batch is nearest to `floor`, since each goal was set at one."""
    texts = [Text(text) for column in datasets.table("sentences").values() for text in column]
    lengths = np.array([len(encoded) for encoded in model.encode(texts)])
    draws = [np.random.default_rng(seed).choice(len(texts), count, False) for seed in range(DRAWS)]
    shares = [lengths[draw].mean() / lengths[draw].max() for draw in draws]
    return [texts[k] for k in draws[int(np.abs(np.array(shares) - floor).argmin())]]


def llama(folder: Path, tokenizer) -> str:
    """Write a Llama of width 512 with 8 blocks and random weights."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=512, intermediate_size=1376, num_hidden_layers=8,
        num_attention_heads=8, num_key_value_heads=8,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


def tables(rounds: int) -> Iterator[Table]:
    smol = semhub.load("smollm2")
    with TemporaryDirectory() as place:
        wide = semhub.load(llama(Path(place) / "llama", smol.text.tokenizer))
    e5 = semhub.load("multilingual-e5-small")
    for name, model, count, floor, goal in (
        ("a Llama of width 512, 8 blocks", wide, 32, 0.35, 0.33),
        ("SmolLM2-135M", smol, 24, 0.47, 0.50),
        ("multilingual-e5-small", e5, 64, 0.45, 0.46),
    ):
        work = Work(model, plain(model), mixed(model, count, floor))
        yield compared(f"States of {name}", work, rounds, goal)
