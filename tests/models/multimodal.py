"""Every family that sees or hears, by name, and a folder of each."""

from __future__ import annotations

import base64
import io
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import PIL.Image
import soundfile
import torch
import transformers as t

from semhub.inputs import Audio, Image
from semhub.models.loading import load
from tests.models.hearing import HEARING, OMNI
from tests.models.parts import RATE, Parts
from tests.models.sight import SEEING

NEEDS = {"SmolVLM": "num2words", "Voxtral": "mistral_common"}
"""Families whose processor needs a package that Semhub does not: run where it is installed."""

LENT = {"Granite-Speech": "torchaudio"}
"""Families whose processor needs a package that cannot be had beside the torch that is pinned: the
tests lend it what it asks for (`mel_spectrogram`)."""

FAMILIES: dict[str, Callable[[], Parts]] = {
    family: build
    for family, build in {**SEEING, **HEARING, **OMNI}.items()
    if family not in NEEDS or find_spec(NEEDS[family])
}
SEE = [family for family in FAMILIES if family not in HEARING]
HEAR = [family for family in FAMILIES if family not in SEEING]
SIZES = {"image": [(40, 56), (33, 33), (90, 30), (40, 56)], "audio": [0.7, 1.3, 0.31, 1.0]}


def png(height: int, width: int, seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def wav(seconds: float, seed: int) -> bytes:
    samples = 0.3 * np.random.default_rng(seed).standard_normal(int(RATE * seconds))
    file = io.BytesIO()
    soundfile.write(file, samples.clip(-1, 1), RATE, format="WAV")
    return file.getvalue()


def item(modality: str, k: int = 0, seed: int = 0) -> Image | Audio:
    """An item of the k-th size, from a file's bytes."""
    size = SIZES[modality][k]
    return (
        Image.from_bytes(png(*size, seed))
        if modality == "image"
        else Audio.from_bytes(wav(size, seed))
    )


def own_inputs(processor: t.ProcessorMixin, one: Image | Audio):
    """What a processor makes of an item by the way that its documentation shows."""
    modality = one.modality
    if isinstance(processor, t.VoxtralProcessor):
        file = io.BytesIO()
        soundfile.write(file, one.samples, RATE, format="WAV", subtype="FLOAT")
        sound = {"type": "audio", "base64": base64.b64encode(file.getvalue()).decode()}
        return processor.apply_chat_template([{"role": "user", "content": [sound]}])
    prompt = getattr(processor, f"{modality}_token")
    if processor.chat_template:
        said = {"role": "user", "content": [{"type": modality, modality: ""}]}
        prompt = processor.apply_chat_template([said], tokenize=False)
    given = {"audio": [one.samples]} if modality == "audio" else {"images": [one.pixels]}
    return processor(text=[prompt], return_tensors="pt", **given)


def items(modality: str) -> list[Image | Audio]:
    return [item(modality, k, seed=k) for k in range(len(SIZES[modality]))]


@cache
def folder(family: str) -> str:
    """A folder with a model of the family, written once in a run of the tests."""
    _kept.append(tempfile.TemporaryDirectory())
    return str(write_folder(Path(_kept[-1].name), family))


@cache
def loaded(family: str):
    """The model of that folder, for tests that only read with it."""
    return load(folder(family))


_kept: list[tempfile.TemporaryDirectory] = []


def write_folder(path: Path, family: str) -> Path:
    """A model of the family with random weights, and its processor, as `save_pretrained` writes.

    Matrices are drawn four times as large as a model begins with, so that pictures differ.
    """
    config, processor = FAMILIES[family]()
    torch.manual_seed(0)
    module = t.AutoModelForMultimodalLM.from_config(config)
    with torch.no_grad():
        for parameter in module.parameters():
            if not parameter.any():  # as some projections begin, which would hide every picture
                parameter.normal_(std=0.1)
            elif parameter.dim() > 1:
                parameter.mul_(4)
            else:
                parameter.add_(0.1 * torch.randn_like(parameter))
    module.save_pretrained(path)
    processor.save_pretrained(path)
    return path
