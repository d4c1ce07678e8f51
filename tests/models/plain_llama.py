"""A Llama worked out by hand in float64 from the tensors of its GGUF file.

Nothing here is shared with what it is held against: the file's own names and its own order of the
rotary components (pairs side by side, as llama.cpp has them), the formulas of "LLaMA" (arXiv
2302.13971) and of grouped queries (arXiv 2305.13245), one text at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import gguf
import torch

STEP = 1e-4
"""The length of a small step, of states whose length is some tens: its square is of no account, and
what rounding leaves of a difference neither."""


class PlainLlama:
    """The model in a GGUF file of the architecture `llama`."""

    def __init__(self, file: Path):
        reader = gguf.GGUFReader(file)
        self.tensors = {tensor.name: tensor for tensor in reader.tensors}

        def said(key: str) -> float:
            field = reader.fields[f"llama.{key}"]
            return float(field.parts[field.data[0]][0])

        self.n_layers = int(said("block_count"))
        self.heads = int(said("attention.head_count"))
        self.key_heads = int(said("attention.head_count_kv"))
        self.tiny = said("attention.layer_norm_rms_epsilon")
        self.base = said("rope.freq_base")
        self._blocks = {k: self._block_weights(k) for k in range(self.n_layers)}

    def weight(self, name: str) -> torch.Tensor:
        tensor = self.tensors[f"{name}.weight"]
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        return torch.from_numpy(values.astype(float))

    def _block_weights(self, k: int) -> dict[str, torch.Tensor]:
        begins = f"blk.{k}."
        names = [n.removesuffix(".weight") for n in self.tensors if n.startswith(begins)]
        return {name.removeprefix(begins): self.weight(name) for name in names}

    @cached_property
    def embedding(self) -> torch.Tensor:
        return self.weight("token_embd")

    @cached_property
    def head(self) -> torch.Tensor:
        return self.weight("output") if "output.weight" in self.tensors else self.embedding

    @cached_property
    def last_norm(self) -> torch.Tensor:
        return self.weight("output_norm")

    def normed(self, x: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
        return x / torch.sqrt((x * x).mean(-1, keepdim=True) + self.tiny) * scale

    def turned(self, x: torch.Tensor) -> torch.Tensor:
        """Turn each pair of components (heads, positions, size) by position times its rate."""
        size = x.shape[-1]
        rates = self.base ** (-torch.arange(0, size, 2).double() / size)
        angles = torch.arange(x.shape[1]).double()[:, None] * rates
        even, odd = x[..., 0::2], x[..., 1::2]
        pairs = (
            even * angles.cos() - odd * angles.sin(),
            even * angles.sin() + odd * angles.cos(),
        )
        return torch.stack(pairs, dim=-1).flatten(-2)

    def block(self, k: int, x: torch.Tensor) -> torch.Tensor:
        """(positions, width) -> the same, one block on."""
        w, n = self._blocks[k], len(x)

        def heads(values: torch.Tensor, count: int) -> torch.Tensor:
            return values.view(n, count, -1).transpose(0, 1)

        h = self.normed(x, w["attn_norm"])
        queries = self.turned(heads(h @ w["attn_q"].T, self.heads))
        keys = self.turned(heads(h @ w["attn_k"].T, self.key_heads))
        values = heads(h @ w["attn_v"].T, self.key_heads)
        seen = []
        for head, query in enumerate(queries):
            group = head * self.key_heads // self.heads
            scores = query @ keys[group].T / query.shape[-1] ** 0.5
            ahead = torch.ones(n, n).triu(1).bool()
            seen.append(scores.masked_fill(ahead, -torch.inf).softmax(-1) @ values[group])
        x = x + torch.cat(seen, dim=-1) @ w["attn_output"].T
        h = self.normed(x, w["ffn_norm"])
        gate = h @ w["ffn_gate"].T
        return x + (gate * gate.sigmoid() * (h @ w["ffn_up"].T)) @ w["ffn_down"].T

    def states(self, ids: Sequence[int]) -> torch.Tensor:
        """(n_layers + 1, positions, width): the embedding, then what each block gives."""
        found = [self.embedding[list(ids)]]
        for k in range(self.n_layers):
            found.append(self.block(k, found[-1]))
        return torch.stack(found)

    def logits(self, states: torch.Tensor) -> torch.Tensor:
        """(..., vocabulary) of states at the last layer."""
        return self.normed(states, self.last_norm) @ self.head.T

    def read(self, states: torch.Tensor) -> torch.Tensor:
        """The probabilities of that."""
        return self.logits(states).softmax(-1)

    def last_of(self, layer: int, x: torch.Tensor) -> torch.Tensor:
        """Run a state of a layer (positions, width) through the blocks behind it."""
        for k in range(layer, self.n_layers):
            x = self.block(k, x)
        return x

    def carried(
        self, states: torch.Tensor, layer: int, way: torch.Tensor, places: Sequence[int]
    ) -> torch.Tensor:
        """(width,): a direction `way`, carried from a layer to the last one by the mean Jacobian:
        how far the sum over `places` of the last block's output moves when the layer's state moves
        that way at all of them, over their number. A central difference, without any gradient."""
        by = torch.zeros_like(states[layer])
        by[list(places)] = STEP * way / way.norm()
        ends = [self.last_of(layer, states[layer] + sign * by)[list(places)] for sign in (1, -1)]
        return (ends[0] - ends[1]).sum(0) * way.norm() / (2 * STEP * len(places))
