"""Stands in for `torchaudio` where it cannot be had: the one transform that a family needs.

Granite-Speech's feature extractor asks `torchaudio` for its mel spectrogram and for nothing else.
No release of it works beside the torch that is pinned here: the last, 2.11.0, is built for another
CUDA and refuses to load, and earlier ones look for libraries of an older torch.
"""

from __future__ import annotations

from importlib.util import find_spec
from types import SimpleNamespace

import torch
from torch import nn
from transformers.audio_utils import mel_filter_bank
from transformers.models.granite_speech import feature_extraction_granite_speech as granite


class MelSpectrogram(nn.Module):
    """`torchaudio.transforms.MelSpectrogram` with its defaults: the power of Hann windows around
    every hop, the ends mirrored, in bands of the HTK scale whose peaks are equally high."""

    def __init__(self, sample_rate: int, n_fft: int, win_length: int, hop_length: int, n_mels: int):
        super().__init__()
        self.sizes = n_fft, hop_length, win_length
        bands = mel_filter_bank(
            n_fft // 2 + 1, n_mels, 0.0, sample_rate / 2, sample_rate, norm=None, mel_scale="htk"
        )
        self.register_buffer("bands", torch.tensor(bands.T, dtype=torch.float32))
        self.register_buffer("window", torch.hann_window(win_length))

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        """(..., samples) -> (..., n_mels, frames)."""
        spectrum = torch.stft(
            samples, *self.sizes, self.window, pad_mode="reflect", return_complex=True
        )
        return self.bands @ spectrum.abs() ** 2


def lend() -> None:
    """Give the family's feature extractor the stand-in, unless `torchaudio` is there."""
    if find_spec("torchaudio") is None:
        granite.torchaudio = SimpleNamespace(
            transforms=SimpleNamespace(MelSpectrogram=MelSpectrogram)
        )
        granite.requires_backends = lambda *_: None
