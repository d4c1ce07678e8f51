"""The steps of a story, read from a TOML file: Semhub's own, or a speaker's.

Each [[step]] has a title, what is said (`says`), a link to the page that shows it live, and records
whose chart is shown at once. Numbers in what is said come from the records (`told.py`).
"""

from __future__ import annotations

import argparse
import os
import stat
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from semhub.errors import InputError
from semhub.inputs.door import shown
from semhub.quoting import listed, quoted
from semhub.resources import RECORDED
from semhub.ui.shared.frame import PAGES, address_of

OPTION = "--story"
PAPER = RECORDED / "story.toml"
"""Semhub's own story, after the paper."""

LARGEST = 1 << 20
"""Bytes of a story's file at most."""

MOST = 200
"""Steps of a story at most: each reads its record before the first is shown."""

NUMBER = {"record": str, "metric": str, "layer": (int, str), "side_a": str, "side_b": str}
"""What may be said of a number: where it stands in a record's table. `layer` may be "best"."""


@dataclass(frozen=True)
class Link:
    """page: its file, as `frame.PAGES` has it. parameters: of the link."""

    page: str
    parameters: Mapping[str, list[str]]


@dataclass(frozen=True)
class Step:
    """One step.

    where: how an error calls it. records: paths as seen from the story's file, or names of records
        that this machine keeps; none for a step that is only told. chart: name or label of the
        record's, by default its first. layer: of a chart with a slider. numbers: placeholder of
        `says` -> what `NUMBER` takes.
    """

    where: str
    title: str
    says: str
    link: Link | None
    records: tuple[str, ...] = ()
    chart: str = ""
    layer: int | None = None
    numbers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def given() -> Path:
    """Find the story's file: what stands behind `--story` in `streamlit run app.py -- --story
    FILE`, else Semhub's own. Raises `InputError` where the file is not named."""
    reader = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    reader.add_argument(OPTION, nargs="?", const="")
    file = reader.parse_known_args(sys.argv[1:])[0].story
    if file == "":
        raise InputError(f"{OPTION} takes a file: streamlit run app.py -- {OPTION} FILE.toml")
    return PAPER if file is None else Path(os.path.expanduser(file))


def read(file: Path) -> list[Step]:
    """Read a story. Raises `InputError` where it is none."""
    name = shown(file.name)
    try:
        text = _text(file)
    except OSError:
        raise InputError(f"There is no story {shown(str(file))}; check the path.") from None
    except UnicodeDecodeError:
        raise InputError(f"The story {name} is not UTF-8; save it as UTF-8.") from None
    try:
        found = tomllib.loads(text)
    except RecursionError:
        raise InputError(f"The story {name} nests too deep; use [[step]] and one table.") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The story {name} is not TOML: {error}.") from None
    except ValueError:  # Python reads no whole number of 4,300 digits
        raise InputError(f"The story {name} has a number too long to read; shorten it.") from None
    _require_known(f"The story {name}", found, ("step",))
    steps = found.get("step")
    if not isinstance(steps, list) or not steps or not all(isinstance(one, dict) for one in steps):
        raise InputError(f"The story {name} has no steps; begin each with a line [[step]].")
    if len(steps) > MOST:
        raise InputError(f"The story {name} has {len(steps):,} steps; leave at most {MOST}.")
    return [_step(f"Step {k} of {name}", one) for k, one in enumerate(steps, start=1)]


def _text(file: Path) -> str:
    if not stat.S_ISREG(file.stat().st_mode):  # to read a pipe can take for ever
        raise InputError(f"The story {shown(file.name)} is no file; save it as one.")
    if file.stat().st_size > LARGEST:
        raise InputError(
            f"The story {shown(file.name)} is larger than 1 MB; keep charts in records."
        )
    return file.read_text(encoding="utf-8-sig")


def _step(where: str, found: Mapping[str, Any]) -> Step:
    _require_known(where, found, ("title", "says", "link", "record", "chart", "layer", "numbers"))
    for part in ("title", "says", "link", "chart"):
        _require(where, part, found.get(part, ""), str, "a text")
    for part in ("title", "says"):
        if not found.get(part, "").strip():
            raise InputError(f"{where} lacks {part} = “…”; add it.")
    records = found.get("record", [])
    records = [records] if isinstance(records, str) else records
    if not isinstance(records, list) or not all(isinstance(one, str) for one in records):
        raise InputError(f"{where}: record is a text, or a list of them; write it so.")
    if "record" in found and not all(map(str.strip, records or [""])):
        raise InputError(f"{where}: record names none; name one, or leave it out.")
    _require(where, "layer", found.get("layer", 0), int, "a whole number")
    numbers = found.get("numbers", {})
    _require(where, "numbers", numbers, dict, "a table")
    for name, of in numbers.items():
        _require(where, f"the number {name}", of, dict, "a table such as { metric = “acc1” }")
        _require_known(f"{where}, number {name}", of, NUMBER)
        for part, value in of.items():
            _require(f"{where}, number {name}", part, value, NUMBER[part], "a text or a number")
    if numbers and not records:
        raise InputError(f"{where} has numbers, and no record to take them from; add one.")
    link = _link(where, found["link"]) if "link" in found else None
    return Step(
        where, found["title"], found["says"], link, tuple(records), found.get("chart", ""),
        found.get("layer"), numbers,
    )  # fmt: skip


def _link(where: str, written: str) -> Link:
    """Read a link as “Copy link” copies it, or without the host: Text?set=World&a=French."""
    try:
        parts = urlsplit(written)
    except ValueError:
        raise InputError(
            f"{where}: {quoted(written)} is no link; copy one by “Copy link” on a page."
        ) from None
    name = parts.path.rpartition("/")[2]
    pages = {address_of(path): path for path in PAGES} | {"Home": next(iter(PAGES))}
    if name not in pages:
        raise InputError(
            f"{where} links to the page {listed([name], '')}, and there is none; the pages are "
            f"{', '.join(PAGES.values())}."
        )
    return Link(pages[name], parse_qs(parts.query, keep_blank_values=True))


def _require(where: str, part: str, value: Any, kind: type | tuple, called: str) -> None:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise InputError(f"{where}: {part} is {called}; write it so.")


def _require_known(where: str, found: Mapping[str, Any], known: Any) -> None:
    unknown = [key for key in found if key not in known]
    if unknown:
        raise InputError(
            f"{where} has {listed(unknown, ' and ')}, which means nothing here; there can be "
            f"{', '.join(known)}."
        )
