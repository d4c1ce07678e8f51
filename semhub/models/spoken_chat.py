"""Sounds for processors that take them only inside a chat, as Voxtral's does.

Its tokenizer writes the whole prompt, and fills every sound up with silence to a whole number of
chunks, whose length the encoder was built for. The placeholders of that silence are no part of the
sound.
"""

from __future__ import annotations

import base64
import inspect
import io

import numpy as np
from transformers import ProcessorMixin
from transformers.utils import is_mistral_common_available


def chats_only(processor: ProcessorMixin) -> bool:
    """Tell whether the processor's own call has no place for a sound."""
    return "audio" not in inspect.signature(processor.__call__).parameters


def inputs_of(processor: ProcessorMixin, samples: np.ndarray, rate: int):
    """Make the model's inputs for a chat of one sound and nothing else.

    samples: (n,) float32 at `rate` a second, handed on as they are.
    Raises ImportError where what writes these chats is not installed: transformers then makes up a
    tokenizer that cannot.
    """
    if not is_mistral_common_available():
        raise ImportError("its processor takes sounds by `mistral-common`, which is not installed")
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", subtype="FLOAT")
    sound = {"type": "audio", "base64": base64.b64encode(file.getvalue()).decode()}
    return processor.apply_chat_template([{"role": "user", "content": [sound]}])


def filled_seconds(mel, ear) -> float:
    """Seconds of a sound and its silence.

    mel: (chunks, bands, frames), of the feature extractor `ear`.
    """
    return mel.shape[0] * mel.shape[-1] * ear.hop_length / ear.sampling_rate
