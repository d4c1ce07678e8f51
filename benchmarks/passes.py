"""What a pass gains on this CPU by oneDNN, by one pass on each core, and by longer rows of texts.

`semhub.models.linear` hands linear layers to oneDNN; `semhub.states.batches` runs batches of a
narrow model side by side, and says how many positions one row has.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import torch
from threadpoolctl import threadpool_limits
from torch import nn

from benchmarks.states import one_thread
from benchmarks.turns import CLOCK, Table, in_turn
from semhub.models import catalogue
from semhub.threads import wait_passively

SHAPES = ((16, 384, 1536), (512, 384, 1536), (1024, 384, 1536), (1024, 128, 384))
"""Positions, inputs, outputs."""
CALLS = 60
WIDTHS = (128, 512, 1024)
ROWS_OF, BUDGETS = ("smollm2", "multilingual-e5-small"), (128, 256, 512, 1024)
BLOCKS, POSITIONS, LENGTH, BATCHES = 4, 1024, 32, 12


def tables(rounds: int) -> Iterator[Table]:
    wait_passively()
    for shape in SHAPES:
        yield linear(*shape, rounds)
    yield side_by_side("semhub-nano", *embedded(), rounds)
    for width in WIDTHS:
        yield side_by_side(f"a Llama of width {width}, {BLOCKS} blocks", *llama(width), rounds)
    for name in catalogue.names_on_disk():
        if name in ROWS_OF:
            yield by_length(name, rounds)


def linear(positions: int, inputs: int, outputs: int, rounds: int) -> Table:
    from semhub.models.linear import by_onednn

    state, usual, ours = torch.randn(positions, inputs), *_twice(nn.Linear(inputs, outputs))
    by_onednn(ours)

    @torch.inference_mode()
    def calls(layer: nn.Module) -> torch.Tensor:
        return [layer(state) for _ in range(CALLS)][-1]

    rows = in_turn(
        {"PyTorch": lambda: calls(usual), "Semhub, by oneDNN": lambda: calls(ours)}, rounds,
        apart=lambda found: {
            "Semhub, by oneDNN": float((found["Semhub, by oneDNN"] - found["PyTorch"]).abs().max())
        }, same=1e-5,
    )  # fmt: skip
    return Table(
        f"A linear layer, {positions} positions, {inputs} to {outputs}", f"{CALLS} calls.", rows
    )


def _twice(layer: nn.Linear) -> tuple[nn.Linear, nn.Linear]:
    other = nn.Linear(layer.in_features, layer.out_features)
    other.load_state_dict(layer.state_dict())
    return layer, other


def embedded() -> tuple[list, Callable]:
    """Batches of the embedded model, and its pass."""
    from semhub import column, load
    from semhub.states.batches import batches

    model = load("semhub-nano")
    ready = batches(model, column("world:en") + column("world:zh"), POSITIONS)
    return [model.collate(some) for _, some in ready], model.forward


def llama(width: int) -> tuple[list, Callable]:
    """Batches of a decoder with random weights, and its pass."""
    from transformers import LlamaConfig, LlamaModel

    config = LlamaConfig(
        vocab_size=1000, hidden_size=width, intermediate_size=2 * width,
        num_hidden_layers=BLOCKS, num_attention_heads=width // 32,
    )  # fmt: skip
    decoder = LlamaModel(config).eval()
    given = [torch.randint(0, 1000, (POSITIONS // LENGTH, LENGTH)) for _ in range(BATCHES)]
    return given, lambda ids: decoder(ids, use_cache=False)


def side_by_side(name: str, pieces: list, forward: Callable, rounds: int) -> Table:
    from semhub.models.exclusive import exclusive
    from semhub.states.parallel import cores, run_all

    @torch.inference_mode()
    def one(piece: object) -> None:
        forward(piece)

    def whole(threads: int) -> None:
        with exclusive():
            run_all(pieces, one, threads)

    def single() -> None:
        with threadpool_limits(1, user_api="openmp"):
            whole(1)

    ways = {
        "one thread": single, "all cores in each pass": lambda: whole(1),
        "a pass on each core": lambda: whole(cores()),
    }  # fmt: skip
    return Table(
        f"Passes of {name}",
        f"{cores()} cores. By the clock, since the work is the same and the wait is not: it means "
        "little where the machine has other work.",
        in_turn(ways, rounds, timer=time.perf_counter), seconds=CLOCK,
    )  # fmt: skip


def by_length(name: str, rounds: int) -> Table:
    """Texts in rows of at most so many positions, beside the length that is chosen by itself."""
    from semhub import column, load
    from semhub.states.batches import budget_of
    from semhub.states.extraction import extract

    model, texts = load(name), column("sentences:en") + column("sentences:de")
    with one_thread():  # on which the chosen length depends, too
        chosen = f"as chosen, {budget_of(model, in_rows=True)}"
        ways = {chosen: lambda: extract(model, texts, pool="mean")} | {
            str(most): lambda most=most: extract(model, texts, pool="mean", token_budget=most)
            for most in BUDGETS
        }
        rows = in_turn(ways, rounds)
    return Table(f"Rows of {name}", f"{len(texts)} texts, by the most positions of a row.", rows)
