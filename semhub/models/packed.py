"""Weights that a quantisation packs (GPTQ, AWQ, bitsandbytes and others) are unpacked by a library
of its own, which must be installed."""

from __future__ import annotations

from copy import deepcopy
from importlib.util import find_spec
from pathlib import Path

from transformers import PretrainedConfig
from transformers.quantizers.auto import AutoHfQuantizer

from semhub.errors import InputError
from semhub.models.sensory import UNREADABLE, first_line

_NEEDS = {
    "gptq": ("gptqmodel", "optimum"),
    "awq": ("gptqmodel", "accelerate"),
    "bitsandbytes": ("bitsandbytes", "accelerate"),
    "compressed-tensors": ("compressed_tensors",),
    "quanto": ("optimum.quanto", "accelerate"),
    "torchao": ("torchao",),
}
"""How a config calls its quantisation -> the modules that read it."""


def require_unpackable(source: Path, config: PretrainedConfig) -> None:
    """Raise `InputError` where the weights are packed and what unpacks them is not installed, or
    does not run on this machine. A config that says it wrongly is left to the loader."""
    given = getattr(config, "quantization_config", None)
    if not isinstance(given, dict):
        return
    method = str(given.get("quant_method") or "bitsandbytes")
    try:
        AutoHfQuantizer.from_config(deepcopy(given), pre_quantized=True).validate_environment(
            device_map=None
        )
    except ImportError as error:
        missing = [name for name in _NEEDS.get(method, ()) if not _is_here(name)]
        packages = [name.replace(".", "-").replace("_", "-") for name in missing]
        how = f"pip install {' '.join(packages)}" if packages else first_line(error)
        lacks = " and ".join(packages) or "a library"
        raise InputError(
            f"The weights in {source} are packed by {method}, and what unpacks them, {lacks}, is "
            f"not installed here ({how}); install it, or choose a copy that is not packed."
        ) from None
    except RuntimeError as error:
        raise InputError(
            f"The weights in {source} are packed by {method}, which does not run on this machine "
            f"({first_line(error)}); choose a copy that is not packed."
        ) from None
    except UNREADABLE:
        return


def _is_here(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # of a part of a package that is not here itself
        return False
