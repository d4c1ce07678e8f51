"""Find the parts of a Hugging Face model that a lens needs, without naming any family.

The final norm is whatever the model calls between its last block and its head. What comes after
the head (a scale, a soft cap) is measured: the model's own logits are compared with the head's on
a probe.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

import torch
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel

from semhub.models.hooks import entering, hidden_state
from semhub.models.linear import OneDNNLinear, fits, product

TOLERANCE = {torch.float32: 1e-4, torch.bfloat16: 3e-2, torch.float16: 5e-3}
"""Largest relative difference of logits that is taken for rounding."""


def run_body(module: nn.Module, **inputs) -> None:
    """Run a multimodal model on all its inputs, without logits, or with those of one position
    where the family has no body apart from its head."""
    body = module.base_model
    if body is module or not inputs.keys() <= inspect.signature(body.forward).parameters.keys():
        body = module
        if "logits_to_keep" in inspect.signature(module.forward).parameters:
            inputs["logits_to_keep"] = 1
    body(**inputs)


@dataclass(frozen=True)
class Tail:
    """What turns the head's output z into logits: cap * tanh(scale * z / cap), or scale * z.

    shift: (vocabulary,) what is added to scale * z (BART: `final_logits_bias`); None for nothing.
    closed: (vocabulary,) true at entries that the family forbids (Chameleon: the codes of
        pictures), whose logits are the lowest number there is; None where all are open.
    """

    scale: float = 1.0
    cap: float | None = None
    closed: torch.Tensor | None = None
    shift: torch.Tensor | None = None

    def __call__(self, z: torch.Tensor) -> torch.Tensor:
        z = z if self.scale == 1.0 else z * self.scale
        z = z if self.shift is None else z + self.shift.to(z.device)
        z = z if self.cap is None else torch.tanh(z / self.cap) * self.cap
        if self.closed is None:
            return z
        return z.masked_fill(self.closed.to(z.device), torch.finfo(z.dtype).min)

    def of(self, words: slice) -> Tail:
        """The same for some words alone."""
        shift, closed = (None if one is None else one[words] for one in (self.shift, self.closed))
        return replace(self, shift=shift, closed=closed)


@dataclass(frozen=True)
class Readout:
    """From the last block's output to logits: what the model calls before its head, head, tail.

    head: the output embedding, or the module that has it among its parts (BERT: `cls`), since what
        such a module does besides is seen only by calling it.
    """

    before: list[nn.Module]
    head: nn.Module
    tail: Tail

    def __call__(self, state: torch.Tensor, *, norm: bool = True) -> torch.Tensor:
        return self.tail(self.head(self._carried(state, norm))).float()

    def tiles(
        self, state: torch.Tensor, words: int, *, norm: bool = True
    ) -> Iterator[tuple[int, torch.Tensor]]:
        """The same logits of states (positions, width), so many words at a time, each with the
        number of its first word; all at once where the head is more than a product on this CPU."""
        state, head = self._carried(state, norm), self.head
        if not in_tiles(head, state):
            yield 0, self.tail(head(state)).float()
            return
        for start in range(0, len(head.weight), words):
            some = slice(start, start + words)
            bias = None if head.bias is None else head.bias[some]
            yield start, self.tail.of(some)(product(state, head.weight[some], bias))

    def _carried(self, state: torch.Tensor, norm: bool) -> torch.Tensor:
        state = state.to(next(self.head.parameters()).dtype)
        for module in self.before:
            # Without its norm a state must still be brought to the head's width, where a family
            # has a projection there.
            if norm or "norm" not in type(module).__name__.lower():
                state = module(state)
        return state


def in_tiles(head: nn.Module, state: torch.Tensor) -> TypeGuard[nn.Linear]:
    """Whether a head is a product on this CPU and nothing besides: no hook looks at it."""
    return (
        type(head) is OneDNNLinear
        and not (head._forward_hooks or head._forward_pre_hooks or "_old_forward" in vars(head))
        and not torch.is_grad_enabled()
        and fits(state, head.weight, head.bias)
    )


@dataclass(frozen=True)
class Trace:
    """One run of the whole model: last block's output, the modules called after it and before the
    head, the head or the outermost of these that has it among its parts, the logits."""

    last: torch.Tensor
    after: list[nn.Module]
    head: nn.Module
    logits: torch.Tensor


def trace(module: PreTrainedModel, blocks: Sequence[nn.Module], head: nn.Module, **inputs) -> Trace:
    """Run `module` once and watch what happens between its last block and its output embedding
    `head`."""
    inner = {m for block in blocks for m in block.modules()} - {blocks[-1]}
    last: list[torch.Tensor] = []
    after: list[nn.Module] = []
    inside: list[nn.Module] = []
    reached: list[nn.Module] = []

    def enter(m, args, kwargs):
        if not last or reached:
            return
        if m is head:
            reached.extend(inside[:1] or [head])
            return
        # What takes less than every position's state, as a pooler does, is not on the way.
        if not inside and _shape(entering(args, kwargs))[:-1] == last[-1].shape[:-1]:
            after.append(m)
        inside.append(m)

    def leave(m, _args, output):
        if inside and inside[-1] is m:
            inside.pop()
        if m is blocks[-1]:
            last.append(hidden_state(output))

    handles = []
    for m in module.modules():
        if m not in inner:
            handles.append(m.register_forward_pre_hook(enter, with_kwargs=True))
            handles.append(m.register_forward_hook(leave))
    try:
        with torch.inference_mode():
            # What keeps no cache does not always know the word.
            options = {"use_cache": False} if module.can_generate() else {}
            logits = module(**inputs, **options).logits
    finally:
        for handle in handles:
            handle.remove()
    around = reached[0] if reached else head
    return Trace(last[-1], [m for m in after if m is not around], around, logits.float())


def _shape(state: torch.Tensor | None) -> tuple[int, ...]:
    return tuple(state.shape) if isinstance(state, torch.Tensor) else ()


def measured_tail(
    z: torch.Tensor, logits: torch.Tensor, cap: float | None, tolerance: float = 1e-4
) -> Tail:
    """Find the tail that maps the head's output z to the model's logits, both (..., vocabulary).

    cap: the soft cap that the config names, if any. On a probe with small logits it can hardly be
    seen, so it is taken from the config and confirmed, while the scale is measured.
    tolerance: the relative error up to which a scale alone will do.
    """
    logits = logits.to(z.device)
    closed = (logits <= torch.finfo(z.dtype).min).flatten(0, -2).all(0)
    z, logits = z[..., ~closed], logits[..., ~closed]
    inner = logits if cap is None else torch.atanh((logits / cap).clamp(-0.9999, 0.9999)) * cap
    # Apple's GPU has no numbers of that length.
    z, inner = z.cpu().double().flatten(0, -2), inner.cpu().double().flatten(0, -2)
    scale, shift = _scale_of(z, inner), None
    if relative_error(z * scale, inner) > tolerance and len(z) > 1:
        # What is added is the same at every position, so a scale alone maps what is left of both
        # when their means are taken off.
        scale = _scale_of(z - z.mean(0), inner - inner.mean(0))
        added = (inner - z * scale).mean(0)
        shift = torch.zeros(closed.shape, dtype=logits.dtype, device=logits.device)
        shift[~closed] = added.to(shift)
    return Tail(scale, cap, closed if bool(closed.any()) else None, shift)


def _scale_of(z: torch.Tensor, inner: torch.Tensor) -> float:
    """Fit inner = scale * z by least squares."""
    z, inner = z.flatten(), inner.flatten()
    scale = float((z @ inner) / (z @ z).clamp_min(1e-30))
    # A scale of one is by far the most common; rounding must not leave 1.0000001 behind.
    return 1.0 if abs(scale - 1) < 1e-3 else scale


def relative_error(ours: torch.Tensor, theirs: torch.Tensor) -> float:
    """Largest absolute difference over the largest absolute value of `theirs`; infinite where the
    shapes do not even agree, or other entries are closed."""
    ours, theirs = ours.cpu(), theirs.cpu()
    lowest = torch.finfo(theirs.dtype).min
    open_ = theirs > lowest
    if ours.shape != theirs.shape or not torch.equal(ours > lowest, open_):
        return float("inf")
    ours, theirs = ours[open_], theirs[open_]
    return float((ours - theirs).abs().max() / theirs.abs().max().clamp_min(1e-12))


def readout_of(traced: Trace, cap: float | None) -> Readout:
    """Find the readout that maps the last block's output to the logits of the traced run."""
    bare = Readout(traced.after, traced.head, Tail())
    with torch.inference_mode():
        z = bare(traced.last)
    if z.shape != traced.logits.shape:
        return bare
    tolerance = TOLERANCE[traced.last.dtype]
    return replace(bare, tail=measured_tail(z, traced.logits, cap, tolerance))


def cap_of(config: PretrainedConfig) -> float | None:
    """Find the soft cap of the logits, under any of the names that configs have for it."""
    names = ("final_logit_softcapping", "logits_soft_cap", "output_logit_soft_cap")
    return next((cap for name in names if (cap := getattr(config, name, None))), None)
