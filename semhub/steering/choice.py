"""The words between which a model chooses, and the tokens that tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from semhub.errors import InputError
from semhub.inputs.door import strings
from semhub.models.protocol import Model


@dataclass(frozen=True)
class Choice:
    """A push should lead from the word `minus` to the word `plus`.

    others: further words of the same class. With them, an answer counts as flipped only if `plus`
        became likelier than all of the class, which a push in no direction at all seldom does.
    """

    minus: str
    plus: str
    others: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        what = "A word between which a model chooses"
        object.__setattr__(self, "others", strings(self.others, what))
        strings([self.minus, self.plus], what)

    @property
    def words(self) -> tuple[str, ...]:
        return (self.minus, self.plus, *self.others)


def told_apart(model: Model, choices: Sequence[Choice]) -> list[list[list[int]]]:
    """For each choice, the tokens of each of its words: `minus`, `plus`, and of the others those
    that have a token of their own.

    A word's tokens are the first ones of its usual spellings, without those that begin another of
    its words too. Raises `InputError` where `minus` or `plus` has none left.
    """
    known: dict[Choice, list[list[int]]] = {}
    for choice in choices:
        if choice not in known:
            known[choice] = _tokens(model, choice)
    return [known[choice] for choice in choices]


def _tokens(model: Model, choice: Choice) -> list[list[int]]:
    words = dict.fromkeys(choice.words)
    if len(words) < len(choice.words):
        raise InputError(f"“{choice.minus}” to “{choice.plus}”: give each word once.")
    first = {word: frozenset(model.first_tokens(word)) for word in words}
    found = []
    for word, mine in first.items():
        rest = (tokens for other, tokens in first.items() if other != word)
        own = sorted(mine.difference(*rest))
        if own:
            found.append(own)
        elif word in (choice.minus, choice.plus):
            raise InputError(
                f"{model.name} has no token with which “{word}” alone begins among "
                f"{', '.join(words)}; choose another word."
            )
    return found
