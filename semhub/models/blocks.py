"""Find a trunk's blocks, without naming any family: by what they hand on.

Of all lists of modules, the blocks are the one whose states are the library's own
`output_hidden_states`, entry by entry, on a probe. Two ways of those are known: the last entry may
be what the final norm makes of the last state, and the first block's input may be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import torch
from torch import nn

from semhub.errors import InputError
from semhub.models.exclusive import exclusive
from semhub.models.hooks import entering, hidden_state

Run = Callable[..., object]
"""Runs the trunk once on the probe, with further keywords of its `forward`, and gives its output.
"""


@dataclass(frozen=True)
class Stack:
    """The list that holds a trunk's blocks.

    path: its name in the trunk. depth: number of blocks. width: of a state.
    """

    path: str
    depth: int
    width: int

    def blocks(self, trunk: nn.Module) -> list[nn.Module]:
        """Return the blocks, in order, of the trunk it was found in, or of one of that class."""
        return list(trunk.get_submodule(self.path))


def stack_of(
    trunk: nn.Module, run: Run, shape: Sequence[int], *, depth: int | None, name: str
) -> Stack:
    """Find the stack of a trunk that `run` runs on a probe of (items, positions) tokens.

    depth: what the config calls the number of blocks; lists of that length are tried first.
    Raises `InputError` where no list hands on one state a position, or none hands on the
    library's own, and where states are no finite numbers.
    """
    lists = _lists(trunk, depth)
    with exclusive(), _left_alone(trunk), _watched(trunk, lists) as inputs:
        own, final = _own_states(run, lists)
    plain = [one for one in lists if one.is_plain(shape)]
    for layer, state in enumerate(own or (plain[0].states() if plain else [])):
        if not state.isfinite().all():
            raise InputError(
                f"{name} gives states that are no finite numbers, in layer {layer} first; load it "
                "with another dtype, such as float32, or choose another model."
            )
    for one in plain:
        agrees = one.depth == depth if own is None else _agrees(one, own, final, inputs)
        if agrees:
            return Stack(one.path, one.depth, one.states()[0].shape[-1])
    fault = _fault(trunk, lists, shape, depth)
    raise InputError(f"{name} cannot be read layer by layer: {fault}; choose another model.")


@dataclass
class _List:
    """A list of modules, and what went in and came out of it in a run."""

    path: str
    modules: list[nn.Module]
    seen: list[tuple[int, torch.Tensor | None]] = field(default_factory=list)

    @property
    def depth(self) -> int:
        return len(self.modules)

    def states(self) -> list[torch.Tensor]:
        """Return what entered the first module and what left each, of a list that `is_plain`."""
        return [state for _, state in self.seen]

    def ran(self) -> bool:
        """Tell whether each module ran once, in order."""
        return [k for k, _ in self.seen] == list(range(self.depth + 1))

    def is_plain(self, shape: Sequence[int]) -> bool:
        """Tell whether each module ran once, in order, on one state a position."""
        if not self.ran():
            return False
        shapes = {None if state is None else tuple(state.shape) for state in self.states()}
        (only, *others) = shapes
        return not others and only is not None and only[:-1] == tuple(shape)


def _lists(trunk: nn.Module, depth: int | None) -> list[_List]:
    """List all lists that may hold the blocks: those of `depth` modules first, the outermost first;
    of other lengths those alone that are in no other list, since experts are lists as well."""
    found: list[_List] = []
    for path, module in trunk.named_modules():
        if not isinstance(module, nn.ModuleList) or not len(module):
            continue
        is_inner = any(path.startswith(f"{outer.path}.") for outer in found)
        if len(module) == depth or not is_inner:
            found.append(_List(path, list(module)))
    return sorted(found, key=lambda one: one.depth != depth)


@contextmanager
def _left_alone(trunk: nn.Module) -> Iterator[None]:
    """Remove, when the context ends, the hooks by which transformers takes hidden states."""
    before = {module: set(module._forward_hooks) for module in trunk.modules()}
    try:
        yield
    finally:
        for module, known in before.items():
            for new in module._forward_hooks.keys() - known:
                del module._forward_hooks[new]
            module.__dict__.pop("_output_capturing_hooks_installed", None)


@contextmanager
def _watched(trunk: nn.Module, lists: Sequence[_List]) -> Iterator[list[torch.Tensor]]:
    """Record, within the context, the lists' states; yield what modules outside of them take."""
    inside = {id(m) for one in lists for block in one.modules for m in block.modules()}
    inputs: list[torch.Tensor] = []

    def enter(one: _List):
        def hook(_module, args, kwargs):
            one.seen.append((0, _copy(entering(args, kwargs))))

        return hook

    def leave(one: _List, layer: int):
        def hook(_module, _args, output):
            one.seen.append((layer, _copy(hidden_state(output))))

        return hook

    def take(_module, args, kwargs):
        if (state := _copy(entering(args, kwargs))) is not None:
            inputs.append(state)

    with ExitStack() as hooks:
        for one in lists:
            first = one.modules[0].register_forward_pre_hook(enter(one), with_kwargs=True)
            hooks.callback(first.remove)
            for k, module in enumerate(one.modules, start=1):
                hooks.callback(module.register_forward_hook(leave(one, k)).remove)
        for module in trunk.modules():
            if id(module) not in inside:
                handle = module.register_forward_pre_hook(take, with_kwargs=True)
                hooks.callback(handle.remove)
        yield inputs


def _copy(state: object) -> torch.Tensor | None:
    """Copy a tensor, since some families write into it later, to where all are compared; None for
    anything else."""
    return state.detach().clone().cpu() if isinstance(state, torch.Tensor) else None


def _own_states(
    run: Run, lists: Sequence[_List]
) -> tuple[list[torch.Tensor] | None, torch.Tensor | None]:
    """Take the library's own hidden states, or None where the family gives none, and its last."""
    try:
        output = run(output_hidden_states=True, return_dict=True)
    except TypeError:  # a family whose `forward` does not take these keywords
        for one in lists:
            one.seen.clear()
        output = run()
    own = getattr(output, "hidden_states", None) or []
    whole = own and all(isinstance(state, torch.Tensor) for state in own)
    final = getattr(output, "last_hidden_state", None)
    return [state.cpu() for state in own] if whole else None, _copy(final)


def _agrees(
    one: _List,
    own: list[torch.Tensor],
    final: torch.Tensor | None,
    inputs: Sequence[torch.Tensor],
) -> bool:
    """Tell whether the library's own states are the list's, but for the two ways that are known."""
    states = one.states()
    last = states[-1]
    # The last entry, where it is another, is the trunk's result. With one block alone no state in
    # between vouches for the list, and some module outside of it must go on with the last.
    taken_on = any(_same(taken, last) for taken in inputs)
    normed = taken_on if final is None else _same(own[-1], final) and (taken_on or one.depth > 1)
    whole = len(own) == len(states) and _all_same(states[:-1], own[:-1])
    if whole and (_same(last, own[-1]) or normed):
        return True
    # Without the first block's input: all that left a block, and then what the norm made of it.
    return _all_same(states[1:], own[: one.depth]) and len(own) in (one.depth, one.depth + 1)


def _all_same(ours: Sequence[torch.Tensor], theirs: Sequence[torch.Tensor]) -> bool:
    return len(ours) == len(theirs) and all(map(_same, ours, theirs))


def _same(ours: torch.Tensor, theirs: torch.Tensor) -> bool:
    return ours.shape == theirs.shape and torch.equal(ours, theirs)


def _fault(
    trunk: nn.Module, lists: Sequence[_List], shape: Sequence[int], depth: int | None
) -> str:
    """Explain why none of the lists is the stack, as part of a sentence."""
    called = type(trunk).__name__
    if not lists:
        return f"{called} has no list of blocks"
    likely = [one for one in lists if one.depth == depth] or lists
    ran = next((one for one in likely if one.ran()), None)
    if ran is None:
        return f"{called} does not run a list of blocks once each, one after the other"
    if ran.is_plain(shape):
        return f"no list of modules in {called} hands on the states that transformers gives for it"
    odd = [state for state in ran.states() if state is None or state.shape[:-1] != tuple(shape)]
    seen = "none" if not odd or odd[0] is None else tuple(odd[0].shape)
    return (
        f"blocks of {called} do not hand on one state a position (seen {seen}, expected "
        f"{tuple(shape)} and a width)"
    )
