"""No page draws what a person may have written as markdown: the calls themselves are read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "semhub" / "ui" / "shared" / "messages.py"
FILES = [
    file
    for file in sorted([*(ROOT / "semhub" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")])
    if file != PLACE
]

BOXES = {"error", "warning", "info", "success", "toast", "exception", "progress", "spinner",
         "status", "table"}  # fmt: skip
"""Elements of Streamlit that only `messages` draws, unless their words are written there."""

TEXTS = {
    "markdown", "caption", "title", "header", "subheader", "badge", "expander", "popover", "button",
    "toggle", "checkbox", "selectbox", "multiselect", "text_area", "text_input", "number_input",
    "radio", "segmented_control", "pills", "slider", "select_slider", "tabs", "link_button",
    "download_button", "file_uploader", "audio_input", "camera_input", "form_submit_button",
    "metric", "page_link", "footer", "section",
}  # fmt: skip
"""Elements of Streamlit, and functions of ours, of which some argument is drawn as markdown."""

ELSEWHERE = ("messages", "results", "_LOG")
"""Modules of ours that escape what they draw, and what is no page."""

OURS = ("footer", "section")

DRAWN = {"page_link": 1, "section": 1}
"""Which argument it is, if not the first."""

OPTIONS = {"pills", "segmented_control", "radio", "select_slider"}
"""Choices whose options are drawn as markdown, too."""

WORDS = {"label", "help", "body"}
PLACED = {"links", "controls"}
"""Modules of ours whose widgets take their place first."""

ESCAPES = {"escaped", "code", "described", "note", "marked", "_row"}
"""Functions that return markdown in which what was given stands letter for letter."""

NUMBERS = {"len", "round", "sum", "min", "max"}

OWN = {
    # Names that the program gives.
    "sense.noun", "sense.noun.capitalize()", "noun", "noun.capitalize()", "sense.reach",
    "sense.sources[source]", "sense.sets[known]", "topic.sets[known]", "topic.columns[0]",
    "topic.columns[1]", "datasets.NAMES[language]", "entry.name", "models.EMBEDDED", "look.place",
    "sides[0]", "sides[1]", "names[0]", "names[1]", "called", "read.score", "score", "kind", "file",
    # Sentences and labels that stand in the code.
    "label", "asks", "part.asks", "heading", "about", "does", "icon", "how", "keeps", "sentence",
    "says", "back",
    "_called(options)", "f'{sentence}.'.capitalize()", "experiment.says", "look.says(positions)",
    "SAYS[sense.modality].format(pivot=datasets.NAMES[known.pivot])",
    # Numbers.
    "letter", "layer", "low", "number + 1", "changed + 1", "first + 1", "first + len(shown)",
    "left_out", "found.n", "recorded.seed", "number", "count", "numbers", "read", "_strength",
}  # fmt: skip
"""What is drawn as it is, since nobody but this program writes it. Whoever adds an expression here
has seen to that; anything else passes `escaped`."""


def drawn(file: Path) -> Iterator[tuple[int, str, ast.expr]]:
    """(line, element, expression) of all that is drawn as markdown."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name, of = _called(node.func)
        if (of is None) != (name in OURS) or of in ELSEWHERE:
            continue
        if name in BOXES and (name != "table" or of == "st"):
            yield from ((node.lineno, name, argument) for argument in node.args)
        if name in TEXTS:
            at = DRAWN.get(name, 0) + (of in PLACED and name in ("slider", "number_input"))
            yield from ((node.lineno, name, argument) for argument in node.args[at : at + 1])
            for keyword in node.keywords:
                if keyword.arg in WORDS or (name in OPTIONS and keyword.arg == "format_func"):
                    yield node.lineno, name, keyword.value


def _called(func: ast.expr) -> tuple[str, str | None]:
    if isinstance(func, ast.Attribute):
        return func.attr, ast.unparse(func.value)
    return (func.id if isinstance(func, ast.Name) else ""), None


def harmless(given: ast.expr) -> bool:
    """Whether an expression can hold nothing but the program's words, numbers and what was
    escaped."""
    if isinstance(given, ast.Constant) or ast.unparse(given) in OWN:
        return True
    if isinstance(given, ast.JoinedStr):
        return all(map(harmless, given.values))
    if isinstance(given, ast.FormattedValue):
        return given.format_spec is not None or harmless(given.value)
    if isinstance(given, ast.IfExp):
        return harmless(given.body) and harmless(given.orelse)
    if isinstance(given, ast.BoolOp):
        return all(map(harmless, given.values))
    if isinstance(given, ast.BinOp):
        return harmless(given.left) and harmless(given.right)
    if isinstance(given, ast.Lambda):
        return harmless(given.body)
    if isinstance(given, ast.GeneratorExp | ast.ListComp):
        return harmless(given.elt)
    if isinstance(given, ast.Dict):
        return all(map(harmless, given.values))
    if isinstance(given, ast.Call):
        name, of = _called(given.func)
        if name in ("join", "DataFrame"):
            return harmless(given.args[0])
        if name == "map":
            return ast.unparse(given.args[0]) in ESCAPES
        return name in ESCAPES or (of is None and name in NUMBERS)
    return _is_constant(given)


def _is_constant(given: ast.expr) -> bool:
    """Whether it is a constant of a module, a part of one, or looked up in one."""
    if isinstance(given, ast.Name):
        return given.id.isupper()
    if isinstance(given, ast.Attribute):
        return given.attr.isupper() or _is_constant(given.value)
    return isinstance(given, ast.Subscript) and _is_constant(given.value)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_a_page_draws_as_markdown_is_its_own_or_escaped(file):
    found = [
        f"line {line}, {name}: {ast.unparse(given)}"
        for line, name, given in drawn(file)
        if not harmless(given)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown(name)", "st.caption(f'Reading {name}')", "place.info(str(error))",
        "st.button('a', help=name)", "st.expander('a' + name)", "st.progress(0.1, name)",
        "st.pills('a', names, format_func=lambda k: names[k])", "section('k', f'What of {word}?')",
        "st.page_link(page, label=title)", "st.table(rows)", "links.slider(st, name, 0, 1)",
    ],
)  # fmt: skip
def test_it_would_see(line, tmp_path):
    file = tmp_path / "page.py"
    file.write_text(line)
    assert not all(harmless(given) for *_, given in drawn(file))
