"""A GGUF file, read into what transformers needs: config, weights and tokenizer.

The format is llama.cpp's (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). The package
`gguf` unpacks the blocks of integers; transformers knows how the names, the order of the rotary
components and the tokenizer of each architecture come back. Its `from_pretrained(gguf_file=...)` is
not used: it asks for one more package and leaves out, without a word, tensors for which the
architecture has no place. Here such a file is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.models import gguf_config
from semhub.models.gguf_parts import DAMAGED, damaged, require, tensors

if TYPE_CHECKING:
    import numpy as np
    import torch
    from gguf import ReaderTensor
    from transformers import PretrainedConfig

Progress = Callable[[int, int], None]

SUFFIX = ".gguf"


@dataclass(frozen=True)
class Content:
    """Weights by their names in the module, each in the smallest dtype that holds all of them."""

    config: PretrainedConfig
    weights: dict[str, torch.Tensor]


def read(files: Sequence[Path], progress: Progress) -> Content:
    """Read config and weights of a file, or of its parts; `progress(done, total)` counts tensors.

    Raises `InputError` if a file is damaged, if transformers cannot read its architecture, if the
    file and the architecture do not have the same tensors, or if there is no room for them.
    """
    from transformers.integrations.gguf import read_gguf_metadata

    source = files[0]
    require(source)
    try:
        metadata, _ = read_gguf_metadata(str(source))
    except DAMAGED as error:
        raise damaged(source, error) from None
    held = tensors(files)
    config = gguf_config.read(source, metadata, held)
    if config.get_text_config().num_hidden_layers > len(held):
        raise damaged(source, ValueError("more layers than tensors"))
    return Content(config, smallest(_weights(source, metadata, held, config, progress)))


def _weights(
    source: Path,
    metadata: dict,
    held: Sequence[ReaderTensor],
    config: PretrainedConfig,
    progress: Progress,
) -> dict[str, torch.Tensor]:
    """Read every parameter of the architecture, float32 as unpacked."""
    import torch
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
        raise gguf_config.unknown(source, f"architecture “{architecture}”, no decoder") from None
    except DAMAGED as error:
        raise damaged(source, error) from None
    config.architectures = [type(module).__name__]
    processor = TENSOR_PROCESSORS.get(architecture, TensorProcessor)(config=config.to_dict())
    places = get_gguf_hf_weights_map(module, processor)
    parsed = {"tensors": {}}  # where a processor puts what it makes of several tensors
    try:
        for done, tensor in enumerate(held, 1):
            if tensor.name not in places:
                raise gguf_config.unknown(
                    source, f"architecture “{architecture}” with {tensor.name}"
                )
            values, name, _ = processor.process(
                weights=_unpacked(source, tensor),
                name=tensor.name, tensor_key_mapping=places, parsed_parameters=parsed,
            )  # fmt: skip
            if name is not None:
                parsed["tensors"][places.get(name, name)] = torch.from_numpy(values.copy())
            progress(done, len(held))
    except InputError:  # which is a ValueError
        raise
    except DAMAGED as error:
        raise damaged(source, error) from None
    _require_same(source, module, parsed["tensors"])
    return parsed["tensors"]


def _unpacked(source: Path, tensor: ReaderTensor) -> np.ndarray:
    """Unpack a tensor to float32. Raises `InputError` for blocks of a kind that gguf only names."""
    from gguf import dequantize

    try:
        return dequantize(tensor.data, tensor.tensor_type)
    except NotImplementedError:
        raise InputError(
            f"{source} holds {tensor.name} as {tensor.tensor_type.name}, which the installed gguf "
            "cannot unpack; take another quantisation of the model."
        ) from None


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
