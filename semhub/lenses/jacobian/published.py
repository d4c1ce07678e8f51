"""A Jacobian lens that somebody else fitted and published, taken for one model.

The reference implementation `jlens` saves `{"J": {block: matrix}, "n_prompts": ..., ...}` by
`torch.save`, and so do the collections of such lenses (huggingface.co/neuronpedia/jacobian-lens,
with a `config.yaml` beside each that names the model and the texts). Its block l is the layer l + 1
here, since layer 0 is the embedding, of which it has no matrix. A `.pt` file is opened in a process
of its own (`models/trial`), as numbers alone; of safetensors, tensors are taken whose names end in
the number of a block. A lens that Semhub wrote knows its weights, and is taken as it is.

A file says little of the weights that it belongs to. So the lens is held against a few rows of the
model's own Jacobians, on a few texts; one of another model has nothing in common with them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import torch
from safetensors import SafetensorError, safe_open

from semhub import cache, datasets
from semhub.errors import InputError
from semhub.inputs import texts
from semhub.lenses.jacobian import store
from semhub.lenses.jacobian.corpus import default_texts
from semhub.lenses.jacobian.estimate import rows
from semhub.lenses.jacobian.fitting import long_enough
from semhub.lenses.jacobian.lens import JacobianLens
from semhub.lenses.neighbours.corpus import reads, recipe
from semhub.models import room
from semhub.models.protocol import Model
from semhub.models.trial import fault_of_lens

PICKLED = (".pt", ".pth", ".bin")
LEAST = 0.2
"""Correlation with the model's own rows, in the middle of the layers, below which a lens is taken
for another model's. Of the embedded model and its twin, of one form, each agrees with its own lens
by more than 0.4 and with the other's by less than 0.1 (tests/lenses/jacobian/test_published.py)."""

_TRIED, _TEXTS, _POSITIONS, _ROWS = 40, 4, 64, 6
"""What the model's own rows are worked out on, seconds for a small model, and of how many texts
those are chosen that are long enough and not too long."""

_BLOCK = re.compile(r"(?:.*\D)?(\d{1,4})")
_LARGEST_CONFIG = 1 << 16
_SAID = {
    "model": re.compile(r'^hf_model_name: "?([^"\n]+)"?$', re.MULTILINE),
    "corpus": re.compile(r'^dataset:\n  name: "?([^"\n]+)"?$', re.MULTILINE),
}
_LONGEST = 100
"""Characters of a corpus's name that are shown."""


def take(
    file: Path, model: Model, *, languages: Sequence[str] = (), corpus: str = ""
) -> JacobianLens:
    """Read a published lens for this model, and check that it is this model's.

    languages: codes of those that the texts of its fit are in (`datasets.NAMES`), where that is
    known. corpus: what these texts are called; by default what a `config.yaml` beside the file
    says. Raises `InputError` where the file cannot be read, where its shape or its numbers are not
    this model's, and on a language that has no name here.
    """
    model.require_head()
    for code in languages:
        if code not in datasets.NAMES:
            raise InputError(
                f"There is no language “{code}” here; give one of {', '.join(datasets.NAMES)}."
            )
    if not file.is_file():
        raise InputError(f"There is no file {file}; give a .pt or .safetensors file.")
    if own := store.opened(file):
        if own.revision != model.revision:
            raise InputError(
                f"{file} was fitted to {own.model} and not to {model.name} as it is; choose the "
                "lens of these weights."
            )
        return replace(own, model=model.name, fitted_on=_fitted_on(languages, corpus, own.texts))
    if file.suffix.lower() not in (*PICKLED, ".safetensors"):
        raise InputError(f"{file} is no lens that can be read; give a .pt or .safetensors file.")
    size = 4 * model.n_layers * model.width**2
    room.require_memory(f"The Jacobian lens of {model.name}", size)
    if file.suffix.lower() in PICKLED:
        with cache.writing(cache.root()):
            cache.root().mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=cache.root()) as place:
                plain = Path(place) / "lens.safetensors"
                if fault := fault_of_lens(file, plain):
                    raise InputError(f"{file} cannot be read as a Jacobian lens ({fault}).")
                matrices, counted = _matrices(plain, file)
    else:
        matrices, counted = _matrices(file, file)
    jacobians = _laid_out(file, model, matrices)
    if not bool(jacobians.isfinite().all()):
        raise InputError(f"{file} holds numbers that are not finite; take the lens of another fit.")
    said = _said_beside(file)
    lens = JacobianLens(
        model.name, model.revision, jacobians, counted, cache.digest(file), begins=1,
        fitted_on=_fitted_on(languages, corpus or said.get("corpus", ""), counted),
    )  # fmt: skip
    alike = agreement(model, lens)
    if math.isnan(alike):
        raise InputError(
            f"{file} holds one number beside the diagonal, which no fit gives; choose the lens of "
            "these weights."
        )
    if alike < LEAST:
        named = f", and the config.yaml beside it names {said['model']}" if "model" in said else ""
        raise InputError(
            f"{file} is not the lens of {model.name}: its numbers have nothing in common with this "
            f"model's own (correlation {alike:.2f}{named}); choose the lens of these weights."
        )
    return lens


def agreement(model: Model, lens: JacobianLens) -> float:
    """Correlate a lens with rows that are worked out of the model on a few texts: the median over
    layers. Of a row the entry of its own component is left out: in any model it is near one."""
    known = recipe(model.name) is not None
    given = default_texts(model) if known else texts(datasets.articles()["en"])
    given = [text for text in given[:_TRIED] if reads(model, text)]
    encoded = [
        replace(item, ids=item.ids[:_POSITIONS], content=item.content[:_POSITIONS])
        for item in long_enough(model, given)[:_TEXTS]
    ]
    components = Random("jacobian").sample(range(model.width), min(_ROWS, model.width))
    ours, theirs = [], []
    for component in components:
        rest = [k for k in range(model.width) if k != component]
        ours.append(next(rows(model, encoded, component))[:, rest])
        theirs.append(lens.jacobians[:, component, rest].float())
    found = zip(torch.cat(ours, dim=1)[lens.begins :], torch.cat(theirs, dim=1)[lens.begins :],
                strict=True)  # fmt: skip
    with np.errstate(invalid="ignore"):  # of a lens of zeros, which is no model's
        return float(np.median([np.corrcoef(one, other)[0, 1] for one, other in found]))


def _matrices(plain: Path, file: Path) -> tuple[dict[int, torch.Tensor], int]:
    """Read block -> matrix, and on how many texts it was fitted, 0 where that is not said."""
    try:
        with safe_open(plain, framework="pt") as tensors:
            numbers = {
                name: int(found[1])
                for name in tensors.keys()  # noqa: SIM118 (it is no mapping)
                if (found := _BLOCK.fullmatch(name))
            }
            said = (tensors.metadata() or {}).get(store.PROMPTS, "")
            counted = int(said) if re.fullmatch(r"\d{1,9}", said) else 0
            return {block: tensors.get_tensor(name) for name, block in numbers.items()}, counted
    except (OSError, SafetensorError):
        raise InputError(f"{file} cannot be read as safetensors; download it again.") from None


def _laid_out(file: Path, model: Model, matrices: dict[int, torch.Tensor]) -> torch.Tensor:
    """Lay the matrices out as layers, (n_layers, width, width) float32; layer 0 is left as it is.
    Raises `InputError` where one is missing or of another size."""
    shape = (model.width, model.width)
    wrong = next((m for m in matrices.values() if m.shape != shape), None)
    blocks = range(model.n_layers - 1)
    if wrong is not None or (matrices and max(matrices) >= model.n_layers):
        size = f"up to block {max(matrices)}, of size " + " x ".join(
            map(str, (wrong if wrong is not None else next(iter(matrices.values()))).shape)
        )
        raise InputError(
            f"{file} is the lens of another model: it has matrices {size}, and {model.name} has "
            f"{model.n_layers} blocks of width {model.width}; choose the lens of this model."
        )
    missing = [block for block in blocks if block not in matrices]
    if missing:
        raise InputError(
            f"{file} has {len(blocks) - len(missing)} of the {len(blocks)} matrices that a lens of "
            f"{model.name} has, and none of block {missing[0]}; choose a file with all of them."
        )
    first = torch.eye(model.width)
    return torch.stack([first, *(matrices[block].float() for block in blocks)])


def _said_beside(file: Path) -> dict[str, str]:
    """Read what a config.yaml beside the file says of the model and of the texts."""
    config = file.with_name("config.yaml")
    try:
        if not config.is_file() or config.stat().st_size > _LARGEST_CONFIG:
            return {}
        content = config.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    found = {key: pattern.search(content) for key, pattern in _SAID.items()}
    return {key: one[1][:_LONGEST] for key, one in found.items() if one and one[1].isprintable()}


def _fitted_on(languages: Sequence[str], corpus: str, counted: int) -> str:
    """Name the texts of a fit: “English text (Salesforce/wikitext, 485 texts)”."""
    spoken = " and ".join(datasets.NAMES[code] for code in languages)
    about = ", ".join(filter(None, (corpus, f"{counted:,} texts" if counted else "")))
    return (f"{spoken} text" if spoken else "text whose language is unknown") + (
        f" ({about})" if about else ""
    )
