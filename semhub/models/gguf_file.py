"""A GGUF file, read into what transformers needs: config, weights and tokenizer.

The format is llama.cpp's (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). The package
`gguf` unpacks the blocks of integers; transformers knows how the names, the order of the rotary
components and the tokenizer of each architecture come back. Its `from_pretrained(gguf_file=...)` is
not used: it asks for one more package and leaves out, without a word, tensors for which the
architecture has no place. Here such a file is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

from semhub.errors import InputError

if TYPE_CHECKING:
    import torch
    from transformers import PretrainedConfig

Progress = Callable[[int, int], None]

SUFFIX = ".gguf"

_MAGIC = b"GGUF"
DAMAGED = (
    struct.error, ValueError, KeyError, IndexError, TypeError, AttributeError, RuntimeError,
    ArithmeticError, MemoryError,
)  # fmt: skip
"""What the readers raise on a file that is cut short or altered, and the architecture on sizes that
none has: heads of which there are zero, or a table that no memory holds."""


@dataclass(frozen=True)
class Content:
    """Weights by their names in the module, each in the smallest dtype that holds all of them."""

    config: PretrainedConfig
    weights: dict[str, torch.Tensor]


def require(source: Path) -> None:
    """Raise `InputError` unless `source` begins as a GGUF file does and can be read here."""
    if util.find_spec("gguf") is None:
        raise InputError(
            f"{source} needs the package gguf to be read; install it with `pip install gguf`."
        )
    try:
        with source.open("rb") as stream:
            begins = stream.read(len(_MAGIC))
    except OSError as error:
        raise InputError(f"{source} cannot be read ({error.strerror}); check the path.") from None
    if begins != _MAGIC:
        raise InputError(f"{source} does not begin as a GGUF file does; download it again.")


def read(source: Path, progress: Progress) -> Content:
    """Read config and weights of the whole file; `progress(done, total)` counts tensors.

    Raises `InputError` if the file is damaged, if transformers cannot read its architecture, or if
    the file and the architecture do not have the same tensors.
    """
    from transformers.integrations.gguf import read_gguf_metadata

    require(source)
    try:
        metadata, names = read_gguf_metadata(str(source))
    except DAMAGED as error:
        raise damaged(source, error) from None
    config = _config(source, metadata)
    if config.get_text_config().num_hidden_layers > len(names):
        raise damaged(source, ValueError("more layers than tensors"))
    return Content(config, smallest(_weights(source, metadata, config, progress)))


def damaged(source: Path, error: Exception) -> InputError:
    """Write the sentence for a file that ends too early or holds what the format does not allow."""
    fault = str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__
    return InputError(f"{source} cannot be read to its end ({fault}); download it again.")


def _config(source: Path, metadata: dict) -> PretrainedConfig:
    from huggingface_hub.errors import StrictDataclassError
    from transformers import AutoConfig
    from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

    architecture = metadata["general.architecture"]
    scaling = metadata.get(f"{architecture}.rope.scaling.type", "none")
    if scaling != "none":  # transformers' reader leaves it out
        raise _unknown(source, f"rotary scaling “{scaling}”")
    try:
        values = load_gguf_checkpoint(str(source))["config"]
        values.pop("_model_name_or_path", None)
        if length := metadata.get(f"{architecture}.attention.key_length"):
            values.setdefault("head_dim", length)  # which transformers' reader leaves at its usual
        return AutoConfig.for_model(**values)
    except (*DAMAGED, StrictDataclassError) as error:
        if "not supported" in str(error):
            raise _unknown(source, f"architecture “{architecture}”") from None
        raise damaged(source, error) from None


def _unknown(source: Path, what: str) -> InputError:
    return InputError(
        f"{source} has the {what}, which the installed transformers cannot read from GGUF; "
        "pass the model as a Hugging Face folder."
    )


def _weights(
    source: Path, metadata: dict, config: PretrainedConfig, progress: Progress
) -> dict[str, torch.Tensor]:
    """Read every parameter of the architecture, float32 as unpacked."""
    import torch
    from gguf import GGUFReader, dequantize
    from transformers import AutoModelForCausalLM
    from transformers.modeling_gguf_pytorch_utils import (
        TENSOR_PROCESSORS,
        TensorProcessor,
        get_gguf_hf_weights_map,
    )

    architecture = metadata["general.architecture"]
    try:
        with torch.device("meta"):
            module = AutoModelForCausalLM.from_config(config)
    except ValueError:
        raise _unknown(source, f"architecture “{architecture}”, no decoder") from None
    except DAMAGED as error:
        raise damaged(source, error) from None
    config.architectures = [type(module).__name__]
    processor = TENSOR_PROCESSORS.get(architecture, TensorProcessor)(config=config.to_dict())
    places = get_gguf_hf_weights_map(module, processor)
    parsed = {"tensors": {}}  # where a processor puts what it makes of several tensors
    try:
        tensors = GGUFReader(source).tensors
        for done, tensor in enumerate(tensors, 1):
            if tensor.name not in places:
                raise _unknown(source, f"architecture “{architecture}” with {tensor.name}")
            values, name, _ = processor.process(
                weights=dequantize(tensor.data, tensor.tensor_type),
                name=tensor.name, tensor_key_mapping=places, parsed_parameters=parsed,
            )  # fmt: skip
            if name is not None:
                parsed["tensors"][places.get(name, name)] = torch.from_numpy(values.copy())
            progress(done, len(tensors))
    except (*DAMAGED, NotImplementedError) as error:
        raise damaged(source, error) from None
    _require_same(source, module, parsed["tensors"])
    return parsed["tensors"]


def _require_same(source: Path, module: torch.nn.Module, weights: dict[str, torch.Tensor]) -> None:
    """Raise `InputError` unless every parameter has a tensor of its shape, tied ones aside."""
    tied = module.all_tied_weights_keys
    shapes = {name: value.shape for name, value in module.named_parameters()}
    wrong = {
        name
        for name in (shapes.keys() | weights.keys()) - tied.keys()
        if name not in shapes or name not in weights or weights[name].shape != shapes[name]
    }
    if wrong:
        raise InputError(
            f"{source} lacks {len(wrong)} tensors of its architecture, or has them in another "
            f"size, {min(wrong)} first; download it again."
        )


def smallest(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Give the same values in the smallest dtype that holds every one of them exactly.

    A file of halves stays one. A weight unpacked from a block is an integer times a float16 scale,
    plus a float16 offset: 11 bits of a float16 do not hold it, 24 of a float32 do.
    """
    import torch

    for dtype in (torch.bfloat16, torch.float16):
        if all(torch.equal(value.to(dtype).float(), value) for value in weights.values()):
            return {name: value.to(dtype) for name, value in weights.items()}
    return weights
