"""What every message to a user must be."""

from __future__ import annotations

import re

import pytest

from semhub.errors import InputError

_ANOTHER = re.compile(r"[.!?] +[A-Z“]")


def assert_one_sentence(message: str) -> None:
    """One line, one sentence, closed by a full stop, without the words of a stack trace."""
    assert message.endswith("."), message
    assert "\n" not in message, message
    assert not _ANOTHER.search(message), message
    assert not re.search(r"Traceback|Exception|\bErrno\b", message), message


def said(call) -> str:
    """The one sentence with which `call` refuses."""
    with pytest.raises(InputError) as caught:
        call()
    assert_one_sentence(str(caught.value))
    return str(caught.value)
