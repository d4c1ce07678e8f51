"""Run in a process of its own: read texts by a tokenizer.json.

    python -m semhub.models.trial.tokenizer FILE

Ends with 0 where it does what it should, else with an error whose last line says what is wrong.
Imports nothing heavy, since whoever loads a model waits for it.
"""

from __future__ import annotations

import sys
from itertools import product

from tokenizers import Tokenizer

from semhub.models.trial import limits

_TEXTS = (
    "The cat sleeps on the mat; 17 + 25 = 42, isn't it?",
    "猫在睡觉。Кот спит. تنام القطة. बिल्ली सोती है। 🐈‍⬛",
    "a" * 400,
    "aB1 " * 100 + "!",
    "9" * 400 + "x",
    " \t\n" * 130 + ".",
    "(((([[[[{{{{" * 30,
)
"""Words, scripts, and long runs of one kind, on which a pattern that goes back does so longest."""

_MOST = 100
"""Tokens that a letter may become, and more than any that is known makes of one."""


def main(file: str) -> None:
    limits.set_all()
    tokenizer = Tokenizer.from_file(file)
    tokenizer.no_padding()  # as transformers has it
    tokenizer.no_truncation()
    for as_text, text in product((True, False), _TEXTS):
        tokenizer.encode_special_tokens = as_text  # as people's texts are read, and templates
        ids = tokenizer.encode(text).ids
        if len(ids) > _MOST * len(text):
            raise ValueError(f"it makes {len(ids):,} tokens of {len(text):,} letters")
        tokenizer.decode(ids)


if __name__ == "__main__":
    main(sys.argv[1])
