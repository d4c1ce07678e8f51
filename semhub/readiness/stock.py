"""Which models are ready on this machine, and which pages each serves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError

from semhub.errors import InputError
from semhub.models import catalogue, folder, stores
from semhub.models import huggingface as hub
from semhub.models.entry import Entry, fits, served
from semhub.models.lora.base import source_of
from semhub.models.lora.naming import is_adapter

_HEADED = ("ForCausalLM", "ForConditionalGeneration", "LMHeadModel")
_SENSES = {"image": "vision_config", "audio": "audio_config"}
"""What a config has of a model that takes them."""

_UNPACKED = "is unpacked when it is first used"


@dataclass(frozen=True)
class Stock:
    """A model. ready: whether it loads without a network. pages: that it serves.

    how: to get it, where it is not here, or what it still takes. fault: why it would not load,
        empty where it would.
    """

    name: str
    ready: bool
    pages: tuple[str, ...]
    how: str = ""
    fault: str = ""


def taken() -> Iterator[Stock]:
    """List the models of the catalogue, then the others that lie in the hub's cache, and those that
    Ollama and LM Studio keep."""
    yield from map(_of_entry, catalogue.ENTRIES)
    known = {entry.name for entry in catalogue.ENTRIES}
    for name in hub.cached():
        if name not in known and (where := hub.on_disk(name)):
            yield _of_folder(name, where)
    for one in stores.stored():
        yield Stock(one.name, True, served((), True), _UNPACKED)


def _of_entry(entry: Entry) -> Stock:
    where = entry.find()
    if where is None:
        fault = f"{entry.name} is not here: {entry.how}." if entry.raised else ""
        return Stock(entry.name, False, entry.pages, entry.how, fault)
    fault = (where.is_dir() and _fault(where)) or _fit(entry.name, entry.parameters)
    how = "" if where.is_dir() else _UNPACKED
    return Stock(entry.name, not fault, entry.pages, how, fault)


def _of_folder(name: str, where: Path) -> Stock:
    """The same of a model that the catalogue does not know, by its config and weights."""
    try:
        where = source_of(name).folder if is_adapter(where) else where
    except InputError as error:
        return Stock(name, False, (), fault=str(error))
    fault = _fault(where)
    if fault:
        return Stock(name, False, (), fault=fault)
    config = json.loads((where / "config.json").read_text(encoding="utf-8"))
    senses = tuple(sense for sense, part in _SENSES.items() if part in config)
    headed = str((config.get("architectures") or [""])[0]).endswith(_HEADED)
    try:
        fault = _fit(name, catalogue.weights(where))
    except SafetensorError:
        fault = f"{name} has weights that cannot be read; fetch it again."
    # What has no words only sees or hears, and is laid against another model.
    pages = served(senses, headed) if folder.has_tokenizer(where) else ("Hub",)
    return Stock(name, not fault, pages, fault=fault)


def _fault(where: Path) -> str:
    try:
        folder.require_complete(where)
    except InputError as error:
        return str(error)
    return ""


def _fit(name: str, parameters: int) -> str:
    if fits(parameters):
        return ""
    return (
        f"{name} may not fit: its weights take {4 * parameters / 1e9:.1f} GB, over half of this "
        "machine's memory; choose a smaller model."
    )
