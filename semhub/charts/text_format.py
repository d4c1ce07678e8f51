"""How a chart writes runs of layers, verdicts, numbers, and text in any script."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from semhub.experiments.verdict import MEETS, NOTHING, STARTS, STAYS, Meeting
from semhub.inputs.text import in_one_line
from semhub.models.towers import PREFIX as TOWERS
from semhub.quoting import ISOLATE, is_right_to_left

_PART = re.compile(r"⟨part of a character: (.*)⟩")


def number(x: float) -> str:
    """Return two decimals; below a tenth three, below a thousandth one significant digit."""
    if not math.isfinite(x):
        return "–"
    size = abs(x)
    if size >= 0.095:
        shown = f"{size:.2f}"
    elif size >= 0.0005:
        shown = f"{size:.3f}".rstrip("0")
    else:
        shown = f"{size:.1g}"
    return f"−{shown}" if x < 0 else shown


def of_hundred(share: float) -> str:
    """Return a share as a number of a hundred: whole from 10 on, with one decimal below; "100" only
    where it is just that."""
    count = 100 * share
    if not math.isfinite(count):
        return "–"
    if 99.5 <= count < 100:
        return "over 99"
    if 0 < count < 0.05:
        return "under 0.1"
    return f"{count:.1f}" if 0 < count < 9.95 else f"{count:.0f}"


def one_in(chance: float) -> str:
    """Return a chance as "1 in 200"; one of a half or more as "50 of 100"."""
    if not 0 < chance < 0.5:
        return f"{of_hundred(chance)} of 100"
    return f"1 in {1 / chance:,.0f}"


def layers(numbers: Sequence[int]) -> str:
    """Return "Layers 1 and 4 to 9" from [1, 4, 5, ..., 9]; "No layer" from nothing."""
    if not numbers:
        return "No layer"
    shown = [str(a) if a == b else f"{a} to {b}" for a, b in runs(numbers)]
    many = "Layers" if len(numbers) > 1 else "Layer"
    return f"{many} {', '.join(shown[:-1])} and {shown[-1]}" if shown[1:] else f"{many} {shown[0]}"


def verdict(hub: Meeting) -> str:
    """Return what a chart says of where two sides meet.

    Few pairs may not show what more would, so that without a hub it says what was not shown.
    """
    return {
        MEETS: f"Hub at {layers(hub.band).lower()}",
        STAYS: "No hub shown: they meet and do not clearly part again",
        STARTS: "No hub shown: no layer is clearly above layer 0",
        NOTHING: "No hub shown: no layer is clearly above wrong pairs",
    }[hub.verdict]


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return (first, last) of each unbroken run of increasing layer numbers."""
    found: list[tuple[int, int]] = []
    for k in numbers:
        if found and found[-1][1] == k - 1:
            found[-1] = (found[-1][0], k)
        else:
            found.append((k, k))
    return found


def model(name: str) -> str:
    """Return the last part of a path or a Hugging Face id, which is what a title has room for; of
    two towers their architecture."""
    if name.startswith(TOWERS):
        return name.removeprefix(TOWERS).partition("/")[0]
    return name.rstrip("/").rpartition("/")[2]


def isolated(text: str) -> str:
    """Return the text with its own direction, so that neither an ellipsis nor a number moves into
    it.

    Arabic, Hebrew and Persian get a first-strong isolate (Unicode UAX #9) in front, which ends
    with the line. Line ends are shown as such, everything else stays as it is.
    """
    text = in_one_line(text)
    return ISOLATE + text if is_right_to_left(text) else text


def token(text: str) -> str:
    """Return a token as a cell shows it: spaces made visible where there is nothing else."""
    part = _PART.search(text)
    if part:
        return f"part {part[1]}"
    stripped = text.replace("\n", "⏎").replace("\t", "⇥").strip()
    return isolated(stripped) if stripped else "␣"
