"""From a name that open_clip knows to its architecture with weights, which are safetensors only."""

from __future__ import annotations

import difflib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import open_clip
import torch
from huggingface_hub.utils import logging as hub_logging
from open_clip import pretrained as registry
from safetensors import SafetensorError, safe_open
from torch import nn

from semhub.errors import InputError
from semhub.models import folder, processor_file, trial
from semhub.models import huggingface as hub
from semhub.models.sensory import UNFIT, first_line
from semhub.models.sizes import require_as_large, require_bearable
from semhub.models.towers import PREFIX, local_files, local_weights

hub_logging.set_verbosity_error()  # what it says of a missing network, our sentence says too

_WEIGHTS = "open_clip_model.safetensors"
_CONFIG = "open_clip_config.json"
_MISFIT = (*UNFIT, StopIteration)
"""What open_clip raises, on its way, on weights that are not of the architecture, and on a config
of odd values."""

_PREPROCESSING = ("mean", "std", "interpolation", "resize_mode")


@dataclass(frozen=True)
class Checkpoint:
    """An architecture of open_clip, and the file that holds its weights.

    quick_gelu: whether these weights were trained with that activation.
    preprocessing: how pictures were prepared for them, where it is known.
    own_config: whether a config lies beside the weights that has their architecture, activation
        and preparation; it is then what counts.
    """

    architecture: str
    weights: Path
    revision: str
    quick_gelu: bool = False
    preprocessing: dict = field(default_factory=dict)
    own_config: bool = False


def located(
    name: str, progress: hub.Progress | None = None, *, may_fetch: bool = True
) -> Checkpoint:
    """Find the checkpoint that `open_clip:ARCH/PRETRAINED` or `open_clip:ARCH//path` names, fetched
    if need be and if it may be.

    Raises `InputError` where there is none, or only a pickle, which can run code when opened.
    """
    architecture, _, pretrained = name.removeprefix(PREFIX).partition("/")
    if not architecture or not pretrained:
        raise InputError(
            f"“{name}” names no architecture with weights; write open_clip:ARCH/PRETRAINED, or "
            "open_clip:ARCH//path/to/weights.safetensors."
        )
    _require_known(architecture)
    if weights := local_weights(name):
        return _local(architecture, weights)
    return _tagged(architecture, pretrained, progress, may_fetch)


def _require_known(architecture: str) -> None:
    known = open_clip.list_models()
    if architecture not in known:
        near = difflib.get_close_matches(architecture, known, n=3) or ["ViT-B-32"]
        raise InputError(
            f"open_clip has no architecture {architecture}; choose another, such as "
            f"{' or '.join(near)}."
        )


def _local(architecture: str, weights: Path) -> Checkpoint:
    if weights.suffix != ".safetensors":
        raise InputError(
            f"{_short(weights)} is not a safetensors file, and others may be pickles, which can "
            "run code when opened; convert the weights with safetensors.torch.save_file."
        )
    if not os.path.isfile(weights):  # unlike pathlib's, it minds no name that no file can have
        raise InputError(f"There is no file {_short(weights)}; check the path.")
    folder.require_small(local_files(weights)[1:])
    revision = folder.digest(weights.parent, local_files(weights))
    beside = weights.with_name(_CONFIG)
    if not beside.is_file():
        return Checkpoint(architecture, weights, revision, preprocessing=_published(architecture))
    config = _config(beside)
    return Checkpoint(
        architecture,
        weights,
        revision,
        preprocessing=config["preprocess_cfg"],
        own_config="model_cfg" in config,
    )


def _config(beside: Path) -> dict:
    """The config beside the weights, as open_clip saves it."""
    try:
        config = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise InputError(f"{beside} cannot be read; copy it again.") from None
    if not isinstance(config, dict) or not isinstance(config.get("preprocess_cfg"), dict):
        raise InputError(f"{beside} holds no preprocess_cfg; copy it again.")
    if not isinstance(config.get("model_cfg", {}), dict):
        raise InputError(f"{beside} holds no readable model_cfg; copy it again.")
    if fault := processor_file.fault_of(config["preprocess_cfg"]):
        raise InputError(f"{beside} names a {fault}, which cannot be meant; copy it again.")
    return config


def _published(architecture: str) -> dict:
    """What all published weights of the architecture have in common of their preparation."""
    published = [
        {key: known[key] for key in _PREPROCESSING}
        for tag in registry.list_pretrained_tags_by_model(architecture)
        if (known := registry.get_pretrained_cfg(architecture, tag))
    ]
    agree = published and all(way == published[0] for way in published)
    return published[0] if agree else {}


def _tagged(
    architecture: str, tag: str, progress: hub.Progress | None, may_fetch: bool
) -> Checkpoint:
    known = registry.get_pretrained_cfg(architecture, tag)
    if not known:
        tags = registry.list_pretrained_tags_by_model(architecture)
        raise InputError(
            f"open_clip has no weights {tag} for {architecture}; it has "
            f"{', '.join(tags) or 'none at all'}."
        )
    repository, _, file = known.get("hf_hub", "").rpartition("/")
    source = hub.fetch(repository, progress, may=may_fetch) if repository else Path()
    weights = source / (Path(file).with_suffix(".safetensors").name if file else _WEIGHTS)
    if not repository or not weights.is_file():
        raise InputError(
            f"The weights {tag} of {architecture} are offered as a pickle only, which can run code "
            "when opened; choose others that are safetensors."
        )
    return Checkpoint(
        architecture,
        weights,
        folder.revision(source),
        known.get("quick_gelu", False),
        {key: known[key] for key in _PREPROCESSING},
    )


def loaded(checkpoint: Checkpoint, device: torch.device) -> tuple[nn.Module, object]:
    """Load the architecture with its weights, in float32, and its tokenizer.

    Raises `InputError` where the weights are damaged or of another architecture, or a text tower
    needs a file of the hub that cannot be had.
    """
    try:
        with safe_open(checkpoint.weights, framework="numpy"):
            pass
        module, tokenizer = (_by_own_config if checkpoint.own_config else _by_name)(checkpoint)
    except InputError:  # which is a ValueError
        raise
    except SafetensorError:
        raise InputError(f"{checkpoint.weights} is damaged; copy the file again.") from None
    except OSError as error:
        raise InputError(
            f"The text tower of {checkpoint.architecture} needs a file from the Hugging Face hub "
            f"that cannot be had ({first_line(error)}); go online once, or choose another."
        ) from None
    except _MISFIT as error:
        raise InputError(
            f"{checkpoint.weights} does not hold the weights of {checkpoint.architecture} "
            f"({first_line(error)}); name the architecture that it was saved from."
        ) from None
    return module.to(device).eval(), tokenizer


def _by_name(checkpoint: Checkpoint) -> tuple[nn.Module, object]:
    module = open_clip.create_model(
        checkpoint.architecture,
        pretrained=str(checkpoint.weights),
        force_quick_gelu=checkpoint.quick_gelu,
        force_preprocess_cfg=checkpoint.preprocessing,
    )
    return module, open_clip.get_tokenizer(checkpoint.architecture)


def _by_own_config(checkpoint: Checkpoint) -> tuple[nn.Module, object]:
    """As the config beside the weights has it. The library itself would look for any weights in
    their folder, pickles too, so these are loaded by hand."""
    where = f"{open_clip.factory.LOCAL_DIR_PREFIX}{checkpoint.weights.parent}"
    file = checkpoint.weights.with_name(_CONFIG)
    require_bearable(_config(file), file, [checkpoint.weights])
    nowhere = torch.device("meta")
    with nowhere:
        bare = open_clip.create_model(
            where, device=nowhere, load_weights=False, pretrained_text=False
        )
    require_as_large(bare, file, [checkpoint.weights])
    module = open_clip.create_model(where, load_weights=False, pretrained_text=False)
    open_clip.load_checkpoint(module, str(checkpoint.weights))
    # A tokenizer that is not beside them is the architecture's.
    beside = any(file.name.startswith("tokenizer") for file in local_files(checkpoint.weights))
    words = checkpoint.weights.with_name("tokenizer.json")
    if words.is_file() and (fault := trial.fault_of_tokenizer(words)):
        raise InputError(f"{words} cannot be read ({fault}); copy it again.")
    named = open_clip.get_model_config(where)["text_cfg"].get("hf_tokenizer_name")
    return module, open_clip.get_tokenizer(
        where if beside or not named else checkpoint.architecture
    )


def _short(path: Path) -> str:
    """A path as a sentence repeats it."""
    text = str(path)
    return text if len(text) <= 200 else f"{text[:40]}…"
