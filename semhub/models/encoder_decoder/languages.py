"""The languages of a decoder, where its tokenizer writes them as tokens of their own."""

from __future__ import annotations

from transformers import PreTrainedTokenizerBase

from semhub.errors import InputError
from semhub.models.encoder_decoder import Part
from semhub.models.sensory import UNFIT

SPOKEN = "en"
"""What a model that hears is told of a sound where the name says nothing."""


def choose(
    tokenizer: PreTrainedTokenizerBase, part: Part, name: str, *, english_alone: bool = False
) -> None:
    """Set a tokenizer to the languages of `part`; those that it does not name are the tokenizer's
    own, or the source's.

    english_alone: whether the model hears English alone, so that nothing tells it a language.
    Raises `InputError` on languages of a model that has none, and on one that it does not know.
    """
    known = True
    try:
        if hasattr(tokenizer, "set_prefix_tokens"):
            _heard(tokenizer, part, english_alone)
        elif hasattr(tokenizer, "tgt_lang"):
            if part.source:
                tokenizer.src_lang = part.source
            tokenizer.tgt_lang = part.target or tokenizer.tgt_lang or tokenizer.src_lang
            known = _are_known(tokenizer)
        elif part.target:
            raise InputError(
                f"{name} has no tokens for languages; leave “{part.target}” out of its name."
            )
    except InputError:
        raise
    except UNFIT:
        known = False
    if not known:
        codes = " and ".join(filter(None, (part.source, part.target))) or "its own default"
        raise InputError(
            f"The tokenizer of {name} does not know the language {codes}; write it as the model "
            "does, such as fra_Latn for NLLB, fr_XX for mBART and fr for M2M100 and Whisper."
        )


def _heard(tokenizer: PreTrainedTokenizerBase, part: Part, english_alone: bool) -> None:
    """Tell a model that hears the language of the sound, and whether it is to write that or
    English."""
    spoken = part.source or part.target or SPOKEN
    written = part.target or spoken
    vocabulary = tokenizer.get_vocab()
    # One that hears English alone may have tokens of languages all the same.
    if english_alone or f"<|{SPOKEN}|>" not in vocabulary:
        if {spoken, written} != {SPOKEN}:
            raise ValueError("no such language")
        tokenizer.language = tokenizer.task = None
        tokenizer.set_prefix_tokens(predict_timestamps=False)
        return
    if f"<|{spoken}|>" not in vocabulary:
        raise ValueError("no such token")
    if written not in (spoken, "en"):
        raise InputError(
            f"A model that hears writes the language of the sound or English, and not {written} "
            f"of {spoken}; name {spoken} or {spoken}:en."
        )
    task = "transcribe" if written == spoken else "translate"
    tokenizer.set_prefix_tokens(language=spoken, task=task, predict_timestamps=False)


def _are_known(tokenizer: PreTrainedTokenizerBase) -> bool:
    """Tell whether the tokens that it puts around a text are in its vocabulary."""
    written = [tokenizer("a")["input_ids"], tokenizer(text_target="a")["input_ids"]]
    ends = [token for ids in written for token in (ids[0], ids[-1])]
    return tokenizer.unk_token_id not in ends
