"""What a continuation says: its first number, or the arguments with which it closes a call."""

from __future__ import annotations

import re

_OPENS, _CLOSES = "([{", ")]}"
UNREAD = "nothing"
"""What is read of a continuation that holds no number, or closes no call."""


def first_number(text: str) -> str:
    """The first whole number of a text, in digits; `UNREAD` where there is none."""
    found = re.search(r"\d+", text)
    return str(int(found[0])) if found else UNREAD


def arguments(text: str) -> list[str] | None:
    """The arguments that stand before the bracket that closes a call, whose opening bracket is
    not in the text; None where it is not closed. Commas within brackets and quotes part nothing.
    """
    depth, quote, begun, parts = 0, "", 0, []
    at = 0
    while at < len(text):
        character = text[at]
        if quote:
            at += character == "\\"
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in _OPENS:
            depth += 1
        elif character in _CLOSES and depth:
            depth -= 1
        elif character == ")":
            parts.append(text[begun:at].strip())
            return [] if parts == [""] else parts
        elif character in _CLOSES:
            return None
        elif character == "," and not depth:
            parts.append(text[begun:at].strip())
            begun = at + 1
        at += 1
    return None


def arguments_said(text: str) -> str:
    """The arguments as one text, "0, n"; `UNREAD` where the call is not closed."""
    found = arguments(text)
    return UNREAD if found is None else ", ".join(found)


def argument_count(text: str) -> str:
    """How many arguments there are, in digits; `UNREAD` where the call is not closed."""
    found = arguments(text)
    return UNREAD if found is None else str(len(found))
