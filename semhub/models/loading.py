"""From a name to a checked model in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path

import torch
from transformers import (
    AutoModel,
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForMultimodalLM,
    AutoModelForTextEncoding,
    ClapConfig,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
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
from semhub.models import folder, room
from semhub.models import huggingface as hub
from semhub.models.beside import processor_of, tokenizer_of
from semhub.models.config_file import config_of
from semhub.models.decoder import Decoder
from semhub.models.encoder import Encoder
from semhub.models.lora.base import Source, source_of
from semhub.models.lora.merge import Merging
from semhub.models.masked import MaskedEncoder
from semhub.models.masked_head import has_masked_head
from semhub.models.module import loaded
from semhub.models.one_sense.encoder import OneSense
from semhub.models.one_sense.finding import EncoderAlone, builder, sense_of
from semhub.models.one_sense.preparing import processor_of as processor_alone
from semhub.models.own_pool import own_pool_of
from semhub.models.sensory import UNFIT, UNREADABLE, first_line
from semhub.models.sizes import require_held, unloadable
from semhub.models.towers import PREFIX, clip
from semhub.models.towers.pair import Towers
from semhub.pools import Pool

# Its warnings and bars are for people who train; ours see one sentence, or a progress of our own.
transformers_logging.set_verbosity_error()
transformers_logging.disable_progress_bar()

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}

Loaded = Decoder | Encoder | OneSense | Towers

_WITH_HEAD = (AutoModelForCausalLM, AutoModelForMultimodalLM)
_HEADED = ("ForCausalLM", "ForConditionalGeneration", "LMHeadModel")


def load(
    name: str,
    *,
    device: str = "auto",
    dtype: str = "auto",
    progress: hub.Progress | None = None,
) -> Loaded:
    """Load a model and do its load check.

    name: a catalogue name, a Hugging Face id, a local folder, the path of a .gguf file (of any
        part, where it was split), `ollama:NAME:TAG`, `lmstudio:PUBLISHER/REPOSITORY/FILE`,
        `open_clip:ARCH/PRETRAINED` or `open_clip:ARCH//path/to/weights.safetensors`. A folder may
        be a LoRA adapter's, which is merged into the base that it names, or, as `BASE+ADAPTER`,
        into another.
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
    source = source_of(name, progress)
    if progress:
        progress(1.0, f"Loading {name}")
    config = config_of(source.folder)
    _require_beside(source, config)
    _require_room(name, source.folder, config, device, chosen)
    kind = auto_class(config)
    merging = source.adapter and Merging(source, kind, config)
    module, notes = loaded(kind, source.folder, config, chosen)
    if merging:
        notes = [merging.into(module), *notes]
    model = _adapted(module.to(device), source, name=name, revision=source.revision)
    checked = model.text if isinstance(model, Towers) else model
    checked.check = checked.check.noting(notes)
    return model


def untrained(name: str, *, seed: int = 0, device: str = "auto") -> Loaded:
    """Make an untrained twin: a model's architecture, tokenizer and processor, with random weights.

    The weights are those that a training would start from, as transformers initialises the
    family, drawn from `seed`, in float32. What it shows, no training has brought about.
    Raises `InputError` as `load` does, and for the towers of open_clip.
    """
    if name.startswith(PREFIX):
        raise InputError("There is no untrained twin of open_clip's towers; choose another model.")
    where = _device(device)
    source = source_of(name)
    config = config_of(source.folder)
    _require_beside(source, config)
    _require_room(name, source.folder, config, where, torch.float32)
    require_held(auto_class(config), source.folder, config)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        try:
            module = auto_class(config).from_config(config, dtype=torch.float32)
        except UNREADABLE as error:
            raise unloadable(source.folder, error) from None
    module = module.to(where)
    described = folder.digest(source.folder, folder.described(source.folder))
    revision = f"untrained:{seed}:{described}"
    return _adapted(module, source, name=f"{name}, untrained", revision=revision)


def _adapted(module: PreTrainedModel, read: Source, *, name: str, revision: str) -> Loaded:
    """Put the module into the adapter of its kind, with what the folder has beside the weights.

    Raises `InputError` where it does not run on the probes of the checks.
    """
    about = {"name": name, "revision": revision}
    source, sense = read.folder, sense_of(module.config)
    tokenizer = None if sense else tokenizer_of(read.words)
    try:
        if sense:
            return OneSense(module, processor_alone(source, sense), sense, **about)
        if isinstance(module.config, ClapConfig):
            from semhub.models.towers import clap

            return clap.towers(module, tokenizer, source, **about)
        if clip.is_pair(module):
            return clip.towers(module, tokenizer, source, **about)
        own = own_pool_of(source)
        model = _of_text(module, tokenizer, source, own and own.usual, about)
        if own:
            model.own_pool = own
            model.check = model.check.noting([f"Its makers pool it by {own.sentence}."])
        return model
    except InputError:
        raise
    except UNFIT as error:
        raise _unread(name, type(module).__name__, error) from error


def _of_text(
    module: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    source: Path,
    pool: Pool | None,
    about: Mapping[str, str],
) -> Decoder | Encoder:
    kind = auto_class(module.config)
    if kind is AutoModelForMaskedLM:
        try:
            return MaskedEncoder(module, tokenizer, pool=pool, **about)
        except InputError:
            raise
        except UNFIT as error:  # its states can still be read
            model = Encoder(module.base_model, tokenizer, pool=pool, **about)
            why = f"Its head of masked words cannot be read ({first_line(error)})."
            model.check = replace(model.check, sentence=why)
            return model
    if kind not in _WITH_HEAD:
        return Encoder(module, tokenizer, pool=pool, **about)
    processor, missing = processor_of(source, module.config)
    return Decoder(module, tokenizer, processor=processor, no_processor=missing, **about)


def _require_beside(source: Source, config: PretrainedConfig) -> None:
    """Raise `InputError` where the folder lacks what turns items into the model's inputs; before
    its weights are read."""
    if sense := sense_of(config):
        processor_alone(source.folder, sense)
    else:
        folder.require_tokenizer(source.words)


def _unread(name: str, kind: str, error: Exception) -> InputError:
    return InputError(
        f"{name} cannot be read, since {kind} does not run on what the load check gives it "
        f"({first_line(error)}); choose another model."
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


def auto_class(config: PretrainedConfig) -> type | EncoderAlone:
    """Choose the Auto class that loads the whole of it: with a head where it has one."""
    if sense_of(config):
        return builder(config)
    named = (config.architectures or [""])[0]
    speaks = named.endswith(_HEADED) if named else type(config) not in MODEL_FOR_MASKED_LM_MAPPING
    if has_masked_head(config):
        return AutoModelForMaskedLM
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
