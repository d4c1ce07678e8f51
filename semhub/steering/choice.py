"""The words between which a model chooses, and the tokens that tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from semhub.errors import InputError
from semhub.inputs.door import one_of, strings
from semhub.models.protocol import LanguageModel, Spelling
from semhub.models.spelling import apart, first_tokens, spellings_of
from semhub.quoting import listed, quoted

BY = ("word", "beginning")


@dataclass(frozen=True)
class Choice:
    """A push should lead from the word `minus` to the word `plus`.

    others: further words of the same class. With them, an answer counts as flipped only if `plus`
        became likelier than all of the class, which a push in no direction at all seldom does.
    by: what stands for a word of several tokens: all of it, by the chain rule, which takes a pass
        for each of its tokens; or the tokens that it begins with, where these tell it apart.
    """

    minus: str
    plus: str
    others: tuple[str, ...] = ()
    by: Literal["word", "beginning"] = "word"

    def __post_init__(self) -> None:
        what = "A word between which a model chooses"
        object.__setattr__(self, "others", strings(self.others, what))
        strings([self.minus, self.plus], what)
        one_of(self.by, BY, "way to read a word (`by`)")

    @property
    def words(self) -> tuple[str, ...]:
        return (self.minus, self.plus, *self.others)


def distinct_spellings(
    model: LanguageModel, choices: Sequence[Choice]
) -> list[list[list[Spelling]]]:
    """Return for each choice the spellings of each of its words: `minus`, `plus`, and of the others
    those that have a spelling of their own.

    What another of the words has too, or begins with, is left out. Raises `InputError` where
    `minus` or `plus` has nothing left.
    """
    known: dict[Choice, list[list[Spelling]]] = {}
    for choice in choices:
        if choice not in known:
            known[choice] = _spellings(model, choice)
    return [known[choice] for choice in choices]


def _spellings(model: LanguageModel, choice: Choice) -> list[list[Spelling]]:
    words = dict.fromkeys(choice.words)
    if len(words) < len(choice.words):
        raise InputError(f"{quoted(choice.minus)} to {quoted(choice.plus)}: give each word once.")
    written = {word: _written(model, word, choice.by) for word in words}
    found = []
    for word, mine in written.items():
        own = apart(mine, [one for w, rest in written.items() if w != word for one in rest])
        if own:
            found.append(own)
        elif word in (choice.minus, choice.plus):
            raise InputError(
                f"{model.name} has no tokens that {quoted(word)} alone is written with among "
                f"{listed(words, ', ')}; choose another word."
            )
    return found


def _written(model: LanguageModel, word: str, by: str) -> Sequence[Spelling]:
    if by == "word":
        return spellings_of(model, word)
    return [(token,) for token in first_tokens(model, word)]
