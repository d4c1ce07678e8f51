"""The kinds of lens: what each is called, what it does, and what its scores are.

This is the one list of them. Pages, charts and the command line take names and sentences from
here, and it imports nothing heavy, so that the command line starts quickly. How a kind reads is
in a file of its own, which `semhub.lenses.reading.reader_of` chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["logit", "paper", "jacobian", "neighbours"]
Score = Literal["probability", "cosine"]


@dataclass(frozen=True)
class LensKind:
    """What people are shown of one kind.

    label: its name on a button. name: its name in a sentence.
    does: what it does, as “Can I trust this?” and the command line say it.
    score: what its scores are.
    best: what a cell of the grid shows, after “Each cell:”.
    cell: the sentence under the grid of a text.
    best_here, cell_here: these two of a model whose head fills in masked words; empty where they
        are the same.
    method: how a position of a picture or a sound is read, after “by”.
    head: whether it reads with the model's own head, so that its words are tokens and their
        probabilities can be added up by language.
    fitted: whether it must be fitted to a model before it reads.
    """

    label: str
    name: str
    does: str
    score: Score
    best: str
    cell: str
    method: str
    head: bool = True
    fitted: bool = False
    best_here: str = ""
    cell_here: str = ""

    def shown(self, fills_in: bool) -> tuple[str, str]:
        """Return `best` and `cell`, of a model that fills in masked words or that says what comes
        next."""
        if not fills_in:
            return self.best, self.cell
        return self.best_here or self.best, self.cell_here or self.cell


_NEXT = (
    "Each cell shows what the model would say next if it stopped at that layer and position. Click "
    "a cell, or choose it below, for its ten best words."
)

_HERE = (
    "Each cell shows the word that the model would fill in at that very position if it stopped at "
    "that layer: at the last one mostly the word that stands there. Click a cell, or choose it "
    "below, for its ten best words."
)

KINDS: dict[Kind, LensKind] = {
    "logit": LensKind(
        label="Logit lens",
        name="logit lens",
        does="logit lens: the model's final norm and head at every layer",
        score="probability",
        best="the most probable next word by the logit lens",
        cell=_NEXT,
        best_here="the most probable word at that position by the logit lens",
        cell_here=_HERE,
        method="logit lens",
    ),
    "paper": LensKind(
        label="As in the paper",
        name="paper's lens",
        does="the paper's lens: the head alone, without the final norm, on inner layers",
        score="probability",
        best="the most probable next word by the paper's lens, without the final norm",
        cell=_NEXT,
        best_here="the most probable word at that position by the paper's lens, without a final "
        "norm",
        cell_here=_HERE,
        method="the paper's lens",
    ),
    "jacobian": LensKind(
        label="Jacobian lens",
        name="Jacobian lens",
        does="Jacobian lens: norm and head, after the layers in between as their mean Jacobian",
        score="probability",
        best="the most probable word to be said, now or later, by the Jacobian lens",
        cell="Each cell shows what the state there makes the model more likely to say, at once or "
        "later, on average over texts. Click a cell, or choose it below, for its ten best words.",
        method="Jacobian lens",
        fitted=True,
    ),
    "neighbours": LensKind(
        label="Neighbours",
        name="neighbours",
        does="nearest neighbours: words in sentences whose states are nearest, by cosine",
        score="cosine",
        best="the word in a sentence whose state is nearest",
        cell="Each cell shows the word in a sentence whose own state at that layer is nearest "
        "(cosine). Click a cell, or choose it below, for the ten nearest and their sentences.",
        method="nearest words in context",
        head=False,
    ),
}

SIDE_BY_SIDE: dict[Kind, str] = {
    "logit": "BLUE", "jacobian": "VERMILLION", "neighbours": "GREEN",
}  # fmt: skip
"""Those that the page Text shows side by side, each with its colour in `charts.palette`."""

AT_POSITIONS: dict[Kind, str] = {
    "neighbours": "Each state is read as the words whose own states, in sentences, lie nearest "
    "(cosine, each side less its mean): LatentLens, arXiv 2602.00462. They come first here because "
    "the head learned to say what comes next in a text, and not what stands at a position of a "
    "picture or a sound.",
    "logit": "Each state is put through the model's own final norm and head, as if it were about "
    "to write. The last layer is the model's own output.",
}
"""Those that the pages Image and Audio offer, the usual one first, each with its sentence there."""

USUAL: Kind = "logit"
"""The one that reads a text where nobody chose another."""

HEADLESS: Kind = "neighbours"
"""The one that reads a model without a head, and the usual one of a model that was raised in the
embedded world: its head writes the next piece in the text's own language at nearly every layer, so
that what the languages share is not to be seen through it."""


def shared_place(language: str) -> str:
    """Say what words of one language show, and what they do not. language: its name."""
    return (
        f"The words to choose from are all {language}: they show a place that languages share, and "
        f"not that the model thinks in {language}."
    )
