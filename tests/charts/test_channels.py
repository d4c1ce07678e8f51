"""Every channel of a chart is named by its class: the calls themselves are read."""

import ast
from pathlib import Path

CHARTS = Path(__file__).parents[2] / "semhub" / "charts"


def is_left_to_altair(value: ast.expr) -> bool:
    """Tell whether Altair would have to find the class: of "x:Q", or of `alt.value(…)`."""
    if isinstance(value, ast.List | ast.Tuple):
        return any(map(is_left_to_altair, value.elts))
    return isinstance(value, ast.Constant) or ast.unparse(value).startswith("alt.value(")


def test_altair_looks_for_no_channel_among_all_its_classes():
    found = [
        f"{file.name}:{call.lineno} {channel.arg}"
        for file in sorted(CHARTS.rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "encode"
        for channel in call.keywords
        if is_left_to_altair(channel.value)
    ]
    assert not found
