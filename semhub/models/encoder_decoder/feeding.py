"""How a text is fed to a decoder: by the tokenizer's way with targets, shifted as in training.

In training a decoder is fed the labels, moved one to the right behind a token to start with. Which
one that is, families decide in their own code (T5: the padding, BART: the end of a text, mBART: the
language), so it is seen there, on one text, and not looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from threading import Lock

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from semhub.errors import InputError
from semhub.models.exclusive import exclusive
from semhub.models.tokens import TextEncoder


class TargetEncoder(TextEncoder):
    """A tokenizer that writes what a decoder is fed. Texts end without a sign of their end, since
    what comes next is what a decoder is there to say."""

    start: int | None = None
    """The token that a text is moved behind; None before it was seen."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, *, pad: int, max_positions: int):
        super().__init__(tokenizer, pad=pad, max_positions=max_positions)
        # While it writes a target, a tokenizer of languages has that of the target in itself, so
        # that it is one of its own, and one thread's at a time.
        self._writes, self._lock = deepcopy(tokenizer), Lock()

    def _called(self, texts: list[str], **options) -> Mapping[str, list]:
        with self._lock:
            found = self._writes(text_target=texts, **options)
        kept = {name: list(found[name]) for name in ("input_ids", "special_tokens_mask")}
        if options.get("return_offsets_mapping"):
            kept["offset_mapping"] = list(found["offset_mapping"])
        first = {"input_ids": self.start, "special_tokens_mask": 1, "offset_mapping": (0, 0)}
        pairs = zip(found["input_ids"], found["special_tokens_mask"], strict=True)
        for row, (ids, special) in enumerate(pairs):
            own = [i for i, mark in enumerate(special) if not mark]
            end = own[-1] + 1 if own else len(ids)
            begin = int(ids[:1] == [self.start])  # a tokenizer may write it already (Whisper)
            for name, rows in kept.items():
                ahead = [] if self.start is None else [first[name]]
                rows[row] = [*ahead, *rows[row][begin:end]]
        return kept

    def labels(self, text: str) -> list[int]:
        """Write a text as training has it: with the sign of its end, and nothing moved."""
        with self._lock:
            return self._writes(text_target=text)["input_ids"]


def start_of(module: PreTrainedModel, labels: list[int], source: Mapping[str, torch.Tensor]) -> int:
    """See which token `module` itself puts before labels. source: what its encoder is given.

    Raises `InputError` where it does not move them one to the right.
    """
    fed: list[torch.Tensor] = []

    def enter(_module, args, kwargs):
        fed.append(kwargs.get("input_ids", args[0] if args else None))

    handle = module.get_decoder().register_forward_pre_hook(enter, with_kwargs=True)
    try:
        with exclusive():
            own = torch.tensor([labels], device=next(iter(source.values())).device)
            module(**source, labels=own, use_cache=False)
    finally:
        handle.remove()
    tokens = fed[0][0].tolist() if fed and fed[0] is not None else []
    if tokens[1:] != labels[:-1]:
        raise InputError(
            f"The decoder of {type(module).__name__} is not fed its labels moved by one, so that a "
            "given text cannot be put into it; choose another model."
        )
    return tokens[0]
