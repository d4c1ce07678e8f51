"""What nobody foresaw ends in one sentence, and in a line of the log without anybody's words."""

from __future__ import annotations

import ast
import logging
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import semhub
from semhub.ui.shared import frame

SECRET = "my-secret-file.txt"


def fails() -> None:
    from streamlit.error_util import handle_user_script_exception

    from semhub.errors import InputError
    from semhub.ui.shared import frame

    frame.begin()
    for kind in (KeyError, InputError):
        try:
            try:
                {}["my-secret-file.txt"]
            except KeyError:
                raise kind("my-secret-file.txt is [not](http://there)") from None
        except (KeyError, InputError) as error:
            handle_user_script_exception(error, frame.boundary)


@pytest.fixture
def heard(monkeypatch) -> list[logging.LogRecord]:
    """What is logged by us and by Streamlit."""
    records: list[logging.LogRecord] = []
    keeper = logging.Handler()
    keeper.emit = records.append
    for name in ("semhub", "streamlit.error_util"):
        logger = logging.getLogger(name)
        monkeypatch.setattr(logger, "handlers", [*logger.handlers, keeper])
        monkeypatch.setattr(logger, "filters", [*logger.filters])
    return records


def test_one_sentence_stands_for_it_and_the_log_says_where_it_arose(heard):
    page = AppTest.from_function(fails).run()
    assert not page.exception
    unforeseen, expected = (one.value for one in page.error)
    assert unforeseen == frame.UNFORESEEN
    assert expected == rf"{SECRET} is \[not\](http:{chr(0x2060)}//there)"
    (record,) = heard
    said = logging.Formatter().format(record)
    assert "KeyError at " in said and " fails" in said
    assert SECRET not in said


def test_the_app_has_this_boundary():
    text = (Path(semhub.__file__).parents[1] / "app.py").read_text()
    assert "on_script_error=frame.boundary" in text and "frame.begin()" in text


def test_every_fragment_is_the_frames():
    """Streamlit's own holds models, and has no time of its own."""
    ours = Path(frame.__file__)
    for file in (ours.parents[1]).rglob("*.py"):
        named = {ast.unparse(node) for node in ast.walk(ast.parse(file.read_text()))}
        assert file.name == "light.py" or "st.fragment" not in named, file
        assert file == ours or "light.fragment" not in named, file
