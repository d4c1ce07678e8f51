"""Which class of transformers builds what a name asks for."""

from __future__ import annotations

import torch
from transformers import (
    AutoModel,
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForMultimodalLM,
    AutoModelForTextEncoding,
    PretrainedConfig,
)
from transformers.models.auto.modeling_auto import (
    MODEL_FOR_CAUSAL_LM_MAPPING,
    MODEL_FOR_MASKED_LM_MAPPING,
    MODEL_FOR_MULTIMODAL_LM_MAPPING,
    MODEL_FOR_TEXT_ENCODING_MAPPING,
)

from semhub.models.lora.base import Source
from semhub.models.masked_head import has_masked_head
from semhub.models.one_sense.finding import EncoderAlone, builder, sense_of
from semhub.models.sensory import UNREADABLE

WITH_HEAD = (AutoModelForCausalLM, AutoModelForMultimodalLM)
_HEADED = ("ForCausalLM", "ForConditionalGeneration", "LMHeadModel")


def class_for(name: str, source: Source, config: PretrainedConfig) -> type | EncoderAlone:
    """Choose the Auto class that loads what a name asks for."""
    if source.part is None:
        return auto_class(config)
    from semhub.models.encoder_decoder.loading import class_of

    return class_of(config, name)


def sense_alone(source: Source, config: PretrainedConfig) -> str | None:
    """Tell what a model takes that takes nothing else (`sense_of`); None where a part of it is
    asked for, which takes texts."""
    return None if source.part else sense_of(config)


def is_pair(config: PretrainedConfig) -> bool:
    """Tell whether a config is of two towers that each have one of their own."""
    senses = {"vision_config", "audio_config"} & config.sub_configs.keys()
    return bool(senses) and auto_class(config) not in WITH_HEAD


def auto_class(config: PretrainedConfig) -> type | EncoderAlone:
    """Choose the Auto class that loads the whole of it: with a head where it has one."""
    if sense_of(config):
        return builder(config)
    named = (config.architectures or [""])[0]
    speaks = named.endswith(_HEADED) if named else type(config) not in MODEL_FOR_MASKED_LM_MAPPING
    if has_masked_head(config):
        return AutoModelForMaskedLM
    if config.is_encoder_decoder or not speaks:
        # Of a family with both, this one loads the encoder alone, where it can.
        return AutoModelForTextEncoding if _encodes(config) else AutoModel
    if type(config) in MODEL_FOR_MULTIMODAL_LM_MAPPING:
        return AutoModelForMultimodalLM
    if type(config) in MODEL_FOR_CAUSAL_LM_MAPPING:
        return AutoModelForCausalLM
    return AutoModel


def _encodes(config: PretrainedConfig) -> bool:
    """Tell whether transformers has an encoder of text that this config builds."""
    if type(config) not in MODEL_FOR_TEXT_ENCODING_MAPPING:
        return False
    try:
        with torch.device("meta"):  # where it costs nothing
            AutoModelForTextEncoding.from_config(config)
    except UNREADABLE:  # one that is without a decoder only (T5Gemma), or a config of odd values
        return False
    return True
