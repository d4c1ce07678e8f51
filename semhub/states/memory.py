"""States that were computed before, known again by all that decides them."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from itertools import chain
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import torch

from semhub.errors import InputError
from semhub.inputs.door import whole_number
from semhub.models import offload
from semhub.models.exclusive import exclusive, is_running

if TYPE_CHECKING:
    import numpy as np
    from torch import nn

    from semhub.models.protocol import Model

SAMPLES = 512
"""Values of each weight that tell whether it is still the same."""


class Memory:
    """States already computed, by model, pooling and content: an edit costs one forward pass.

    limit: bytes kept; the least recently used go first.
    """

    def __init__(self, limit: int = 256 * 2**20):
        self.limit = whole_number(limit, "The limit of a memory, in bytes", 0)
        self._kept: OrderedDict[tuple, np.ndarray] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()  # all sessions of an app share one memory

    def get(self, key: tuple) -> np.ndarray | None:
        with self._lock:
            state = self._kept.get(key)
            if state is not None:
                self._kept.move_to_end(key)
            return state

    def put(self, key: tuple, state: np.ndarray) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = state
            self._size += state.nbytes
            while self._size > self.limit and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._size -= dropped.nbytes

    def forget(self, name: str) -> None:
        """Drop the states of all models of a name."""
        with self._lock:
            for key in [key for key in self._kept if key[0][0] == name]:
                self._size -= self._kept.pop(key).nbytes


def identity(model: Model) -> tuple[str, ...]:
    """What decides a model's states beside the item, hooks apart: its name, revision and device,
    and a digest of its weights as they are now. The same in every process.

    Of each weight the digest has the type, how often it was changed in place, and `SAMPLES` of its
    values: enough to see a training step, or a head that was set to zero, in a few milliseconds.
    """
    # A tensor made without gradients in mind does not count its changes, and one on disk has none.
    changes = [
        None if tensor.is_inference() or tensor.is_meta else tensor._version
        for tensor in chain(model.module.parameters(), model.module.buffers())
    ]
    seen = hashlib.sha256(f"{weights_digest(model)} {changes}".encode())
    return model.name, model.revision, str(model.device), seen.hexdigest()


def state_key(whose: tuple[str, ...], pool: str, ends: bool, digest: str) -> tuple:
    """Name the pooled states of an item in a memory.

    whose: the model's `identity`. ends: whether "last" is the very last token. digest: the item's,
    with what is put behind it.
    """
    return whose, pool, ends, digest


def weights_digest(model: Model) -> str:
    """SHA-256 of the type, the shape and `SAMPLES` values of each weight, wherever it lies."""
    seen = hashlib.sha256()
    for name, tensor in chain(model.module.named_parameters(), model.module.named_buffers()):
        seen.update(f"{tensor.dtype} {tuple(tensor.shape)};".encode())
        seen.update(_read_once(model.module, name) if tensor.is_meta else _sample(tensor))
    return seen.hexdigest()


def _read_once(module: nn.Module, name: str) -> bytes:
    """Sample a weight that lies on disk, where nothing changes it."""
    known = _on_disk.setdefault(module, {})
    if name not in known:
        known[name] = _sample(offload.on_disk(module, name))
    return known[name]


_on_disk: WeakKeyDictionary[nn.Module, dict[str, bytes]] = WeakKeyDictionary()


def _sample(tensor: torch.Tensor) -> bytes:
    """Values all over a tensor. Their distance is odd, so that they do not lie in one column."""
    flat = tensor.detach().reshape(-1)
    some = flat[:: max(1, flat.numel() // SAMPLES) | 1].contiguous()
    return some.view(torch.uint8).cpu().numpy().tobytes() if some.numel() else b""


def is_hooked(model: Model) -> bool:
    """Whether something is hooked into the model that may change its states, such as a push: what
    is computed then is neither kept nor taken from what was."""
    if not _has_hooks(model.module):
        return False
    if is_running():
        return True
    with exclusive():  # another thread takes its own out again before this one may run the model
        return _has_hooks(model.module)


def require_unhooked(model: Model, what: str) -> None:
    """Raises `InputError` where `what`, which is kept on disk, would be made of a model that is
    pushed or otherwise hooked into."""
    if is_hooked(model):
        raise InputError(
            f"{what} of {model.name} is kept for later, so it cannot be made while something is "
            "hooked into the model; make it before."
        )


def _has_hooks(module: nn.Module) -> bool:
    """Whether there are hooks on a pass, or a `forward` that was put in place of a part's own;
    other than those by which transformers collects hidden states, and accelerate moves weights."""
    general = torch.nn.modules.module
    if general._global_forward_hooks or general._global_forward_pre_hooks:
        return True
    for part in module.modules():
        if "forward" in vars(part) and not hasattr(part, "_hf_hook"):
            return True
        for hook in chain(part._forward_hooks.values(), part._forward_pre_hooks.values()):
            if not getattr(hook, "__module__", "").startswith("transformers."):
                return True
    return False
