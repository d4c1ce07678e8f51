"""From a folder to the decoder of an encoder-decoder: which class, and what goes around it."""

from __future__ import annotations

from pathlib import Path

from transformers import (
    AutoFeatureExtractor,
    AutoModelForSeq2SeqLM,
    AutoModelForSpeechSeq2Seq,
    FeatureExtractionMixin,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING,
    MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING,
)

from semhub.errors import InputError
from semhub.models.encoder_decoder import Part
from semhub.models.encoder_decoder.decoder import FedDecoder
from semhub.models.encoder_decoder.languages import choose
from semhub.models.folder import json_object
from semhub.models.processor_file import fault_in
from semhub.models.sensory import UNREADABLE, fault_of


def class_of(config: PretrainedConfig, name: str) -> type:
    """Choose the Auto class that loads encoder, decoder and head. Raises `InputError` for a model
    that is no such thing."""
    if config.is_encoder_decoder and type(config) in MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING:
        return AutoModelForSpeechSeq2Seq
    if config.is_encoder_decoder and type(config) in MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING:
        return AutoModelForSeq2SeqLM
    base, _, _ = name.rpartition("#")
    raise InputError(
        f"{base} has no decoder beside an encoder of texts or sounds; give its name without "
        "#decoder."
    )


def adapted(
    module: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    source: Path,
    part: Part,
    *,
    name: str,
    revision: str,
) -> FedDecoder:
    """Put a module into its adapter, with its languages chosen and named in the load check."""
    choose(tokenizer, part, name, english_alone=_english_alone(source))
    hears = type(module.config) in MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING
    ear = _ear(source) if hears else None
    model = FedDecoder(module, tokenizer, name=name, revision=f"{revision}#decoder", ear=ear)
    model.check = model.check.noting([model.fed_with()])
    return model


def _english_alone(source: Path) -> bool:
    """Tell whether a model that hears was trained on English alone (Radford et al. 2022, the models
    whose names end in .en), as its folder says of it."""
    file = source / "generation_config.json"
    said = json_object(file, f"{file} cannot be read.") if file.is_file() else {}
    return said.get("is_multilingual") is False


def _ear(source: Path) -> FeatureExtractionMixin:
    fault = fault_in(source)
    try:
        if fault is None:
            return AutoFeatureExtractor.from_pretrained(source, trust_remote_code=False)
    except UNREADABLE as error:
        fault = fault_of(error)
    raise InputError(
        f"The feature extractor in {source} cannot be used ({fault}), without which no sound can "
        "be given to the encoder; save it again."
    )
