"""Adapter for CLAP as transformers has it: a text tower and an audio tower."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from transformers import AutoFeatureExtractor, ClapModel, PreTrainedTokenizerBase
from transformers.models.clap import ClapFeatureExtractor

from semhub.inputs import Audio, at_rate
from semhub.models.batch import Batch
from semhub.models.encoder import Encoder
from semhub.models.sensory import PROBES
from semhub.models.towers.pair import Towers
from semhub.models.towers.preparing import preparing
from semhub.models.towers.tower import Tower


def towers(
    module: ClapModel,
    tokenizer: PreTrainedTokenizerBase,
    source: Path,
    *,
    name: str,
    revision: str,
) -> Towers:
    """Both towers of a model that was loaded from the folder `source`.

    Raises `InputError` when the folder does not say how sounds are prepared.
    """
    ear = preparing(
        AutoFeatureExtractor, ClapFeatureExtractor, source, "sounds", "feature extractor"
    )
    about = {"name": name, "revision": revision}
    module = module.eval()
    return Towers(
        **about, text=TextTower(module, tokenizer, **about), other=AudioTower(module, ear, **about)
    )


class TextTower(Encoder):
    """CLAP's text tower, which is an encoder of text with a projection behind it."""

    modality = "text"
    longest_seconds = None

    def __init__(
        self, module: ClapModel, tokenizer: PreTrainedTokenizerBase, *, name: str, revision: str
    ):
        self._both = module
        super().__init__(
            module.text_model, tokenizer, name=f"{name}, text tower", revision=revision
        )

    def project(self, batch: Batch) -> torch.Tensor:
        """(items, d): as `Tower.project`."""
        found = self._both.get_text_features(input_ids=batch.ids, attention_mask=batch.attention)
        return found.pooler_output


class AudioTower(Tower):
    """CLAP's audio tower (HTSAT), whose four stages narrow the grid of time and pitch.

    It takes a fixed length, ten seconds for the published models. A shorter sound is repeated and
    padded by the model's own feature extractor; of a longer one the beginning is read, since the
    extractor's own way, crops at random places, gives another number at every run.
    """

    def __init__(self, module: ClapModel, ear: ClapFeatureExtractor, *, name: str, revision: str):
        self.module, self._ear = module, ear
        self.longest_seconds = ear.nb_max_samples / ear.sampling_rate
        super().__init__(
            module.audio_model.audio_encoder, PROBES["audio"], name=name, revision=revision
        )

    def _inputs(self, item: Audio) -> Mapping[str, torch.Tensor]:
        rate = self._ear.sampling_rate
        samples = at_rate(item, rate)[: self._ear.nb_max_samples]
        mel = self._ear([samples], sampling_rate=rate, return_tensors="pt")["input_features"]
        # The extractor declares one short sound of a batch, drawn at random, to be a long one.
        mel = mel.to(self.module.dtype)
        return {"input_features": mel, "is_longer": torch.zeros(1, 1, dtype=torch.bool)}

    def _content(self, item: Audio, inputs: Mapping[str, torch.Tensor]) -> list[bool]:
        return [True] * self.positions

    def project(self, batch: Batch) -> torch.Tensor:
        return self.module.get_audio_features(**batch.inputs).pooler_output
