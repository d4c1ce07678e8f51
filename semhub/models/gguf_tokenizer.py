"""The tokenizer in a GGUF file, as one of transformers'.

A byte-level vocabulary is right only with the rule by which its makers cut text before merging. The
file names the rule (`tokenizer.ggml.pre`); transformers knows some of the names and cuts as GPT-2
does for all others. The names here are llama.cpp's, with what it does for each
(`llama_vocab::impl::load` and `llm_tokenizer_bpe` in its src/llama-vocab.cpp).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from semhub.errors import InputError
from semhub.models.gguf_parts import DAMAGED, damaged

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

_AS_GPT2 = {"gpt-2", "mpt", "olmo", "jais", "trillion", "granite-docling"}
_DIGIT_BY_DIGIT = {
    "smollm",
    "starcoder",
    "refact",
    "command-r",
    "codeshell",
    "exaone",
    "minerva-7b",
}
_WHOLE_WORDS_FIRST = {"llama3", "llama-v3", "llama-bpe", "tekken"}
"""Rules with which a word that is a token is not merged, and a text begins with the BOS token."""


def read(source: Path, max_positions: int | None) -> PreTrainedTokenizerFast:
    """Read the tokenizer of the file `source`; `max_positions` is how many tokens the model takes,
    where that is known.

    Raises `InputError` if there is none, or if it is of a kind that cannot be read.
    """
    from transformers import PreTrainedTokenizerFast
    from transformers.integrations.gguf import convert_gguf_tokenizer, get_gguf_tokenizer

    try:
        architecture, content, options = get_gguf_tokenizer(str(source))
        if "tokens" not in content:
            raise _unreadable(source, "the file has none")
        _require_merges(source, content)
        backend, _ = convert_gguf_tokenizer(architecture, content)
    except DAMAGED as error:
        if "Cannot build a tokenizer" in str(error):
            raise _unreadable(source, f"kind “{content.get('tokenizer_type')}”") from None
        raise damaged(source, error) from None
    if content["tokenizer_type"] == "gpt2":
        rule = content.get("pre_tokenizer_type")
        _cut_by(rule, backend, source)
        options.setdefault("add_bos_token", rule in _WHOLE_WORDS_FIRST)
    return PreTrainedTokenizerFast(
        tokenizer_object=backend, model_max_length=max_positions,
        clean_up_tokenization_spaces=False, **options,
    )  # fmt: skip


def _require_merges(source: Path, content: dict) -> None:
    """Raise `InputError` where a merge is of tokens that are not there: tokenizers would raise an
    error of no class of its own."""
    tokens = set(content["tokens"])
    for merge in content.get("merges", ()):
        parts = merge.split(" ")
        if len(parts) != 2 or not {*parts, "".join(parts)} <= tokens:
            raise _unreadable(source, f"the merge “{merge}” is of tokens that it lacks")


def _cut_by(rule: str | None, backend: Tokenizer, source: Path) -> None:
    """Give the byte-level tokenizer the rule that the file names."""
    from tokenizers import pre_tokenizers
    from transformers.integrations.gguf.gguf_tokenizer_mapping import GGUF_PRE_TOKENIZER_SPLITS

    if rule in _DIGIT_BY_DIGIT:
        digits = pre_tokenizers.Digits(individual_digits=True)
        words = pre_tokenizers.ByteLevel(add_prefix_space=False)
        backend.pre_tokenizer = pre_tokenizers.Sequence([digits, words])
    elif rule not in _AS_GPT2 and rule not in GGUF_PRE_TOKENIZER_SPLITS:
        raise _unreadable(source, f"rule “{rule}” for cutting text" if rule else "no rule is named")
    if rule in _WHOLE_WORDS_FIRST:
        backend.model.ignore_merges = True


def _unreadable(source: Path, why: str) -> InputError:
    return InputError(
        f"The tokenizer in {source} cannot be read ({why}); pass the model as a Hugging Face "
        "folder."
    )
