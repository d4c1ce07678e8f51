"""From a local folder to a module with its weights, and what a user must know of them.

transformers reports which tensors the module lacks and which of the file it has no place for.
Both are held against the module here: what it works out by itself is no lack, and what belongs to
a part that was not built, or says nothing, is no loss.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import PretrainedConfig, PreTrainedModel

from semhub.errors import InputError
from semhub.models import offload
from semhub.models.lora.naming import CONFIG
from semhub.models.packed import require_unpackable
from semhub.models.sensory import UNREADABLE
from semhub.models.sizes import require_held, unloadable
from semhub.models.unused import PEFT, PEFT_LAYER, require_unpacked, unused


def loaded(
    kind: type,
    source: Path,
    config: PretrainedConfig,
    dtype: torch.dtype | str,
    placing: Mapping[str, Any] = MappingProxyType({}),
) -> tuple[PreTrainedModel, list[str]]:
    """Load the module that the Auto class `kind` makes of a folder, and sentences on what of the
    folder is not in it. placing: where its weights go, as `offload.placing` says; by default into
    memory.

    Raises `InputError` where weights are damaged, lacking, of another size, scaled in a way that
    the config does not tell, or no numbers.
    """
    try:
        require_unpackable(source, config)
        require_held(kind, source, config)
        module, info = kind.from_pretrained(
            source,
            config=config,
            dtype=dtype,
            use_safetensors=True,
            trust_remote_code=False,
            output_loading_info=True,
            ignore_mismatched_sizes=True,  # reported below, where missing tensors are
            # Where an adapter is looked for, which would else be put in unasked (PEFT installed).
            adapter_kwargs={"subfolder": "none"},
            **placing,
        )
    except InputError:  # which is a ValueError, as much of what the library raises is
        raise
    except SafetensorError:
        raise InputError(f"The weights in {source} are damaged; copy the folder again.") from None
    except UNREADABLE as error:
        raise unloadable(source, error) from None
    _require_whole(module, info, source)
    _require_numbers(module, source)
    require_unpacked(module, source, info["unexpected_keys"])
    notes = unused(module, source, info["unexpected_keys"])
    if (source / CONFIG).is_file():
        notes.append(
            f"The adapter that lies beside the weights ({CONFIG}) is not applied: move it to a "
            "folder of its own, and name that behind this one, as BASE+ADAPTER, to read it."
        )
    return module, notes


def _require_whole(module: PreTrainedModel, info: dict, source: Path) -> None:
    # A sentence encoder may lack the pooler; a lack anywhere else means random weights, and a
    # curve of random weights would look like a result.
    lacking = {key for key in info["missing_keys"] if "pooler" not in key}
    lacking -= _worked_out(module, lacking)
    lacking |= {key for key, _theirs, _ours in info["mismatched_keys"]}
    # Of an encoder-decoder without its head the encoder alone is read.
    if module.config.is_encoder_decoder and not module.can_generate():
        read = {id(weight) for weight in module.get_encoder().state_dict(keep_vars=True).values()}
        named = module.state_dict(keep_vars=True)
        lacking = {key for key in lacking if id(named[key]) in read}
    if lacking:
        _require_unwrapped(lacking, info["unexpected_keys"], source)
        are = "1 tensor" if len(lacking) == 1 else f"{len(lacking)} tensors"
        them, first = ("it", "") if len(lacking) == 1 else ("them", " first")
        raise InputError(
            f"The weights in {source} lack {are} of the architecture that its config names, or "
            f"have {them} in another size, {min(lacking)}{first}; pass a folder whose "
            "config and weights belong together."
        )


def _require_unwrapped(lacking: Collection[str], left: Collection[str], source: Path) -> None:
    """Raise `InputError` where the tensors that are lacking are in the file under names of a
    wrapper (torch's for several devices, its compiler's, PEFT's). left: what is in no module."""
    plain = {name.replace(PEFT_LAYER, "."): name for name in left}
    ends = {name for name in plain if name.endswith(f".{min(lacking)}") or name in lacking}
    for name in sorted(ends):
        prefix = name.removesuffix(min(lacking))
        if not all(f"{prefix}{key}" in plain for key in lacking):
            continue
        by_peft = prefix.startswith(PEFT) or any(PEFT_LAYER in name for name in left)
        fault = f"begin with “{prefix}”" if prefix else f"hold “{PEFT_LAYER}”"
        cure = (
            "merge the adapter into the model (merge_and_unload of PEFT) and save that"
            if by_peft
            else "save the model that is inside the wrapper"
        )
        raise InputError(
            f"The names of the weights in {source} {fault}, so they were saved from a wrapped "
            f"model; {cure}."
        )


def _worked_out(module: PreTrainedModel, keys: Collection[str]) -> set[str]:
    """List the tensors that are not trained and that the library always fills with the same values
    (Marian: the sinusoids of positions)."""
    if not keys:
        return set()
    with torch.device("meta"):  # where it costs nothing, and tells what is trained
        bare = type(module)(module.config)
    trained = {name for name, weight in bare.named_parameters() if weight.requires_grad}
    return {key for key in keys if key not in trained and _is_fixed(module, key)}


def _is_fixed(module: PreTrainedModel, key: str) -> bool:
    """Tell whether the library fills a tensor alike at every start, and not with one constant,
    which is what training starts from."""
    path, _, name = key.rpartition(".")
    fills = []
    for seed in (0, 1):
        fresh = deepcopy(module.get_submodule(path)).to_empty(device="cpu")
        tensor = getattr(fresh, name)
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(seed)
            tensor.fill_(seed)  # so that what is left as it was differs
            module._init_weights(fresh)
        fills.append(tensor)
    return torch.equal(*fills) and fills[0].unique().numel() > 1


def _require_numbers(module: PreTrainedModel, source: Path) -> None:
    for name, weight in offload.named_weights(module):
        if not weight.is_floating_point() or weight.dtype.itemsize == 1 or not weight.numel():
            continue
        if not torch.stack(torch.aminmax(weight.detach())).isfinite().all():
            raise InputError(
                f"The weights in {source} hold values that are no finite numbers, in {name} first; "
                "save the model again, or load it with another dtype, such as float32."
            )
