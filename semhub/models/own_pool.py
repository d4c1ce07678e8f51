"""How a sentence encoder's makers pool its states: the `Pooling` of sentence-transformers, at every
layer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from semhub.errors import InputError
from semhub.models.folder import json_object, json_of
from semhub.pools import Pool

if TYPE_CHECKING:
    import torch

Mode = Literal["cls", "mean", "max", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"]

_EARLIER: Mapping[str, Mode] = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}
"""How versions before 6 write a mode: one switch each."""

_SAYS: Mapping[Mode, str] = {
    "cls": "the state of the first token",
    "mean": "the mean of all tokens' states",
    "max": "the largest of all tokens' states, component by component",
    "mean_sqrt_len_tokens": "the sum of all tokens' states over the root of their number",
    "weightedmean": "the mean of all tokens' states, the k-th counted k times",
    "lasttoken": "the state of the last token",
}

_LIKE: Mapping[Mode, Pool] = {"mean": "mean", "lasttoken": "last"}

_BESIDE = ("Transformer", "Pooling", "Normalize")
"""Modules of a pipeline that leave nothing out here: what is compared does not depend on length."""

_USUAL = "1_Pooling"
_MODULES, _CONFIG = "modules.json", "config.json"


@dataclass(frozen=True)
class OwnPool:
    """mode: of sentence-transformers' `Pooling`. behind: modules that its makers put behind it, of
    which nothing is read here."""

    mode: Mode
    behind: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Say what it does."""
        left = f"; {', '.join(self.behind)} behind it is not applied" if self.behind else ""
        return f"{_SAYS[self.mode]}, special tokens among them{left}"

    @property
    def usual(self) -> Pool | None:
        """Return the pooling over a text's own tokens that is most like it, if one is."""
        return _LIKE.get(self.mode)

    def __call__(self, state: torch.Tensor, attention: torch.Tensor) -> torch.Tensor:
        """Pool states (items, positions, width) to (items, width) in float32. attention: (items,
        positions), 1 where a token is, and 0 before or behind."""
        import torch

        state, there = state.float(), attention.to(state.device, torch.float32)
        number = there.cumsum(dim=1)
        if self.mode in ("cls", "lasttoken"):
            at = there.argmax(dim=1) if self.mode == "cls" else number.argmax(dim=1)
            return state[torch.arange(len(state), device=state.device), at]
        if self.mode == "max":
            return state.masked_fill(there[..., None] == 0, -torch.inf).amax(dim=1)
        if self.mode == "weightedmean":
            there = there * number
        total = there.sum(dim=1, keepdim=True)
        over = total.sqrt() if self.mode == "mean_sqrt_len_tokens" else total
        return torch.bmm(there[:, None], state)[:, 0] / over


def own_pool_of(source: Path) -> OwnPool | None:
    """Read how a folder's makers pool; None where they do not say, or lay several poolings end to
    end. Raises `InputError` where a file that says it cannot be read."""
    places, behind = _pipeline(source)
    file = next((path for place in places if (path := source / place / _CONFIG).is_file()), None)
    if file is None:
        return None
    given = json_object(file, f"{file} cannot be read; copy the whole folder again.")
    modes = given.get("pooling_mode") or [
        mode for name, mode in _EARLIER.items() if given.get(name)
    ]
    modes = [modes] if isinstance(modes, str) else modes
    if not isinstance(modes, list) or len(modes) != 1 or modes[0] not in get_args(Mode):
        return None
    return OwnPool(modes[0], behind)


def write(mode: Mode, folder: Path) -> None:
    """Say in a model's folder, within `semhub.cache.writing`, how it is pooled."""
    (folder / _USUAL).mkdir()
    (folder / _USUAL / _CONFIG).write_text(json.dumps({"pooling_mode": mode}), encoding="utf-8")


def _pipeline(source: Path) -> tuple[list[str], tuple[str, ...]]:
    """List the folders that may hold the pooling, and what other modules there are."""
    file = source / _MODULES
    if not file.is_file():
        return [_USUAL], ()
    modules = _listed(file)
    kinds = [str(one.get("type", "")).rpartition(".")[2] for one in modules]
    places = [
        path
        for kind, one in zip(kinds, modules, strict=True)
        if kind == "Pooling" and isinstance(path := one.get("path"), str) and _is_below(path)
    ]
    behind = tuple(kind[:40] for kind in kinds if kind not in _BESIDE and kind.isidentifier())
    return places, behind


def _is_below(path: str) -> bool:
    """Tell whether a module's path is a folder right below the model's own."""
    return path not in ("", ".", "..") and not {"/", "\\", "\0"} & {*path}


def _listed(file: Path) -> list[dict]:
    otherwise = f"{file} cannot be read; copy the whole folder again."
    modules = json_of(file, otherwise)
    if not isinstance(modules, list) or not all(isinstance(one, dict) for one in modules):
        raise InputError(otherwise)
    return modules
