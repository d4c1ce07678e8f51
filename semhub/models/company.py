"""Which neighbours a text bears: in a padded batch, and in one row without padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import torch

from semhub.errors import InputError
from semhub.models.architecture import TOLERANCE, relative_error
from semhub.models.batch import Batch, Encoded
from semhub.models.segments import LONGEST
from semhub.models.sensory import UNFIT

Collate = Callable[[Sequence[Encoded]], Batch]


@dataclass(frozen=True)
class Company:
    """A model's way with texts that run together, tried on a short one and a long one.

    name: the model's, for sentences. states: runs a batch and takes the states of every layer,
    (items, positions, width). collate: pads. dtype: of the model's weights. begin: runs a batch
    through the first block alone. longest: positions of the longest text.
    """

    name: str
    states: Callable[[Batch], list[torch.Tensor]]
    collate: Collate
    dtype: torch.dtype
    begin: Callable[[Batch], None]
    longest: int
    short: Encoded
    long: Encoded
    _alone: dict[int, list[torch.Tensor]] = field(default_factory=dict, init=False)

    def borne(self) -> dict[str, bool]:
        """Find which neighbours in a batch change a text's states, as fields of `Encoded`: none (an
        empty dict), those of another length (`paddable` false), or all (`alone`).

        Families that mix positions do not all leave out padding (FNet, convolutions), some read to
        both sides only as long as nothing is padded (PaliGemma), and experts of a fixed capacity
        are shared by a whole batch. Raises `InputError` where the states are a matter of chance.
        """
        texts = [self.short, self.long]
        beside = self.states(self.collate(texts))[-1]
        apart = [self.alone(text)[-1][0] for text in texts]
        pairs = zip(beside, apart, strict=True)
        if all(same(ours[: len(own)], own, self.dtype) for ours, own in pairs):
            return {}
        long, alone = texts[1], apart[1]
        again = self.states(self.collate([long]))[-1][0]
        if not same(again, alone, self.dtype):
            raise InputError(
                f"{self.name} gives other states at every run, so that nothing can be measured in "
                "them; choose another model."
            )
        other = replace(long, ids=[*long.ids[1:-1][::-1], *long.ids[:1], *long.ids[-1:]])
        even = self.states(self.collate([other, long]))[-1][1]
        return {"paddable": False} if same(even, alone, self.dtype) else {"alone": True}

    def borne_in_a_row(self, join: Collate) -> bool:
        """Tell whether texts that `join` puts in one row have the states that they have alone, at
        every layer and position: a long one, and two of one length behind it.

        What halves round may be more than what a neighbour changes. So the same row is run behind
        another text, as long as the long one: then what is rounded is the same, too.
        """
        row, size = [self.long, self.short, self.short], len(self.long)
        other = replace(self.long, ids=(self.short.ids * size)[:size])
        try:
            together, beside = (self.states(join([one, *row[1:]])) for one in (self.long, other))
            if self.longest < LONGEST:  # some refuse rows beyond what they were built for (CLIP)
                self.begin(join([self.long] * (self.longest // len(self.long) + 1)))
        except UNFIT:  # of families that do not take positions as they are counted here
            return False
        alone = zip(*map(self.alone, row), strict=True)
        return all(
            self._same_everywhere(ours[0], torch.cat(own, dim=1)[0])
            and same(ours[0, size:], there[0, size:], torch.float32)
            for ours, there, own in zip(together, beside, alone, strict=True)
        )

    def alone(self, text: Encoded) -> list[torch.Tensor]:
        """Take the states that a text has alone; each is run once."""
        if id(text) not in self._alone:
            self._alone[id(text)] = self.states(self.collate([text]))
        return self._alone[id(text)]

    def _same_everywhere(self, ours: torch.Tensor, theirs: torch.Tensor) -> bool:
        """Tell whether states (positions, width) agree at each position by its own measure: beside
        an attention sink, thousands of times as long, all others would count for nothing."""
        difference = (ours.float() - theirs.float()).norm(dim=-1)
        return bool((difference <= TOLERANCE[self.dtype] * theirs.float().norm(dim=-1)).all())


def same(ours: torch.Tensor, theirs: torch.Tensor, dtype: torch.dtype) -> bool:
    """Tell whether states of a model agree, up to what weights of this type round."""
    return relative_error(ours.float(), theirs.float()) <= TOLERANCE[dtype]
