"""Token ids as text that a person can read, and words as token ids.

A token of a byte-level vocabulary may be a piece of a character. It is shown as its bytes, or,
where the whole text is at hand, as "part 1 of 3" of the character, never as a broken glyph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from transformers import PreTrainedTokenizerBase

_BYTE_FALLBACK = re.compile(r"<0x([0-9A-F]{2})>")


def _byte_alphabet() -> dict[str, int]:
    """Character -> byte of byte-level BPE (Radford et al. 2019): printable bytes are themselves,
    the others are moved, in order, to the code points from 256 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {chr(b): b for b in printable} | {chr(256 + i): b for i, b in enumerate(hidden)}


_BYTES = _byte_alphabet()


class Vocabulary:
    """The readable side of a tokenizer."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase):
        self.tokenizer = tokenizer
        backend = getattr(tokenizer, "backend_tokenizer", None)
        decoder = str(backend.decoder) if backend is not None else ""
        self._byte_level = "ByteLevel" in decoder
        self._special = set(tokenizer.all_special_tokens)
        self.word = lru_cache(maxsize=200_000)(self._word)

    def _word(self, token: int) -> str:
        piece = self.tokenizer.convert_ids_to_tokens(token)
        if piece is None:  # a head padded beyond the tokenizer's entries
            return f"⟨unused {token}⟩"
        if piece in self._special:
            return piece
        if fallback := _BYTE_FALLBACK.fullmatch(piece):
            return f"⟨byte {fallback[1]}⟩"
        if self._byte_level:
            return self._from_bytes(piece)
        return piece.replace("▁", " ").removeprefix("##").replace("</w>", " ")

    def _from_bytes(self, piece: str) -> str:
        if not all(character in _BYTES for character in piece):
            return piece  # an added token, stored as plain text
        raw = bytes(_BYTES[character] for character in piece)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            whole = raw.decode(errors="ignore")
            return f"{whole}⟨part of a character: {raw.hex(' ').upper()}⟩"

    def positions(self, text: str, ids: list[int], offsets: list[tuple[int, int]] | None):
        """Readable text of each position of an encoded `text`; (start, end) in characters."""
        if offsets is None:
            return [self.word(token) for token in ids]
        shared: dict[tuple[int, int], int] = {}
        for span in offsets:
            shared[span] = shared.get(span, 0) + 1
        seen: dict[tuple[int, int], int] = {}
        words = []
        for token, (start, end) in zip(ids, offsets, strict=True):
            piece = text[start:end]
            if not piece:
                words.append(self.word(token))
                continue
            seen[start, end] = seen.get((start, end), 0) + 1
            if shared[start, end] > 1:
                piece += f" {seen[start, end]}/{shared[start, end]}"
            words.append(piece)
        return words

    def content_ids(self, texts: Sequence[str]) -> Iterator[int]:
        """Every token of `texts`, special ones left out."""
        for ids in self.tokenizer(list(texts), add_special_tokens=False)["input_ids"]:
            yield from ids

    def first_tokens(self, word: str) -> tuple[int, ...]:
        """First token of the usual spellings of `word`, each once, unknown ones left out."""
        found: dict[int, None] = {}
        for spelling in (word, " " + word, word.capitalize(), " " + word.capitalize()):
            ids = self.tokenizer(spelling, add_special_tokens=False)["input_ids"]
            # Metaspace vocabularies may put the space alone first; the word starts behind it.
            ids = [token for token in ids if self.word(token).strip()]
            if ids and ids[0] != self.tokenizer.unk_token_id:
                found[ids[0]] = None
        return tuple(found)
