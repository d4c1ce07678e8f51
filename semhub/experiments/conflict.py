"""A picture or a sound says one thing and the text behind it another: which wins, at which layer?

At the last position of the text two words race: the item's own, and the text's. Beside the
contradiction stands the same item with a text that agrees. By half their sum and half their
difference the two give how far the item, and how far the text, moves the answer: the two main
effects of a design in which each says one word or the other. Over a set in which every item has a
partner with whom it changes words, a liking for single words falls out of all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from semhub.errors import InputError
from semhub.experiments.next_word import logs_behind
from semhub.inputs import Text
from semhub.inputs.door import one_of
from semhub.models.spelling import apart, spellings_of
from semhub.quoting import quoted
from semhub.result import Result
from semhub.statistics.band import Band
from semhub.statistics.words_apart import over_words
from semhub.steering.asking import Question, encoded

if TYPE_CHECKING:
    from semhub.datasets.conflicts import Contradicted
    from semhub.lenses.kinds import Kind
    from semhub.models.protocol import LanguageModel, Model, Spelling
    from semhub.states.extraction import Progress

CURVES = ("contest", "agreement", "item_alone", "text_alone", "by_item", "by_text")
LENSES = ("logit", "paper")
"""Those that read tokens at any position without being fitted."""


@dataclass(frozen=True, repr=False)
class Conflict(Result):
    """The race of two words at every layer, over n items.

    sense: "image" or "audio". words: (n,) the item's word and the text's. left_out: items whose
    words are written with the same tokens.
    own, other: mean log-probability of the item's word and of the text's, behind the contradiction.
    curves: of `CURVES`, mean log-odds, in nats, of the item's word over the text's: behind the
        contradicting text ("contest"), behind the agreeing one, behind the item without a text, and
        behind the contradicting text without the item; and how far the item and the text move them.
    Intervals are over words, and hold 95% for all layers at once; of few words they are NaN. How
    far a single item moves the answer cannot be told, and is NaN.
    """

    model: str
    kind: Kind
    sense: str
    words: list[tuple[str, str]]
    left_out: int
    own: Band
    other: Band
    curves: dict[str, Band]

    @property
    def n(self) -> int:
        return len(self.words)

    @property
    def has_interval(self) -> bool:
        """Whether there are words enough to claim anything."""
        return bool(np.isfinite(self.curves["contest"].low).all())

    def moves(self, side: Literal["item", "text"]) -> list[int]:
        """Layers at which the answer clearly follows what the item, or the text, says."""
        return np.flatnonzero(self.curves[f"by_{side}"].low > 0).tolist()

    def won(self, side: Literal["item", "text"]) -> list[int]:
        """Layers at which one side's word is clearly ahead of the other's, and clearly because of
        what that side says; none where the other side is not read at any layer, since there is no
        contest then."""
        if not (self.moves("item") and self.moves("text")):
            return []
        contest = self.curves["contest"]
        ahead = contest.low > 0 if side == "item" else contest.high < 0
        return [layer for layer in self.moves(side) if ahead[layer]]

    def to_dict(self) -> dict:
        return {
            "model": self.model,
            "lens": self.kind,
            "sense": self.sense,
            "n": self.n,
            "words": [list(pair) for pair in self.words],
            "left_out": self.left_out,
            "layers": list(range(len(self.own.value))),
            "log_probability": {"own": self.own.to_dict(), "other": self.other.to_dict()},
            "log_odds": {name: band.to_dict() for name, band in self.curves.items()},
            "item_wins": self.won("item"),
            "text_wins": self.won("text"),
            "item_read": self.moves("item"),
            "text_read": self.moves("text"),
        }


def conflict(
    model: Model,
    items: Sequence[Contradicted],
    *,
    kind: Kind = "logit",
    progress: Progress | None = None,
) -> Conflict:
    """Read every layer at the last position of each text, by the lens `kind`.

    items: all pictures, or all sounds.
    Raises `InputError` if the model cannot be read out or does not take the items, without items,
    and where the vocabulary cannot tell the words of any apart.
    """
    reads = model.require_head()
    one_of(kind, LENSES, "lens")
    if not items:
        raise InputError("There is nothing that a text contradicts; give at least one item.")
    told = [(one, pair) for one in items if (pair := _told_apart(reads, one))]
    if not told:
        first = items[0]
        raise InputError(
            f"{model.name} cannot tell {quoted(first.own)} from {quoted(first.other)} by its "
            "tokens; choose other words."
        )
    used = [one for one, _ in told]
    asked = [
        *(Question(one.item, one.contradicts) for one in used),
        *(Question(one.item, one.agrees) for one in used),
        *(Question(one.item, one.asks) for one in used),
        *(Question(Text(one.contradicts.strip())) for one in used),
    ]
    longest = max(len(spelling) for _, pair in told for word in pair for spelling in word)
    begun = encoded(reads, asked, more=longest - 1)
    found = logs_behind(reads, begun, [pair for _, pair in told] * 4, kind, progress=progress)
    logs = np.array(found).reshape(4, len(used), 2, -1)  # the text, the item, the word, the layer
    odds = (logs[:, :, 0] - logs[:, :, 1]).transpose(0, 2, 1)
    contest, agreement = odds[:2]
    # Of one item it would hold how much the model likes the one word more than the other.
    by_item = (contest + agreement) / (2 if len(used) > 1 else np.nan)
    values = (*odds, by_item, (agreement - contest) / 2)
    words = [(one.own, one.other) for one in used]
    own, other = (over_words(logs[0, :, word].T, words) for word in (0, 1))
    curves = dict(zip(CURVES, (over_words(one, words) for one in values), strict=True))
    return Conflict(
        model.name, kind, used[0].item.modality, words, len(items) - len(used), own, other, curves
    )


def _told_apart(model: LanguageModel, one: Contradicted) -> list[list[Spelling]]:
    """Return the spellings of the item's word and of the text's that the other has not; empty where
    one keeps none."""
    mine, theirs = (spellings_of(model, word) for word in (one.own, one.other))
    pair = [apart(mine, theirs), apart(theirs, mine)]
    return pair if all(pair) else []
