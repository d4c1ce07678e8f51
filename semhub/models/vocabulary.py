"""Token ids as text that a person can read, and words as token ids.

A token of a byte-level vocabulary may be a piece of a character. It is shown as its bytes, or,
where the whole text is at hand, as "part 1 of 3" of the character, never as a broken glyph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from transformers import PreTrainedTokenizerBase

_BROKEN = re.compile("\ufffd+")
BROKEN = "\ufffd"
_PART, _BYTE = "⟨part of a character", "⟨byte"
_BYTE_FALLBACK = re.compile(r"<0x([0-9A-F]{2})>")
_ASCII = 0x80
"""Bytes below are whole characters in UTF-8, and those from here on parts of one."""
_PART_BYTE = re.compile(f"{_BYTE} [89A-F]")


def _byte_alphabet() -> dict[str, int]:
    """Character -> byte of byte-level BPE (Radford et al. 2019): printable bytes are themselves,
    the others are moved, in order, to the code points from 256 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in printable]
    return {chr(b): b for b in printable} | {chr(256 + i): b for i, b in enumerate(hidden)}


_BYTES = _byte_alphabet()


def is_part(word: str) -> bool:
    """Tell whether an entry of the vocabulary, by its readable text, is or ends in a piece of a
    character."""
    return _PART in word or _PART_BYTE.match(word) is not None


class Vocabulary:
    """The readable side of a tokenizer."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase):
        self.tokenizer = tokenizer
        backend = getattr(tokenizer, "backend_tokenizer", None)
        decoder = str(backend.decoder) if backend is not None else ""
        self._byte_level = "ByteLevel" in decoder
        # Only where the family writes them so: “##” is also an entry of its own, a heading's.
        self._continues = "##" if "WordPiece" in decoder else ""
        self._ends = getattr(getattr(backend, "model", None), "end_of_word_suffix", None) or ""
        self._special = set(tokenizer.all_special_tokens)
        self.as_text = {"split_special_tokens": True} if hasattr(tokenizer, "is_fast") else {}
        """Options under which “<s>” in a person's text is three signs, and no control token.
        Mistral's own tokenizer, which does not say whether it is fast, knows no other way."""
        self.decode_token = lru_cache(maxsize=200_000)(self._decode_token)

    def _decode_token(self, token: int) -> str:
        piece = self.tokenizer.convert_ids_to_tokens(token)
        if piece is None:  # a head padded beyond the tokenizer's entries
            return f"⟨unused {token}⟩"
        if piece in self._special:
            return piece
        if fallback := _BYTE_FALLBACK.fullmatch(piece):
            byte = int(fallback[1], 16)
            legible = byte < _ASCII and (chr(byte).isprintable() or chr(byte).isspace())
            return chr(byte) if legible else f"{_BYTE} {fallback[1]}⟩"
        ending = " " if self._ends and piece.endswith(self._ends) else ""
        piece = piece.removesuffix(self._ends)
        if self._byte_level:
            return self._from_bytes(piece) + ending
        if BROKEN in piece:  # Mistral's own tokenizer decodes each token by itself
            return f"{_PART}⟩"
        return piece.replace("▁", " ").removeprefix(self._continues) + ending

    def _from_bytes(self, piece: str) -> str:
        if not all(character in _BYTES for character in piece):
            return piece  # an added token, stored as plain text
        raw = bytes(_BYTES[character] for character in piece)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            whole = raw.decode(errors="ignore")
            return f"{whole}{_PART}: {raw.hex(' ').upper()}⟩"

    def positions(self, text: str, ids: list[int], offsets: list[tuple[int, int]] | None):
        """Readable text of each position of an encoded `text`; (start, end) in characters.

        Tokens in a row whose characters overlap are parts of them, and numbered.
        """
        if offsets is None:
            return [self.decode_token(token) for token in ids]
        words = [text[start:end] for start, end in offsets]
        runs: list[list[int]] = []
        covered = 0
        for i, (token, (start, end)) in enumerate(zip(ids, offsets, strict=True)):
            # A space that the tokenizer itself puts in front is reported to cover the character
            # behind it, and a special token none; neither is a part of what was written.
            if not words[i] or (words[i].strip() and not self.decode_token(token).strip()):
                words[i] = self.decode_token(token)
                continue
            # Behind a line end it is reported to cover that.
            if text[start:covered].isspace() and self.decode_token(token)[:1].isspace():
                words[i] = text[covered:end] or self.decode_token(token)
                start = covered
            if start < covered:
                runs[-1].append(i)
            else:
                runs.append([i])
            covered = max(covered, end)
        for run in runs:
            if len(run) > 1:
                for part, i in enumerate(run, start=1):
                    words[i] += f" {part}/{len(run)}"
        # What stands there was typed, but the model reads the one token for all that is unknown.
        unknown = self.tokenizer.unk_token_id
        return [
            f"{word} ⟨unknown⟩" if token == unknown and word != self.decode_token(token) else word
            for word, token in zip(words, ids, strict=True)
        ]

    def punctuation_behind(self, tokens: Sequence[int]) -> int:
        """How many tokens at the end are punctuation or space and nothing else.

        Punctuation may take several tokens, each a part of a character, so ends are decoded whole.
        """
        found = 0
        for count in range(1, len(tokens) + 1):
            text = self.tokenizer.decode(list(tokens[-count:]), skip_special_tokens=True)
            if all(unicodedata.category(character)[0] in "PZC" for character in text):
                found = count
            elif BROKEN not in text:
                break
        return found

    def content_ids(self, texts: Sequence[str]) -> Iterator[int]:
        """List every token of `texts`, special ones left out."""
        for ids in self.ids(texts):
            yield from ids

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text, special ones left out."""
        if not texts:  # which the tokenizer does not bear
            return []
        encoded = self.tokenizer(list(texts), add_special_tokens=False, **self.as_text)
        return encoded["input_ids"]

    def decode(self, tokens: Sequence[int]) -> str:
        """Tokens in a row as a person reads them, special ones left out; what is left of a
        character that breaks off is named as a part."""
        text = self.tokenizer.decode(
            list(tokens), skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return _BROKEN.sub(f"{_PART}⟩", text)

    def spellings(self, word: str) -> tuple[tuple[int, ...], ...]:
        """The tokens of the usual spellings of `word`, each once, those with unknown ones left out.

        Usual are the word as it is typed and capitalised, with and without a space in front. Where
        some of these are one token, those alone are given, since longer ones are pieces that the
        model hardly writes the word with; where none is, the word as it is typed.
        """
        typed = self._tokens_of(word, " " + word)
        further = self._tokens_of(word.capitalize(), " " + word.capitalize())
        single = [ids for ids in dict.fromkeys((*typed, *further)) if len(ids) == 1]
        return tuple(single) or typed

    def _tokens_of(self, *texts: str) -> tuple[tuple[int, ...], ...]:
        found: dict[tuple[int, ...], None] = {}
        for text in texts:
            ids = self.ids([text])[0]
            # Metaspace vocabularies may put the space alone first; the word starts behind it.
            start = next(
                (k for k, token in enumerate(ids) if self.decode_token(token).strip()), len(ids)
            )
            ids = tuple(ids[start:])
            if ids and self.tokenizer.unk_token_id not in ids:
                found[ids] = None
        return tuple(found)
