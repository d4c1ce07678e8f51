"""What lies beside a model's weights: its tokenizer, and the processor of pictures and sounds."""

from __future__ import annotations

from numbers import Real
from pathlib import Path

from transformers import (
    AutoProcessor,
    AutoTokenizer,
    PretrainedConfig,
    PreTrainedTokenizerBase,
    ProcessorMixin,
)

from semhub.errors import InputError
from semhub.models import catalogue, trial
from semhub.models.processor_file import fault_in
from semhub.models.sensory import UNREADABLE, fault_of, first_line


def tokenizer_of(source: Path) -> PreTrainedTokenizerBase:
    """Load the tokenizer of a folder. Raises `InputError` where it cannot be read, or does not come
    to an end."""
    file = source / "tokenizer.json"
    is_foreign = file.is_file() and not catalogue.is_own(source)
    if is_foreign and (fault := trial.fault_of_tokenizer(file)):
        raise _unreadable(source, fault)
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, trust_remote_code=False)
    except ImportError as error:
        raise InputError(
            f"The tokenizer in {source} cannot be read here ({first_line(error)}); install what it "
            "asks for, or choose another model."
        ) from None
    except UNREADABLE as error:
        raise _unreadable(source, fault_of(error)) from None
    max_positions = tokenizer.model_max_length
    if (
        isinstance(max_positions, bool)
        or not isinstance(max_positions, Real)
        or not max_positions >= 1
    ):
        raise InputError(
            f"{source / 'tokenizer_config.json'} names a model_max_length that is no number of "
            "tokens; save the tokenizer again with tokenizer.save_pretrained."
        )
    return tokenizer


def _unreadable(source: Path, fault: str) -> InputError:
    return InputError(
        f"The tokenizer in {source} cannot be read (tokenizer.json, tokenizer_config.json and "
        f"others beside them: {fault}); save it again with tokenizer.save_pretrained."
    )


def processor_of(
    source: Path, config: PretrainedConfig
) -> tuple[ProcessorMixin | None, str | None]:
    """Load what turns pictures and sounds into inputs, or the sentence that says why there is none.

    Without it a multimodal model still reads text.
    """
    if not config.sub_configs.keys() - {"text_config"}:
        return None, None
    if fault := fault_in(source):
        return None, (
            f"The processor in {source} cannot be used, since its {fault}, so that only text can "
            "be given; save it again."
        )
    try:
        processor = AutoProcessor.from_pretrained(source, trust_remote_code=False)
    except UNREADABLE as error:
        missing = isinstance(error, ImportError)
        return None, (
            f"The processor in {source} cannot be read ({fault_of(error)}), so that only text "
            f"can be given; {'install that' if missing else 'save it again'}."
        )
    if not isinstance(processor, ProcessorMixin):
        return None, None  # of a folder without a processor, this class loads the tokenizer
    fault = None if catalogue.is_own(source) else _template_fault(processor)
    if fault:
        return None, (
            f"The chat template in {source} cannot be used ({fault}), so that only text can be "
            "given; write it anew."
        )
    return processor, None


def _template_fault(processor: ProcessorMixin) -> str | None:
    """Say what is wrong with a processor's chat template, in a few words, if anything is."""
    templates = processor.chat_template or ""
    given = templates.values() if isinstance(templates, dict) else [templates]
    special = getattr(processor.tokenizer, "special_tokens_map", {})
    faults = (
        trial.fault_of_template(one, special) for one in given if isinstance(one, str) and one
    )
    return next(filter(None, faults), None)
