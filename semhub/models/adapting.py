"""Which adapter of ours takes a module, with what its folder has beside the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from transformers import (
    AutoModelForMaskedLM,
    ClapConfig,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from semhub.errors import InputError
from semhub.models import folder
from semhub.models.auto_class import WITH_HEAD, auto_class, sense_alone
from semhub.models.beside import processor_of, tokenizer_of
from semhub.models.config_file import config_of
from semhub.models.decoder import Decoder
from semhub.models.encoder import Encoder
from semhub.models.lora.base import Source
from semhub.models.masked import MaskedEncoder
from semhub.models.one_sense.encoder import OneSense
from semhub.models.one_sense.preparing import processor_of as processor_alone
from semhub.models.own_pool import own_pool_of
from semhub.models.sensory import UNFIT, first_line
from semhub.models.towers import clip
from semhub.models.towers.pair import Towers
from semhub.pools import Pool

Loaded = Decoder | Encoder | OneSense | Towers


def adapted(module: PreTrainedModel, read: Source, *, name: str, revision: str) -> Loaded:
    """Put the module into the adapter of its kind, with what the folder has beside the weights.

    Raises `InputError` where it does not run on the probes of the checks.
    """
    about = {"name": name, "revision": revision}
    source, sense = read.folder, sense_alone(read, module.config)
    tokenizer = None if sense else tokenizer_of(read.words)
    try:
        if read.part:
            from semhub.models.encoder_decoder import loading

            return loading.adapted(module, tokenizer, source, read.part, **about)
        if sense:
            return OneSense(module, processor_alone(source, sense), sense, **about)
        if isinstance(module.config, ClapConfig):
            from semhub.models.towers import clap

            return clap.towers(module, tokenizer, source, **about)
        if clip.is_pair(module):
            return clip.towers(module, tokenizer, source, **about)
        own = own_pool_of(source)
        model = _of_text(module, tokenizer, source, own and own.usual, about)
        if own:
            model.own_pool = own
            model.check = model.check.noting([f"Its makers pool it by {own.sentence}."])
        return model
    except InputError:
        raise
    except UNFIT as error:
        raise unread(name, type(module).__name__, error) from error


def _of_text(
    module: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    source: Path,
    pool: Pool | None,
    about: Mapping[str, str],
) -> Decoder | Encoder:
    kind = auto_class(module.config)
    if kind is AutoModelForMaskedLM:
        try:
            return MaskedEncoder(module, tokenizer, pool=pool, **about)
        except InputError:
            raise
        except UNFIT as error:  # its states can still be read
            model = Encoder(module.base_model, tokenizer, pool=pool, **about)
            why = f"Its head of masked words cannot be read ({first_line(error)})."
            model.check = replace(model.check, sentence=why)
            return model
    if kind not in WITH_HEAD:
        encoder = Encoder(module, tokenizer, pool=pool, **about)
        # The module's own config may be of the half that was loaded.
        encoder.has_decoder = config_of(source).is_encoder_decoder
        return encoder
    processor, missing = processor_of(source, module.config)
    return Decoder(module, tokenizer, processor=processor, no_processor=missing, **about)


def require_beside(source: Source, config: PretrainedConfig) -> None:
    """Raise `InputError` where the folder lacks what turns items into the model's inputs; before
    its weights are read."""
    if sense := sense_alone(source, config):
        processor_alone(source.folder, sense)
    else:
        folder.require_tokenizer(source.words)


def unread(name: str, kind: str, error: Exception) -> InputError:
    return InputError(
        f"{name} cannot be read, since {kind} does not run on what the load check gives it "
        f"({first_line(error)}); choose another model."
    )
