"""The two settings of an experiment: as the paper measures, and calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from semhub.experiments.next_word import By
    from semhub.lenses.kinds import Kind
    from semhub.pools import Pool


@dataclass(frozen=True)
class Setting:
    """as_paper: the last token's state, no norm in the lens on inner layers, and the paper's own
    aggregation; otherwise the model's usual pooling, the model's own norm, and calibrated numbers.
    """

    as_paper: bool = False

    @property
    def name(self) -> str:
        return "as in the paper" if self.as_paper else "calibrated"

    @property
    def pool(self) -> Pool | str:
        return "last" if self.as_paper else "auto"

    @property
    def suffix(self) -> str | None:
        """With the pooling "last": an empty one takes the very last token, be it punctuation."""
        return "" if self.as_paper else None

    @property
    def kind(self) -> Kind:
        return "paper" if self.as_paper else "logit"

    @property
    def by(self) -> By:
        """What stands for a word of several tokens: in the paper, its first token."""
        return "beginning" if self.as_paper else "word"

    @property
    def metrics(self) -> tuple[str, ...]:
        """Of paired similarity, the leading one first."""
        return ("gap",) if self.as_paper else ("centred_gap", "acc1", "gap")


CALIBRATED, AS_PAPER = Setting(), Setting(as_paper=True)
