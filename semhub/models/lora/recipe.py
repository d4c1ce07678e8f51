"""What the config of an adapter says of how it is merged: the scale of each part.

What else it may ask for changes the base's weights or its layers in ways that no merge shows, and
is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from semhub.errors import InputError
from semhub.models.folder import json_object
from semhub.models.lora.naming import CONFIG

_SAYS_NOTHING = {
    # What is adapted and how it was trained: the tensors themselves say what came of it.
    "peft_type", "task_type", "auto_mapping", "peft_version", "inference_mode", "revision",
    "base_model_name_or_path", "target_modules", "exclude_modules", "layers_to_transform",
    "layers_pattern", "modules_to_save", "bias", "lora_dropout", "fan_in_fan_out", "lora_bias",
    "use_dora", "ensure_weight_tying", "runtime_config", "megatron_core", "qalora_group_size",
    # How it began, beside `init_lora_weights`, which is looked at.
    "loftq_config", "eva_config", "corda_config", "lora_ga_config",
    # What is read below.
    "r", "lora_alpha", "rank_pattern", "alpha_pattern", "use_rslora", "init_lora_weights",
}  # fmt: skip

_LEAVES_BASE = (True, False, None, "gaussian", "eva", "orthogonal")
"""Ways to begin that leave the base as it is; others take a part of its weights away."""

_PLAIN = re.compile(r"\^?[\w.\-]+")
_MOST = 10_000
"""Entries that a table of patterns may have: more than any model has parts."""

_ANEW = "merge it with PEFT (merge_and_unload), and pass the folder of the whole"


@dataclass(frozen=True)
class Recipe:
    """The scales of an adapter's parts.

    base: the name of the model that it adapts, as its makers called it; empty where they do not.
    rank, alpha: of every part that `ranks` and `alphas`, by the ends of parts' names, do not list.
    rooted: whether a scale is alpha / sqrt(rank) (Kalajdzievski 2023, equation 6), and not
        alpha / rank.
    ties: whether an embedding and a head that are one are adapted as one.
    dora: whether each part has a magnitude (DoRA, Liu et al. 2024).
    """

    base: str
    rank: int
    alpha: float
    ranks: Mapping[str, float]
    alphas: Mapping[str, float]
    rooted: bool
    ties: bool
    dora: bool

    def rank_of(self, part: str) -> float:
        return _listed(self.ranks, part, self.rank)

    def scale_of(self, part: str, rank: int) -> float:
        """Return what B A is multiplied with. part: the part's name, as it was saved."""
        return _listed(self.alphas, part, self.alpha) / (math.sqrt(rank) if self.rooted else rank)


def recipe_of(adapter: Path) -> Recipe:
    """Read the config of an adapter. Raises `InputError` where it is of another kind than LoRA, or
    holds what is no LoRA's value, or asks for what a merge does not show."""
    file = adapter / CONFIG
    given = json_object(file, f"{file} cannot be read; copy the whole adapter again.")
    kind = given.get("peft_type")
    if kind != "LORA":
        called = f"“{kind[:40]}”" if isinstance(kind, str) and kind.isprintable() else "no name"
        raise InputError(
            f"{adapter} holds an adapter of the kind {called}, and only LORA is read; {_ANEW}."
        )
    begun = given.get("init_lora_weights", True)
    if not any(begun is way or (isinstance(way, str) and begun == way) for way in _LEAVES_BASE):
        raise InputError(
            f"{file} says that the base's own weights were changed when the training began "
            f"(init_lora_weights); {_ANEW}."
        )
    for name, value in given.items():
        if value and name not in _SAYS_NOTHING:
            shown = name if re.fullmatch(r"\w{1,40}", name) else "a setting"
            raise InputError(f"{file} asks for {shown}, which is not read here; {_ANEW}.")
    base = given.get("base_model_name_or_path") or ""
    if not isinstance(base, str):
        raise _odd(file, "base_model_name_or_path")
    rank = _number(given.get("r", 8), file, "r")
    return Recipe(
        base=base,
        rank=int(rank),
        alpha=_number(given.get("lora_alpha", 8), file, "lora_alpha"),
        ranks=_patterns(given.get("rank_pattern"), file, "rank_pattern"),
        alphas=_patterns(given.get("alpha_pattern"), file, "alpha_pattern"),
        rooted=bool(given.get("use_rslora")),
        ties=bool(given.get("ensure_weight_tying")),
        dora=bool(given.get("use_dora")),
    )


def _listed(table: Mapping[str, float], part: str, otherwise: float) -> float:
    """Find a part's value as PEFT does: the first entry that is its name or the end of it, at a
    point; behind “^”, the whole of it alone."""
    for name, value in table.items():
        whole = name.removeprefix("^")
        if part == whole or (whole == name and part.endswith(f".{name}")):
            return value
    return otherwise


def _patterns(given: object, file: Path, name: str) -> dict[str, float]:
    """Read a table of values by names. A pattern proper is not run: one can take hours."""
    if not given:
        return {}
    if not isinstance(given, dict) or len(given) > _MOST:
        raise _odd(file, name)
    found = {}
    for key, value in given.items():
        plain = key.removesuffix("$").replace("\\.", ".")
        if not _PLAIN.fullmatch(plain):
            raise InputError(
                f"{file} lists parts by a pattern in {name}, which is not run; list them by name, "
                f"or {_ANEW}."
            )
        found[plain] = _number(value, file, name)
    return found


def _number(value: object, file: Path, name: str) -> float:
    good = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not good or not abs(value) < 1e9:  # which also leaves out what is no number
        raise _odd(file, name)
    return float(value)


def _odd(file: Path, name: str) -> InputError:
    return InputError(
        f"{file} holds a value of {name} that no adapter has; save the adapter again with "
        "save_pretrained."
    )
