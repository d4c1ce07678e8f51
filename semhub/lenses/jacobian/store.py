"""Where fitted lenses lie: in the user's cache, a folder a model, or beside the model itself.

    jacobian/<digest of the model's name>/lens.safetensors     the lens; its header says of what
                                          sums.safetensors     what an unfinished fit has summed

Every file is written beside its place and moved there, so that it is whole or not there at all.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from semhub import cache
from semhub.errors import InputError
from semhub.lenses.jacobian.lens import JacobianLens
from semhub.models.catalogue import CHECKPOINTS
from semhub.models.chat import without_chat
from semhub.models.protocol import Model
from semhub.models.saying import require_next

LAYOUT = "1"
PROMPTS = "n_prompts"
"""What jlens calls the number of texts."""

LENS, SUMS, TENSOR = "lens.safetensors", "sums.safetensors", "jacobians"
BESIDE = Path("lens") / "jacobian.safetensors"
"""Of a lens that comes with a model's folder: not at its top, where weights are looked for."""


def fitted(model: Model) -> JacobianLens:
    """Open the lens of exactly these weights: of the user's cache, else the one beside them.

    Raises `InputError` where there is none, or only one of other weights.
    """
    require_next(model)
    stale = False
    for path in _places(model):
        found = opened(path)
        if found and found.revision == without_chat(model.revision) and _fits(found, model):
            return found
        stale = stale or found is not None
    fault = "was fitted on other weights than these" if stale else "is not fitted yet"
    raise InputError(
        f"The Jacobian lens of {model.name} {fault}; run `python -m semhub fit-lens --model "
        f"{model.name}` once."
    )


def stamp(model: Model) -> tuple:
    """Give what changes when `fitted` may answer something else."""
    files = (path for path in _places(model) if os.path.isfile(path))
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)


def kept(model: Model) -> JacobianLens | None:
    """Open the lens of these weights in the user's cache, if it is there."""
    found = opened(_folder(model) / LENS)
    return (
        found
        if found and found.revision == without_chat(model.revision) and _fits(found, model)
        else None
    )


def _fits(lens: JacobianLens, model: Model) -> bool:
    """Tell whether its shape is right: one beside a foreign folder may say anything of itself."""
    return lens.jacobians.shape == (model.n_layers, model.width, model.width)


def keep(lens: JacobianLens) -> None:
    """Put the lens into the user's cache, in place of an earlier one of this model."""
    write(lens, _folder(lens) / LENS)


def write(lens: JacobianLens, path: Path, dtype: torch.dtype = torch.float32) -> None:
    """Write the lens to a file. Raises `InputError` where that cannot be written."""
    header = {
        "model": lens.model, "revision": lens.revision, "texts": str(lens.texts),
        "corpus": lens.corpus, "layout": LAYOUT, "begins": str(lens.begins),
        "fitted_on": lens.fitted_on,
    }  # fmt: skip
    _write(path, lens.jacobians.to(dtype), header)


@dataclass
class Sums:
    """What an unfinished fit has: total (n_layers, width, width) over the texts so far.

    done: how many backward passes went into it, group by group. fit: what it belongs to.
    """

    total: torch.Tensor
    done: int
    fit: dict[str, str]

    def save(self, model: Model) -> None:
        """Write it into the user's cache, so that the fit can go on from there."""
        _write(_folder(model) / SUMS, self.total, self.fit | {"done": str(self.done)})


def sums(model: Model, corpus: str, groups: int) -> Sums:
    """Open what an interrupted fit of the same weights, texts and groups left, or nothing yet."""
    fit = {
        "revision": model.revision, "corpus": corpus, "groups": str(groups), "layout": LAYOUT,
    }  # fmt: skip
    found = _read(_folder(model) / SUMS)
    if found and fit.items() <= found[1].items():
        return Sums(found[0], int(found[1]["done"]), fit)
    return Sums(torch.zeros(model.n_layers, model.width, model.width), 0, fit)


def forget_sums(model: Model) -> None:
    """Remove what an unfinished fit left."""
    (_folder(model) / SUMS).unlink(missing_ok=True)


@contextmanager
def locked(model: Model) -> Iterator[None]:
    """Hold the model's fit. Raises `InputError` while another process holds it."""
    from filelock import FileLock, Timeout

    folder = _folder(model)
    with cache.writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise InputError(
                f"Another process is fitting the lens of {model.name}; wait until it has done."
            ) from None
    try:
        yield
    finally:
        lock.release()


def _places(model: Model) -> tuple[Path, Path]:
    return _folder(model) / LENS, _home(model.name) / BESIDE


def _folder(model: Model | JacobianLens) -> Path:
    name = model.model if isinstance(model, JacobianLens) else model.name
    return cache.root() / "jacobian" / hashlib.sha256(name.encode()).hexdigest()[:32]


def _home(name: str) -> Path:
    """Name the folder that a model itself lies in, where that is known without a search."""
    return Path(name) if os.path.isdir(name) else CHECKPOINTS / name


def opened(path: Path) -> JacobianLens | None:
    """Open a lens that Semhub wrote; None where the file is none, or not there."""
    found = _read(path)
    if found is None:
        return None
    tensor, header = found
    try:
        return JacobianLens(
            header["model"], header["revision"], tensor, int(header["texts"]), header["corpus"],
            int(header.get("begins", 0)), header.get("fitted_on", ""),
        )  # fmt: skip
    except (KeyError, ValueError):
        return None


def _read(path: Path) -> tuple[torch.Tensor, dict[str, str]] | None:
    """Read the tensor and the header; None where there is no such file of this layout."""
    try:
        with safe_open(path, framework="pt") as file:
            header = file.metadata() or {}
            return (file.get_tensor(TENSOR), header) if header.get("layout") == LAYOUT else None
    except (OSError, SafetensorError):
        return None


def _write(path: Path, tensor: torch.Tensor, header: dict[str, str]) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    with cache.writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            save_file({TENSOR: tensor.contiguous()}, partial, metadata=header)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
