"""Words as the tokens that spell them: of one token, of several, and what a lens can read of them.

A lens reads one token at a position. A word of one token is read itself; of a longer one the lens
reads its first token, and whatever shows the number names that token. What comes next in a model's
own output can be asked for the whole word, by the chain rule: log P(word) is the sum over its
tokens of log P(token | the prompt and the word's tokens before it).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from semhub.errors import InputError
from semhub.models.protocol import LanguageModel, Spelling
from semhub.models.vocabulary import is_part
from semhub.quoting import listed, quoted


@dataclass(frozen=True)
class Tracked:
    """What a lens reads of a word.

    tokens: entries of the vocabulary whose probabilities are added.
    whole: whether each of them is the whole word. first: the readable text of the tokens.
    pieces: the readable text of all the tokens of the word's spelling.
    """

    word: str
    tokens: tuple[int, ...]
    whole: bool
    first: tuple[str, ...]
    pieces: tuple[str, ...]

    @property
    def note(self) -> str | None:
        """Return a note on how the number was found; None for a word of one token."""
        if self.whole:
            return None
        pieces, first = (
            listed(self.pieces, " + "),
            listed(dict.fromkeys(map(str.strip, self.first)), " or "),
        )
        return (
            f"{quoted(self.word)} is several tokens, {pieces}; what is read is the first, {first}."
        )


def tracked(model: LanguageModel, words: Iterable[str]) -> dict[str, Tracked]:
    """Find what a lens reads of each word.

    Raises `InputError` for a word that is no text or not in the vocabulary, and for one whose first
    token is a part of a character: many other words begin with the same byte.
    """
    return {word: _tracked(model, word) for word in words}


def _tracked(model: LanguageModel, word: str) -> Tracked:
    spellings = spellings_of(model, word)
    if not spellings:
        raise InputError(f"{model.name} has no token for {quoted(word)}; track another word.")
    first = first_tokens(model, word)
    if not first:
        raise InputError(
            f"{model.name} writes {quoted(word)} in {len(spellings[0])} tokens, of which the first "
            "is only a part of a character, with which other words begin too; track a word that is "
            "one token, or read by the lens of neighbours."
        )
    return Tracked(
        word,
        first,
        whole=len(spellings[0]) == 1,
        first=tuple(model.decode_token(token) for token in first),
        pieces=tuple(model.decode_token(token) for token in spellings[0]),
    )


def can_track(model: LanguageModel, word: str) -> bool:
    """Tell whether a lens can read the word or its first token."""
    return bool(first_tokens(model, word))


def notes(found: Mapping[str, Tracked]) -> list[str]:
    """List notes: on words of several tokens, and on words that are read by the same token."""
    notes = [one.note for one in found.values() if one.note]
    alike: dict[tuple[int, ...], list[str]] = {}
    for word, one in found.items():
        alike.setdefault(one.tokens, []).append(quoted(word))
    return notes + [
        f"{' and '.join(words)} are read by the same token, so that their numbers are one number."
        for words in alike.values()
        if len(words) > 1
    ]


def spellings_of(model: LanguageModel, word: str) -> tuple[Spelling, ...]:
    """As `LanguageModel.spellings`. Raises `InputError` for what is no text."""
    return model.spellings(legible(word))


def legible(text: str) -> str:
    """Return the text itself. Raises `InputError` where bytes in it are no text, as the system
    hands them over from a terminal that writes something else than UTF-8."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        shown = text.encode("utf-8", "replace").decode()
        raise InputError(f"{quoted(shown)} is no valid text; type it in UTF-8.")
    return text


def first_tokens(model: LanguageModel, word: str) -> tuple[int, ...]:
    """The first token of each spelling of a word, each once; none that is only a part of a
    character."""
    first = dict.fromkeys(spelling[0] for spelling in spellings_of(model, word))
    return tuple(token for token in first if not is_part(model.decode_token(token)))


def apart(mine: Collection[Spelling], rest: Collection[Spelling]) -> list[Spelling]:
    """List the spellings of a word that no other word has or begins with, in order."""
    return sorted(one for one in mine if not any(one == other[: len(one)] for other in rest))


def beginnings(words: Iterable[Iterable[Spelling]]) -> dict[Spelling, list[int]]:
    """What has to stand behind a prompt, the empty beginning first, so that the words' tokens can
    be read one by one -> the tokens that are read there."""
    found: dict[Spelling, dict[int, None]] = {(): {}}
    for word in words:
        for spelling in word:
            for k, token in enumerate(spelling):
                found.setdefault(spelling[:k], {})[token] = None
    return {beginning: list(tokens) for beginning, tokens in found.items()}


def chained(
    logs: Mapping[tuple[Spelling, int], np.ndarray], word: Sequence[Spelling]
) -> np.ndarray:
    """Add up the log-probability of a word by the chain rule, all its spellings together.

    logs: (what stands behind the prompt, token) -> (...) log-probability of the token there.
    """
    each = [
        reduce(np.add, (logs[spelling[:k], token] for k, token in enumerate(spelling)))
        for spelling in word
    ]
    return np.logaddexp.reduce(each, axis=0)
