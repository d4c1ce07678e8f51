"""What models of the Hugging Face hub are, by what copies of their own pages said.

Facts only: licence, languages, senses and number of weights as the page or the paper has them, read
in stored copies of the pages on the day that `seen` names. A number that none gives is that of the
file of weights, four bytes each in float32 and two in bfloat16. Of WavLM the page names no licence,
and torchaudio, which carries the same weights, has MIT.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HubModel:
    """Facts of one model; what each means is in `entry.Entry`."""

    name: str
    parameters: int
    licence: str
    about: str
    modalities: tuple[str, ...] = ("text",)
    has_head: bool = True
    sources: tuple[str, ...] = ()
    towers: bool = False
    pickled: bool = False
    seen: str = "2026-11-30"


_SEES, _HEARS = ("text", "image"), ("text", "audio")

HUB_MODELS = (
    # Decoders and encoders of text.
    HubModel("HuggingFaceTB/SmolLM2-135M", 134_515_008, "Apache-2.0", "Small English decoder."),
    HubModel("Qwen/Qwen3-0.6B", 596_049_920, "Apache-2.0", "Multilingual decoder, 119 languages."),
    HubModel(
        "Qwen/Qwen3-1.7B", 1_720_574_976, "Apache-2.0", "Multilingual decoder, 119 languages."
    ),
    HubModel(
        "FacebookAI/xlm-roberta-base", 280_000_000, "MIT",
        "Encoder trained on 94 languages to fill in masked words.", has_head=False,
    ),
    # Those that see.
    HubModel(
        "HuggingFaceTB/SmolVLM-256M-Instruct", 256_000_000, "Apache-2.0",
        "Small English decoder that sees, on SmolLM2.", _SEES,
    ),
    HubModel(
        "HuggingFaceTB/SmolVLM-500M-Instruct", 500_000_000, "Apache-2.0",
        "Small English decoder that sees, on SmolLM2.", _SEES,
    ),
    HubModel(
        "Qwen/Qwen2-VL-2B-Instruct", 2_210_000_000, "Apache-2.0", "Decoder that sees.",
        _SEES,
    ),
    HubModel(
        "google/siglip-base-patch16-224", 203_000_000, "Apache-2.0",
        "Two towers, for pictures and text.", _SEES, has_head=False, towers=True,
    ),
    HubModel(
        "facebook/dinov2-small", 22_000_000, "Apache-2.0",
        "Encoder of pictures, trained without words.", ("image",), has_head=False,
    ),
    # Those that hear.
    HubModel(
        "Qwen/Qwen2-Audio-7B-Instruct", 8_400_000_000, "Apache-2.0",
        "Decoder that hears.", _HEARS,
    ),
    HubModel(
        "openai/whisper-tiny#decoder", 39_000_000, "Apache-2.0",
        "Speech recogniser, 99 languages: its decoder, fed a text beside a sound.",
        sources=("audio",),
    ),
    HubModel(
        "laion/clap-htsat-unfused", 154_000_000, "Apache-2.0", "Two towers, for sounds and text.",
        _HEARS, has_head=False, towers=True, pickled=True,
    ),
    HubModel(
        "facebook/hubert-base-ls960", 95_000_000, "Apache-2.0",
        "Encoder of English speech, trained without words.", ("audio",), has_head=False,
        pickled=True,
    ),
    HubModel(
        "microsoft/wavlm-base", 94_000_000, "MIT",
        "Encoder of English speech, trained without words.", ("audio",), has_head=False,
        pickled=True,
    ),
    # Decoders beside an encoder of text.
    HubModel(
        "google-t5/t5-small#decoder", 60_000_000, "Apache-2.0",
        "T5 for English, French, Romanian and German: its decoder, fed a text beside a source.",
        sources=("text",),
    ),
    HubModel(
        "facebook/bart-base#decoder", 139_000_000, "Apache-2.0",
        "English BART: its decoder, fed a text beside a source.", sources=("text",),
    ),
    HubModel(
        "google/mt5-small#decoder", 300_000_000, "Apache-2.0",
        "T5 for 102 languages: its decoder, fed a text beside a source.", sources=("text",),
        pickled=True,
    ),
    HubModel(
        "facebook/m2m100_418M#decoder", 418_000_000, "MIT",
        "Translator among 101 languages: its decoder, fed a text beside a source.",
        sources=("text",), pickled=True,
    ),
    HubModel(
        "facebook/nllb-200-distilled-600M#decoder", 600_000_000, "CC-BY-NC",
        "Translator among 200 languages: its decoder, fed a text beside a source.",
        sources=("text",), pickled=True,
    ),
)  # fmt: skip
