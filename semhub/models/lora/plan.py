"""Which parts of a base an adapter changes: its tensors' names and shapes, held against the base
before that is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError
from torch import nn
from transformers import PreTrainedModel
from transformers.conversion_mapping import get_model_conversion_mapping
from transformers.core_model_loading import WeightRenaming, rename_source_key
from transformers.pytorch_utils import Conv1D

from semhub.errors import InputError
from semhub.models.lora.naming import WEIGHTS
from semhub.models.lora.recipe import Recipe
from semhub.models.unused import PEFT, PEFT_LAYER
from semhub.models.weights import held_in

A, B, BIAS, MAGNITUDE = "A", "B", "bias", "magnitude"
_ROLES = {
    ".lora_A.weight": A, ".lora_B.weight": B, ".lora_B.bias": BIAS,
    ".lora_embedding_A": A, ".lora_embedding_B": B,
    ".lora_magnitude_vector": MAGNITUDE, ".lora_magnitude_vector.weight": MAGNITUDE,
}  # fmt: skip
"""How the name of a tensor ends -> what it is to the part that stands before it."""

_KEPT = ".modules_to_save."
"""What older versions of PEFT put into the names of parts that were trained as a whole."""


@dataclass(frozen=True)
class Change:
    """What is added to a part of the base.

    part: its name in the base. scale: what B A is multiplied with. tensors: role -> the tensor's
    name in the adapter's file; `BIAS` and `MAGNITUDE` (DoRA) only where they are there.
    """

    part: str
    scale: float
    tensors: Mapping[str, str]


@dataclass(frozen=True)
class Plan:
    """changes: parts that something is added to. replaced: weight of the base -> the tensor that
    takes its place. rows: of the embedding where it is another than the base's, else None.
    left: tensors of a part that the base does not have, such as the head of a classifier."""

    changes: list[Change]
    replaced: dict[str, str]
    rows: int | None
    left: list[str]


def plan_of(adapter: Path, recipe: Recipe, bare: PreTrainedModel) -> Plan:
    """Find what an adapter changes. bare: the base, built without its numbers.

    Raises `InputError` where the file is damaged, and where its tensors do not fit the base or each
    other, or are of a kind that is not merged here.
    """
    shapes = _shapes(adapter)
    names = _Names(bare)
    parts: dict[str, dict[str, str]] = {}
    whole: dict[str, str] = {}
    for name in shapes:
        own = name.removeprefix(PEFT).replace(PEFT_LAYER, ".").replace(_KEPT, ".")
        end = next((end for end in _ROLES if own.endswith(end)), None)
        if end:
            parts.setdefault(own.removesuffix(end), {})[_ROLES[end]] = name
        elif ".lora_" in own or not name.startswith(PEFT):
            raise _misfit(adapter, name, "is of no kind that is read here")
        else:
            whole[own] = name
    changes = [
        _change(adapter, recipe, part, tensors, names, shapes) for part, tensors in parts.items()
    ]
    plan = Plan(changes, *_replaced(adapter, whole, names, shapes))
    if not changes and not plan.replaced:
        raise InputError(f"{adapter / WEIGHTS} holds no LoRA; copy the whole adapter again.")
    if recipe.ties and names.tied & {*plan.replaced, *(f"{c.part}.weight" for c in changes)}:
        raise InputError(
            f"{adapter} adapts an embedding and a head as one (ensure_weight_tying), which is not "
            "read here; merge it with PEFT (merge_and_unload), and pass the folder of the whole."
        )
    return plan


class _Names:
    """The parts and weights of a base, found by the names that an adapter has for them."""

    def __init__(self, bare: PreTrainedModel):
        self.bare = bare
        self.weights = bare.state_dict(keep_vars=True)
        self.ends = {id(part) for part in _ends(bare)}
        shared: dict[int, list[str]] = {}
        for name, weight in self.weights.items():
            shared.setdefault(id(weight), []).append(name)
        self.tied = {name for names in shared.values() if len(names) > 1 for name in names}
        every = get_model_conversion_mapping(bare)
        self._renamings = [one for one in every if isinstance(one, WeightRenaming)]

    def weight(self, name: str) -> str | None:
        """The base's own name of a weight, which may have been another in an earlier version of the
        library, or in a module with or without the head; None where it has none."""
        if name in self.weights:
            return name
        prefix = self.bare.base_model_prefix
        found, _ = rename_source_key(name, self._renamings, [], prefix, self.weights)
        return found if found in self.weights else None

    def is_end(self, name: str) -> bool:
        """Tell whether a weight is the embedding's or the head's, with a row for each token."""
        return id(self.bare.get_submodule(name.rpartition(".")[0])) in self.ends

    def is_beyond(self, name: str) -> bool:
        """Tell whether a tensor's name begins with no part of the base."""
        first = name.split(".")[0]
        body = self.bare.base_model
        return first not in self.bare._modules and first not in body._modules


def _ends(bare: PreTrainedModel) -> list[nn.Module]:
    """List the embedding and the head, where there are any."""
    found = []
    for get in (bare.get_input_embeddings, bare.get_output_embeddings):
        with suppress(NotImplementedError):  # of a family that has none
            found.append(get())
    return [part for part in found if part is not None]


def _change(
    adapter: Path,
    recipe: Recipe,
    part: str,
    tensors: dict[str, str],
    names: _Names,
    shapes: Mapping[str, tuple[int, ...]],
) -> Change:
    first = min(tensors.values())
    if {A, B} - tensors.keys():
        raise _misfit(adapter, first, "lacks the other half of its pair")
    if recipe.dora and MAGNITUDE not in tensors:
        raise InputError(
            f"{adapter} is DoRA by its config (use_dora), and no magnitude stands beside its "
            f"tensor {_shown(first)}; save the adapter again with save_pretrained."
        )
    place = names.weight(f"{part}.weight")
    if place is None:
        raise _misfit(adapter, first, "adapts a part that the base does not have")
    there = place.removesuffix(".weight")
    module = names.bare.get_submodule(there)
    shape = {role: shapes[name] for role, name in tensors.items()}
    if not isinstance(module, (nn.Linear, Conv1D, nn.Embedding)):
        raise _misfit(adapter, first, f"adapts a {type(module).__name__}, which is not read here")
    flat = tuple(module.weight.shape)
    into, out = flat[::-1] if isinstance(module, nn.Linear) else flat
    rank = shape[A][0] if len(shape[A]) == 2 else 0
    wanted = {A: (rank, into), B: (out, rank), BIAS: (out,), MAGNITUDE: (out,)}
    if rank < 1 or any(shape[role] != wanted[role] for role in shape):
        raise _misfit(adapter, first, f"does not fit the base's {there}, which is {_size(flat)}")
    if rank != recipe.rank_of(part):
        raise _misfit(adapter, first, f"has rank {rank}, and its config names another")
    if isinstance(module, nn.Embedding) and MAGNITUDE in tensors:
        raise _misfit(adapter, first, "is DoRA on an embedding, which is not read here")
    if BIAS in tensors and module.bias is None:
        raise _misfit(adapter, first, "has a bias, and the base has none there")
    return Change(there, recipe.scale_of(part, rank), tensors)


def _replaced(
    adapter: Path,
    whole: Mapping[str, str],
    names: _Names,
    shapes: Mapping[str, tuple[int, ...]],
) -> tuple[dict[str, str], int | None, list[str]]:
    """Give the fields of a `Plan` that are about parts which were trained as a whole."""
    replaced, left, rows = {}, [], set()
    for own, name in whole.items():
        place = names.weight(own)
        if place is None and names.is_beyond(own):
            left.append(name)
            continue
        if place is None:
            raise _misfit(adapter, name, "is of a part that the base does not have")
        ours, theirs = shapes[name], tuple(names.weights[place].shape)
        if names.is_end(place) and len(ours) == len(theirs) and ours[1:] == theirs[1:]:
            rows.add((ours[0], theirs[0]))
        elif ours != theirs:
            raise _misfit(adapter, name, f"does not fit the base's, which is {_size(theirs)}")
        replaced[place] = name
    changed = {ours for ours, theirs in rows if ours != theirs}
    ends = {name for name in names.weights if name.endswith(".weight") and names.is_end(name)}
    if changed and (len({ours for ours, _ in rows}) > 1 or not ends <= replaced.keys()):
        raise InputError(
            f"{adapter} has an embedding of {max(changed):,} tokens, and not the head that goes "
            "with it; save the adapter again with save_embedding_layers=True."
        )
    return replaced, changed.pop() if changed else None, left


def _shapes(adapter: Path) -> dict[str, tuple[int, ...]]:
    try:
        found = held_in([adapter / WEIGHTS])
    except (OSError, SafetensorError):
        raise InputError(f"The weights in {adapter} are damaged; copy the adapter again.") from None
    for name, (form, _) in found.items():
        if form not in ("F64", "F32", "F16", "BF16"):
            raise _misfit(adapter, name, f"is stored as {form}, which is no weight")
    return {name: tuple(shape) for name, (_, shape) in found.items()}


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(f"{length:,}" for length in shape)


def _misfit(adapter: Path, name: str, fault: str) -> InputError:
    return InputError(
        f"The adapter {adapter} does not fit its base, since its tensor {_shown(name)} {fault}; "
        "pass the base that it was trained on (BASE+ADAPTER)."
    )


def _shown(name: str) -> str:
    return name if name.isprintable() and len(name) <= 120 else f"{name[:40]!r}…"
