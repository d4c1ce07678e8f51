"""Add an adapter to its base, in closed form."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import torch
from safetensors import safe_open
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel

from semhub.errors import InputError
from semhub.models import folder, room
from semhub.models.lora.base import Source
from semhub.models.lora.naming import WEIGHTS
from semhub.models.lora.plan import BIAS, MAGNITUDE, A, B, Plan, plan_of
from semhub.models.lora.recipe import recipe_of
from semhub.models.sizes import bare


class Merging:
    """An adapter that is checked against its base, which is not loaded yet.

    Raises `InputError` where they do not fit, or the base's weights are packed.
    """

    def __init__(self, source: Source, kind: type, config: PretrainedConfig):
        """kind: the Auto class of the base. config: the base's."""
        self._source = source
        if getattr(config, "quantization_config", None) is not None:
            raise InputError(
                f"The weights of {source.base} are packed (quantization_config), so that no "
                "adapter can be merged into them; pass the model that is not packed, as "
                "BASE+ADAPTER."
            )
        # What its tensors are read into, and added to.
        room.require_memory(str(source.adapter), 2 * (source.adapter / WEIGHTS).stat().st_size)
        built = bare(kind, source.folder, config)
        self._plan = plan_of(source.adapter, recipe_of(source.adapter), built)

    def into(self, module: PreTrainedModel) -> str:
        """Merge the adapter into its base, and say so in a sentence that names both."""
        source, plan = self._source, self._plan
        merge(module, source.adapter, plan)
        left = (
            f", but for {len(plan.left):,} of a part that the base does not have ({plan.left[0]})"
            if plan.left
            else ""
        )
        return (
            f"The LoRA adapter {source.adapter} ({source.of_adapter}) is merged into its base "
            f"{source.base} ({folder.revision(source.folder)}){left}."
        )


def merge(module: PreTrainedModel, adapter: Path, plan: Plan) -> None:
    """Change the base's weights as `plan` says, in float32, rounded to the base's own dtype.

    W' = W + s B A (Hu et al. 2022), and for DoRA the rows of that at the lengths m that were
    trained: m W' / |W'| (Liu et al., "DoRA", ICML 2024, equation 5). A weight that the base shares
    between its embedding and its head is parted where one of them alone is adapted, as it was in
    training. Raises `InputError` where the adapter holds values that are no finite numbers.
    """
    with torch.no_grad(), safe_open(adapter / WEIGHTS, framework="pt") as tensors:

        def read(name: str) -> torch.Tensor:
            found = tensors.get_tensor(name)
            if not found.isfinite().all():
                raise InputError(
                    f"The adapter {adapter} holds values that are no finite numbers, in {name} "
                    "first; save it again."
                )
            return found.float()

        if plan.rows is not None:
            module.resize_token_embeddings(plan.rows, mean_resizing=False)
        held = Counter(
            id(weight) for part in module.modules() for weight in part.parameters(recurse=False)
        )

        def put(part: nn.Module, name: str, value: torch.Tensor) -> None:
            weight = getattr(part, name)
            if weight.is_meta:
                raise InputError(
                    f"The base of {adapter} does not fit into memory, so that nothing can be "
                    "merged into it here; merge it elsewhere (merge_and_unload of PEFT)."
                )
            if held[id(weight)] == 1:
                weight.copy_(value)
                return
            value = value.to(weight.dtype).contiguous()
            setattr(part, name, nn.Parameter(value, requires_grad=False))
            for config in (module.config, module.config.get_text_config()):
                config.tie_word_embeddings = False

        for place, name in plan.replaced.items():
            part, _, weight = place.rpartition(".")
            put(module.get_submodule(part), weight, read(name))
        for change in plan.changes:
            part = module.get_submodule(change.part)
            given = {role: read(name) for role, name in change.tensors.items()}
            put(part, "weight", _merged(part, given, change.scale))
            if BIAS in given:
                put(part, "bias", part.bias.float() + change.scale * given[BIAS])


def _merged(part: nn.Module, given: dict[str, torch.Tensor], scale: float) -> torch.Tensor:
    """Return the weight of a part with its adapter, in float32."""
    # Conv1D and Embedding keep (in, out), the other way round than a pair does.
    upright = isinstance(part, nn.Linear)
    weight = part.weight.float() if upright else part.weight.float().T
    merged = weight + scale * (given[B] @ given[A])
    if MAGNITUDE in given:
        lengths = torch.linalg.vector_norm(merged, dim=1)
        merged = merged * (given[MAGNITUDE] / lengths.clamp_min(1e-30))[:, None]
    return merged if upright else merged.T
