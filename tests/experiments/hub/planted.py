"""A model whose spokes meet at known layers, and the rows that they are compared on.

`tests.toy.PlantedHub` knows two languages; here there are as many as wanted, and they part again.
"""

from __future__ import annotations

import torch

from semhub.experiments.hub import Spokes
from semhub.inputs import Text
from tests.toy import PlantedHub


class PlantedBand(PlantedHub):
    """At layers `first` to `last` the word "c3" is meaning 3 and nothing else, whatever the
    letter; at all other layers each word has a random state of its own.

    exact: those letters only; other words never meet anything.
    """

    def __init__(
        self, letters: str, *, meanings: int = 24, n_layers: int = 6, first: int = 2, last: int = 4,
        exact: str | None = None,
    ):  # fmt: skip
        super().__init__(meanings, n_layers, width=32)
        self.name = f"planted-{letters}-{first}-{last}-{exact}"
        self.words = [f"{letter}{i}" for letter in letters for i in range(meanings)]
        self.ids = {word: i + 1 for i, word in enumerate(self.words)}
        self.vocabulary_size = len(self.words) + 1
        generator = torch.Generator().manual_seed(1)
        tables = torch.randn(n_layers + 1, self.vocabulary_size, self.width, generator=generator)
        for word, number in self.ids.items():
            if word[0] in (letters if exact is None else exact):
                tables[first : last + 1, number] = self.meaning[int(word[1:])]
        self.embedding = tables[0]
        for block, table in zip(self.blocks, tables[1:], strict=True):
            block.table = table


def words(letters: str, rows: int = 24, first: int = 0) -> dict[str, list[Text]]:
    """Letter -> its words from number `first` on; row i means the same for all."""
    return {
        letter: [Text(f"{letter}{i}") for i in range(first, first + rows)] for letter in letters
    }


def spokes(letters: str, rows: int = 24) -> Spokes:
    """All letters on one set of rows."""
    return Spokes(tuple(letters), {"words": words(letters, rows)})
