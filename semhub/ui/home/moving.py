"""The moving picture of the home page: recorded items of all data types, layer by layer."""

from __future__ import annotations

from dataclasses import replace

from semhub.charts import text_format as words
from semhub.charts.hub.spokes import by_layer, found_layer
from semhub.experiments.hub import Findings, Layout
from semhub.ui.hub import player, screen
from semhub.ui.hub.recorded import RECORDED
from semhub.ui.shared import cached, first, recorded

SAYS = (
    "In a model's middle layers, says the semantic hub hypothesis. In this toy model, taught "
    "translation, {found} at layer {layer}."
)
JOINED = 3
"""Rows of the recorded layout whose items are joined: what a first look can follow."""


@cached.resource
def _recorded() -> tuple[Findings, Layout]:
    found = recorded.result(RECORDED)
    layout = Layout.from_dict(found["layout"])
    return Findings.from_dict(found), replace(layout, joined=layout.joined[:JOINED])


def draw() -> None:
    """Draw the question, its answer, and the items that move."""
    hub, layout = _recorded()
    called = words.model(hub.model)
    first.question(screen.QUESTION)
    layer = found_layer(hub)
    first.answer(SAYS.format(found=by_layer(hub)[layer], layer=layer))
    screen.plane(screen.made(called, hub, layout), called, f"{player.CHARTS}_home")
    player.player(layer, hub.layers[-1])
