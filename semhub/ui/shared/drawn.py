"""Charts that are made once: a page that draws the same again, for whomever, makes nothing anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec
from weakref import finalize

from semhub.charts.style import spec_of
from semhub.ui.shared import cached
from semhub.ui.shared.arrow import Data, tables

if TYPE_CHECKING:
    import altair as alt

Asked = ParamSpec("Asked")

_pages: dict[int, tuple[str, Data]] = {}
"""What pages need of each chart that is alive, by its id: Altair's objects cannot be keys."""


def drawn(
    make: Callable[Asked, alt.TopLevelMixin], *arguments: Asked.args, **named: Asked.kwargs
) -> alt.TopLevelMixin:
    """Return the chart that `make` draws of these arguments, which nobody may change.

    make: a function of a module, which its name tells from any other.
    """
    asked = cached.digest(make.__module__, make.__qualname__, arguments, named)
    return _made(asked, lambda: make(*arguments, **named))


@cached.resource
def _made(asked: str, _make: Callable[[], alt.TopLevelMixin]) -> alt.TopLevelMixin:
    return _make()


def of_page(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return the specification of a chart for a page, with its data as tables, which Streamlit
    sends as they are. The caller may change it."""
    if id(chart) not in _pages:
        _pages[id(chart)] = _for_page(chart)
        finalize(chart, _pages.pop, id(chart), None)
    text, data = _pages[id(chart)]
    return {**json.loads(text), "datasets": dict(data)}


def _for_page(chart: alt.TopLevelMixin) -> tuple[str, Data]:
    spec = spec_of(chart)
    data = tables(spec.pop("datasets", {}))
    # Altair's own size, which a page replaces by that of the place.
    spec.get("config", {}).pop("view", None)
    return json.dumps(spec), data
