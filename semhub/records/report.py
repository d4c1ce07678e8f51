"""A record as one page of HTML that needs no server and asks for nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template

    from semhub.records.record import Record

ROWS = 200
"""Rows of the table of numbers that a page shows; all of them are in result.parquet."""


_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")
"""Between two sentences."""


def report(
    record: Record, *, script: str | None = None, links: Sequence[tuple[str, str]] = ()
) -> str:
    """Draw the page of a record.

    script: address of the file that draws charts (`drawing`); without, it stands in the page.
    links: (address, text) of the pages that this one links to.
    """
    numbers = record.to_pandas()
    figures = record.figures()
    return template("report").render(
        about=record.about,
        sentences=sentences(record.found),
        asked=asked_rows(record.about),
        figures=figures,
        numbers=best_rows(numbers),
        count=len(numbers),
        data=_in_script({figure.name: _drawn(figure) for figure in figures}),
        drawing=None if script else drawing(),
        script=script,
        links=links,
    )


def sentences(found: str) -> list[str]:
    """Split what was found into its sentences, of which the first is shown large."""
    return _SENTENCE.split(found)


@cache
def drawing() -> str:
    """The script that draws charts: Vega, Vega-Lite and vega-embed (BSD-3-Clause)."""
    import vl_convert

    return vl_convert.javascript_bundle().replace("</script", "<\\/script")


def asked_rows(about: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was asked, as (name, value): each of them a line of the page."""
    asked = about["asked"]
    data = [
        f"{one['name']} ({one['n']:,} items, {one['digest'][:12]})" for one in asked.get("data", [])
    ]
    rows = [
        ("Experiment", about["experiment"]),
        ("Setting", about.get("setting", "")),
        ("Model", f"{asked['model']} ({asked.get('revision', '')[:12]})"),
        ("Data", "; ".join(data)),
        *((name.capitalize(), str(value)) for name, value in asked.get("options", {}).items()),
        ("Command", about.get("command", "")),
        ("Versions", ", ".join(f"{k} {v}" for k, v in about.get("versions", {}).items())),
        ("Made", f"{about.get('made', '')}, in {about.get('seconds', 0):,.0f} seconds"),
    ]
    return [(name, value) for name, value in rows if value]


def best_rows(numbers) -> list[dict[str, Any]]:
    """The rows that a page has room for: of every metric of two sides the largest over layers."""
    keys = ["side_a", "side_b", "item", "metric"]
    whole = numbers[numbers["value"].notna()]
    if whole.empty:
        return []
    best = whole.loc[whole.groupby(keys, dropna=False, sort=False)["value"].idxmax()]
    columns = [*keys[:2], "layer", *keys[2:], "value", "low", "high"]
    shown = best[columns].head(ROWS).astype(object)
    return shown.where(shown.notna(), None).to_dict("records")


def _drawn(figure) -> dict[str, Any]:
    return {"spec": figure.spec, "layers": figure.layers, "layer": figure.layer}


def _in_script(value: object) -> str:
    """JSON that can stand within a script of a page, whatever tag or comment a text opens."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")


@cache
def template(name: str) -> Template:
    """Read one of the templates of this folder, in which what a record says stays text."""
    from jinja2 import Environment

    source = Path(__file__).with_name(f"{name}.html.jinja").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
