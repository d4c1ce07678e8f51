"""From a name to a checked model in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from transformers import (
    PretrainedConfig,
    PreTrainedModel,
)
from transformers.utils import logging as transformers_logging

from semhub.errors import InputError
from semhub.inputs.door import callback, kind_of
from semhub.models import catalogue, devices, folder, offload, room
from semhub.models import huggingface as hub
from semhub.models.adapting import Loaded, adapted, require_beside, unread
from semhub.models.auto_class import class_for, is_pair
from semhub.models.chat import chatting
from semhub.models.config_file import config_of
from semhub.models.decoder import Decoder
from semhub.models.encoder import Encoder
from semhub.models.halves import halved
from semhub.models.lora.base import Source, source_of
from semhub.models.lora.merge import Merging
from semhub.models.module import loaded
from semhub.models.one_sense.encoder import OneSense
from semhub.models.one_sense.finding import EncoderAlone
from semhub.models.options import AUTO, Options
from semhub.models.placement import first_trusted, moved
from semhub.models.sensory import UNFIT, UNREADABLE
from semhub.models.sizes import require_held, unloadable
from semhub.models.towers import PREFIX
from semhub.models.towers.pair import Towers
from semhub.public import public

# Its warnings and bars are for people who train; ours see one sentence, or a progress of our own.
transformers_logging.set_verbosity_error()
transformers_logging.disable_progress_bar()


def load(
    name: str,
    *,
    device: str | torch.device = AUTO,
    dtype: str = AUTO,
    revision: str | None = None,
    chat: bool = False,
    progress: hub.Progress | None = None,
) -> Loaded:
    """Load a model and do its load check.

    name: a catalogue name, a Hugging Face id, a local folder, the path of a .gguf file (of any
        part, where it was split), `ollama:NAME:TAG`, `lmstudio:PUBLISHER/REPOSITORY/FILE`,
        `open_clip:ARCH/PRETRAINED` or `open_clip:ARCH//path/to/weights.safetensors`. A folder may
        be a LoRA adapter's, which is merged into the base that it names, or, as `BASE+ADAPTER`,
        into another. With #decoder behind it, the decoder of an encoder-decoder
        (`semhub.models.encoder_decoder`).
    device: "auto" takes CUDA's GPU, else Apple's, if there is one on which the model gives what it
        gives on the CPU; else the CPU. A model that is larger than the device is spread over
        others of its kind, memory and disk.
    dtype: "float32", "bfloat16" or "float16"; "auto" is the checkpoint's own on a GPU and float32
        on a CPU, where halves are slow and blur the metrics.
    revision: a commit, branch or tag of a model of the hub.
    chat: whether each text stands as a user's turn in the model's own chat template.

    Never runs code that comes with a model, and never opens pickled weights.
    Raises `InputError` with one sentence when the model cannot be had or cannot be read.
    """
    if not isinstance(name, (str, PathLike)):
        raise InputError(f"A model is named by a string or a path, not {kind_of(name)}.")
    if not isinstance(revision, str | None):
        raise InputError(f"A revision is a string such as main, not {kind_of(revision)}.")
    callback(progress)
    name = str(name)
    asked = Options(device, dtype, revision, chat)
    return first_trusted(
        devices.places(device), lambda place, notes: _on(place, name, asked, progress, notes)
    )


def _on(
    place: torch.device,
    name: str,
    asked: Options,
    progress: hub.Progress | None,
    notes: Sequence[str],
) -> Loaded:
    """Load a model on one device, with sentences on why not on others. Raises `Untrusted` where it
    gives other states there than on the CPU, and `InputError` as `load` does."""
    chosen = devices.dtype_on(place, asked.dtype)
    if name.startswith(PREFIX):
        model = _open_clip(name, asked, progress)
        model = _noted(model, [*moved(model, place), *notes])
        return in_chat(model) if asked.chat else model
    source = source_of(name, progress, asked.revision)
    if progress:
        progress(1.0, f"Loading {name}")
    config = config_of(source.folder)
    kind = class_for(name, source, config)
    require_beside(source, config)
    # Strangers would wait for the disk at every pass, two towers are read as one module, and what
    # an adapter changes has to be in memory.
    in_one = public() or is_pair(config) or source.adapter is not None
    with offload.placing(name, source.folder, config, place, chosen, in_one=in_one) as placing:
        module, losses = _read(source, kind, config, chosen, placing)
    about = {"name": name, "revision": source.revision}
    if placing:
        offload.settle(module, placing)
        model = adapted(module, source, **about)
        where = [offload.sentence(module)] if offload.is_spread(module) else []
    elif getattr(config, "quantization_config", None) is not None:  # which may run there alone
        model, where = adapted(module.to(place), source, **about), []
    else:
        model = adapted(module, source, **about)
        where = [*moved(model, place), *_cost(model, source, kind, config)]
    _noted(model, [*losses, *where, *notes])
    return in_chat(model) if asked.chat else model


def _read(
    source: Source, kind: type | EncoderAlone, config: PretrainedConfig, dtype: torch.dtype | str,
    placing: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[PreTrainedModel, list[str]]:  # fmt: skip
    """Read the weights, and merge an adapter into them; with sentences on what was found. kind:
    what builds the module."""
    merging = source.adapter and Merging(source, kind, config)
    module, notes = loaded(kind, source.folder, config, dtype, placing)
    return module, [merging.into(module), *notes] if merging else notes


def in_chat(model: Loaded) -> Decoder | Encoder:
    """Return a model that was loaded, in the same memory, with its texts in its own chat template.
    Raises `InputError` as `chatting` does."""
    if isinstance(model, Towers):
        raise InputError(f"{model.name} is two towers, which take no chat; leave chat out.")
    if isinstance(model, OneSense):
        raise InputError(f"{model.name} takes no texts, and so no chat; leave chat out.")
    if model.sources:
        raise InputError(f"{model.name} is fed texts beside a source, in no chat; leave chat out.")
    source = Path(model.text.tokenizer.name_or_path)
    return chatting(model, trusted=catalogue.is_own(source))


def _cost(
    model: Loaded, source: Source, kind: type | EncoderAlone, config: PretrainedConfig
) -> list[str]:
    """Say how far a model in halves, on a CPU, is from the same in float32, which is loaded for
    this alone."""
    if isinstance(model, Towers) or model.device.type != "cpu":
        return []
    if (dtype := model.module.dtype) not in (torch.bfloat16, torch.float16):
        return []
    if offload.size(source.folder, config, torch.float32) > room.for_weights():
        return ["What its halves cost was not measured: in float32 it has no room beside them."]
    module, _ = _read(source, kind, config, torch.float32)
    whole = adapted(module, source, name=model.name, revision=model.revision)
    return [halved(model, whole).sentence(dtype)]


def _noted(model: Loaded, notes: Sequence[str]) -> Loaded:
    """Put sentences behind a model's load check; return the model."""
    checked = model.text if isinstance(model, Towers) else model
    checked.check = checked.check.noting(notes)
    return model


def untrained(
    name: str,
    *,
    seed: int = 0,
    device: str | torch.device = AUTO,
    revision: str | None = None,
) -> Loaded:
    """Make an untrained twin: a model's architecture, tokenizer and processor, with random weights.

    The weights are those that a training would start from, as transformers initialises the
    family, drawn from `seed`, in float32. What it shows, no training has brought about.
    Raises `InputError` as `load` does, and for the towers of open_clip.
    """
    if name.startswith(PREFIX):
        raise InputError("There is no untrained twin of open_clip's towers; choose another model.")
    source = source_of(name, revision=revision)
    config = config_of(source.folder)
    kind = class_for(name, source, config)
    require_beside(source, config)
    room.require_memory(name, offload.size(source.folder, config, torch.float32))
    require_held(kind, source.folder, config)
    places = devices.places(device)
    described = folder.digest(source.folder, folder.described(source.folder))
    made = f"untrained:{seed}:{described}"

    def on(place: torch.device, notes: Sequence[str]) -> Loaded:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            try:
                module = kind.from_config(config, dtype=torch.float32)
            except UNREADABLE as error:
                raise unloadable(source.folder, error) from None
        model = adapted(module, source, name=f"{name}, untrained", revision=made)
        return _noted(model, [*moved(model, place), *notes])

    return first_trusted(places, on)


def _open_clip(name: str, asked: Options, progress: hub.Progress | None) -> Towers:
    if asked.dtype not in (AUTO, "float32"):
        raise InputError(f"open_clip's towers are read in float32, not {asked.dtype}; use auto.")
    catalogue.require_no_revision(name, asked.revision)
    from semhub.models.towers import open_clip  # which loads timm and torchvision

    try:
        return open_clip.load(name, device=devices.CPU, progress=progress)
    except InputError:
        raise
    except UNFIT as error:
        raise unread(name, "its architecture", error) from error
