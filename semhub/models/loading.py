"""From a name to a checked model in memory."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import torch
from transformers import (
    AutoModel,
    AutoModelForCausalLM,
    AutoModelForMultimodalLM,
    AutoModelForTextEncoding,
    ClapConfig,
    PretrainedConfig,
    PreTrainedModel,
)
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_CAUSAL_LM_MAPPING,
    MODEL_FOR_MASKED_LM_MAPPING,
    MODEL_FOR_MULTIMODAL_LM_MAPPING,
    MODEL_FOR_TEXT_ENCODING_MAPPING,
)
from transformers.utils import logging as transformers_logging

from semhub.errors import InputError
from semhub.inputs.door import callback, kind_of
from semhub.models import catalogue, folder, room
from semhub.models import huggingface as hub
from semhub.models.beside import processor_of, tokenizer_of
from semhub.models.config_file import config_of
from semhub.models.decoder import Decoder
from semhub.models.encoder import Encoder
from semhub.models.encoder_decoder import Part, split
from semhub.models.module import loaded
from semhub.models.sensory import UNFIT, UNREADABLE, first_line
from semhub.models.sizes import require_held, unloadable
from semhub.models.towers import PREFIX, clip
from semhub.models.towers.pair import Towers

# Its warnings and bars are for people who train; ours see one sentence, or a progress of our own.
transformers_logging.set_verbosity_error()
transformers_logging.disable_progress_bar()

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}

_WITH_HEAD = (AutoModelForCausalLM, AutoModelForMultimodalLM)
_HEADED = ("ForCausalLM", "ForConditionalGeneration", "LMHeadModel")


def load(
    name: str,
    *,
    device: str = "auto",
    dtype: str = "auto",
    progress: hub.Progress | None = None,
) -> Decoder | Encoder | Towers:
    """Load a model and do its load check.

    name: a catalogue name, a Hugging Face id, a local folder, the path of a .gguf file,
        `open_clip:ARCH/PRETRAINED` or `open_clip:ARCH//path/to/weights.safetensors`; with
        #decoder behind it, the decoder of an encoder-decoder (`semhub.models.encoder_decoder`).
    device: "auto" takes a GPU if there is one.
    dtype: "float32", "bfloat16" or "float16"; "auto" is the checkpoint's own on a GPU and float32
        on a CPU, where halves are slow and blur the metrics.

    Never runs code that comes with a model, and never opens pickled weights.
    Raises `InputError` with one sentence when the model cannot be had or cannot be read.
    """
    if not isinstance(name, (str, PathLike)):
        raise InputError(f"A model is named by a string or a path, not {kind_of(name)}.")
    callback(progress)
    name = str(name)
    device = _device(device)
    chosen = _dtype(dtype, device)
    if name.startswith(PREFIX):
        return _open_clip(name, device, dtype, progress)
    source = catalogue.folder(name, progress)
    folder.require_complete(source)
    if progress:
        progress(1.0, f"Loading {name}")
    config = config_of(source)
    _require_room(name, source, config, device, chosen)
    kind = _class_for(name, config)
    module, notes = loaded(kind, source, config, chosen)
    about = {"name": name, "revision": folder.revision(source)}
    model = _adapted(module.to(device), source, split(name)[1], **about)
    checked = model.text if isinstance(model, Towers) else model
    checked.check = checked.check.noting(notes)
    return model


def untrained(name: str, *, seed: int = 0, device: str = "auto") -> Decoder | Encoder | Towers:
    """Make an untrained twin: a model's architecture, tokenizer and processor, with random weights.

    The weights are those that a training would start from, as transformers initialises the
    family, drawn from `seed`, in float32. What it shows, no training has brought about.
    Raises `InputError` as `load` does, and for the towers of open_clip.
    """
    if name.startswith(PREFIX):
        raise InputError("There is no untrained twin of open_clip's towers; choose another model.")
    where = _device(device)
    source = catalogue.folder(name)
    folder.require_complete(source)
    config = config_of(source)
    _require_room(name, source, config, where, torch.float32)
    kind = _class_for(name, config)
    require_held(kind, source, config)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        try:
            module = kind.from_config(config, dtype=torch.float32)
        except UNREADABLE as error:
            raise unloadable(source, error) from None
    module = module.to(where)
    revision = f"untrained:{seed}:{folder.digest(source, folder.described(source))}"
    about = {"name": f"{name}, untrained", "revision": revision}
    return _adapted(module, source, split(name)[1], **about)


def _adapted(
    module: PreTrainedModel, source: Path, part: Part | None, *, name: str, revision: str
) -> Decoder | Encoder | Towers:
    """Put the module into the adapter of its kind, with what the folder has beside the weights.

    part: what its name asks for beside the whole.

    Raises `InputError` where it does not run on the probes of the checks.
    """
    about = {"name": name, "revision": revision}
    tokenizer = tokenizer_of(source)
    try:
        if part:
            from semhub.models.encoder_decoder.loading import adapted

            return adapted(module, tokenizer, source, part, **about)
        if isinstance(module.config, ClapConfig):
            from semhub.models.towers import clap

            return clap.towers(module, tokenizer, source, **about)
        if clip.is_pair(module):
            return clip.towers(module, tokenizer, source, **about)
        if auto_class(module.config) not in _WITH_HEAD:
            return Encoder(module, tokenizer, pool=folder.pooling(source), **about)
        processor, missing = processor_of(source, module.config)
        return Decoder(module, tokenizer, processor=processor, no_processor=missing, **about)
    except InputError:
        raise
    except UNFIT as error:
        raise _unread(name, type(module).__name__, error) from error


def _unread(name: str, kind: str, error: Exception) -> InputError:
    return InputError(
        f"{name} cannot be read, since {kind} does not run on what the load check gives it, a text "
        f"first ({first_line(error)}); choose another model."
    )


def _require_room(
    name: str, source: Path, config: PretrainedConfig, device: torch.device, dtype: object
) -> None:
    """Raise `InputError` where the weights are larger than the memory that is free. Of a GPU,
    PyTorch says itself when it is full."""
    if device.type == "cpu":
        size = sum(file.stat().st_size for file in folder.weight_files(source))
        wider = dtype is torch.float32 and config.dtype in (torch.float16, torch.bfloat16)
        room.require_memory(name, 2 * size if wider else size)


def _open_clip(
    name: str, device: torch.device, dtype: str, progress: hub.Progress | None
) -> Towers:
    if dtype not in ("auto", "float32"):
        raise InputError(f"open_clip's towers are read in float32, not {dtype}; use auto.")
    from semhub.models.towers import open_clip  # which loads timm and torchvision

    try:
        return open_clip.load(name, device=device, progress=progress)
    except InputError:
        raise
    except UNFIT as error:
        raise _unread(name, "its architecture", error) from error


def _class_for(name: str, config: PretrainedConfig) -> type:
    """Choose the Auto class that loads what a name asks for."""
    if split(name)[1] is None:
        return auto_class(config)
    from semhub.models.encoder_decoder.loading import class_of

    return class_of(config, name)


def auto_class(config: PretrainedConfig) -> type:
    """Choose the Auto class that loads the whole of it: with a head where it has one."""
    named = (config.architectures or [""])[0]
    speaks = named.endswith(_HEADED) if named else type(config) not in MODEL_FOR_MASKED_LM_MAPPING
    if config.is_encoder_decoder or not speaks:
        # Of a family with both, this one loads the encoder alone, where it can.
        return AutoModelForTextEncoding if _encodes(config) else AutoModel
    if type(config) in MODEL_FOR_MULTIMODAL_LM_MAPPING:
        return AutoModelForMultimodalLM
    if type(config) in MODEL_FOR_CAUSAL_LM_MAPPING:
        return AutoModelForCausalLM
    return AutoModel


def _encodes(config: PretrainedConfig) -> bool:
    """Tell whether transformers has an encoder of text that this config builds."""
    if type(config) not in MODEL_FOR_TEXT_ENCODING_MAPPING:
        return False
    try:
        with torch.device("meta"):  # where it costs nothing
            AutoModelForTextEncoding.from_config(config)
    except UNREADABLE:  # one that is without a decoder only (T5Gemma), or a config of odd values
        return False
    return True


def _device(device: str) -> torch.device:
    if not isinstance(device, (str, torch.device)):
        raise InputError(f"A device is a string such as auto or cpu, not {kind_of(device)}.")
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        return torch.empty(0, device=device).device
    except (RuntimeError, AssertionError):  # the latter from a torch that was built without CUDA
        raise InputError(f"This machine has no device “{device}”; use auto or cpu.") from None


def _dtype(dtype: str, device: torch.device) -> torch.dtype | str:
    if isinstance(dtype, str) and dtype == "auto":
        return torch.float32 if device.type == "cpu" else "auto"
    if not isinstance(dtype, str) or dtype not in DTYPES:
        named = f"“{dtype}”" if isinstance(dtype, str) else kind_of(dtype)
        raise InputError(f"There is no dtype {named} here; use auto, {', '.join(DTYPES)}.")
    return DTYPES[dtype]
