"""A recorded hub, shown on the page Hub until the model is loaded and has read its items."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from semhub.experiments.hub import SETS
from semhub.models.catalogue import EMBEDDED
from semhub.models.options import USUAL
from semhub.pools import AUTO
from semhub.ui.shared import models
from semhub.ui.shared import recorded as shipped

if TYPE_CHECKING:
    from semhub.models.protocol import Model
    from semhub.ui.hub.controls import Choices

RECORDED = "hub"
"""Written by `python -m semhub hub --model semhub-nano --record FILE.zip`."""


def meanwhile(choices: Choices) -> Mapping[str, Any] | None:
    """Return the recorded hub, as `Findings.to_dict` writes it and with its "layout", if it fits
    the choices and this server has not computed it yet; else None."""
    if not _fits(choices) or models.stamp(EMBEDDED) in _answered():
        return None
    return shipped.result(RECORDED)


def answered(choices: Choices, model: Model) -> None:
    """Note that this server has computed the hub itself."""
    if _fits(choices) and model.name == choices.model:
        _answered().add(models.stamp(EMBEDDED))


def _fits(choices: Choices) -> bool:
    found = shipped.result(RECORDED)
    wanted = (choices.model, tuple(choices.sets), set(choices.spokes), choices.metric)
    same = wanted == (EMBEDDED, SETS, set(found["spokes"]), found["metric"])
    usual = models.asked(choices.model) == USUAL and choices.pool in (AUTO, found["pool"])
    return same and usual


@cache
def _answered() -> set[tuple]:
    """Keep the stamps of the embedded model's files whose hub was computed."""
    return set()
