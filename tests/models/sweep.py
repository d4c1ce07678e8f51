"""Every class of transformers that models text, as a small model in a folder.

    python -m tests.models.sweep

Prints which are not built from a small config, which are refused, and in which sentence, and how
many load with their own states. Exit code 1 where the states of one are not its own.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import transformers as t
from huggingface_hub.errors import StrictDataclassError
from transformers.models.auto import modeling_auto as auto

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.models.loading import load
from semhub.models.sensory import UNFIT, first_line
from semhub.states.extraction import positions
from tests.models.small import small_config
from tests.tiny import byte_level_tokenizer, draw_weights

_MAPPINGS = {
    t.AutoModelForCausalLM: auto.MODEL_FOR_CAUSAL_LM_MAPPING,
    t.AutoModelForMaskedLM: auto.MODEL_FOR_MASKED_LM_MAPPING,
    t.AutoModelForTextEncoding: auto.MODEL_FOR_TEXT_ENCODING_MAPPING,
    t.AutoModelForSeq2SeqLM: auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING,
}

BODIES = (
    "bros", "canine", "dpr", "ernie4_5_vl_moe", "lilt", "longt5", "markuplm", "nllb-moe",
    "splinter", "seamless_m4t", "udop", "visual_bert",
)  # fmt: skip
"""Model types that read text without being in one of the mappings to a head."""

LARGEST = 6_000_000
"""Numbers that a small model may have: one above is not small enough to be tried."""


@dataclass(frozen=True)
class Case:
    """A class of transformers, and the Auto class that makes it."""

    name: str
    model_type: str
    auto: type

    def module(self) -> t.PreTrainedModel:
        """The class with random weights. Raises whatever transformers raises on a config of small
        sizes that it cannot take."""
        config = small_config(self.model_type)
        if self.auto is t.AutoModelForCausalLM and hasattr(config, "is_decoder"):
            config.is_decoder = True
        with torch.device("meta"):
            size = sum(weight.numel() for weight in self.auto.from_config(config).parameters())
        if size > LARGEST:
            raise ValueError(f"{size:,} numbers")
        torch.manual_seed(0)
        return draw_weights(self.auto.from_config(config)).eval()


def cases() -> Iterator[Case]:
    """Every class once, under the first of the mappings that has it."""
    seen: set[str] = set()
    for kind, mapping in _MAPPINGS.items():
        for model_type, named in sorted(mapping._model_mapping.items()):
            name = named if isinstance(named, str) else named[0]
            if name not in seen:
                seen.add(name)
                yield Case(name, model_type, kind)
    for model_type in BODIES:
        yield Case(model_type, model_type, t.AutoModel)


def write(module: t.PreTrainedModel, path: Path) -> Path:
    module.save_pretrained(path)
    byte_level_tokenizer().save_pretrained(path)
    return path


def own_states(module: t.PreTrainedModel, ids: list[int]) -> list[torch.Tensor]:
    """transformers' own hidden states of one text, each (positions, width): of an encoder with a
    decoder, the encoder's."""
    body = module.get_encoder() if module.config.is_encoder_decoder else module
    causal = "ForCausalLM" in type(module).__name__ or "LMHead" in type(module).__name__
    tokens = torch.tensor([ids])
    with torch.inference_mode():
        found = body(
            input_ids=tokens,
            attention_mask=torch.ones_like(tokens),
            output_hidden_states=True,
            **({"use_cache": False} if causal else {}),
        )
    return [state[0] for state in found.hidden_states]


def are_own(ours: list[torch.Tensor], own: list[torch.Tensor]) -> bool:
    """Whether states are transformers' own, which for some families begin behind the first block,
    and whose last entry is normed for most."""
    whole = len(own) == len(ours) and all(map(_close, ours[:-1], own[:-1]))
    return whole or all(map(_close, ours[1:], own))


def _close(ours: torch.Tensor, own: torch.Tensor) -> bool:
    return ours.shape == own.shape and bool((ours - own).abs().max() <= 1e-4 * own.abs().max())


def outcome(case: Case, path: Path) -> tuple[str, str]:
    """What becomes of a class, in a word, and why."""
    try:
        module = case.module()
    except (*UNFIT, StrictDataclassError) as error:
        return "not built", first_line(error)
    try:
        model = load(str(write(module, path)))
    except InputError as error:
        return "refused", str(error).replace(str(path), "It")
    batch, states = positions(model, Text("It rains today, and it is cold!"))
    right = are_own(list(states), own_states(module, batch.ids[0].tolist()))
    return ("loaded", "") if right else ("wrong", "the states are not its own")


def main() -> int:
    torch.set_num_threads(1)  # the models are too small for more
    counts: Counter[str] = Counter()
    for case in cases():
        with tempfile.TemporaryDirectory() as folder:
            word, why = outcome(case, Path(folder))
        counts[word] += 1
        if why:
            print(f"{case.name}: {word}. {why}")
    print(", ".join(f"{count} {word}" for word, count in counts.most_common()))
    return int(counts["wrong"] > 0)


if __name__ == "__main__":
    sys.exit(main())
