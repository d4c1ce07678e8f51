"""Prompts of a program in Python: where a list has a comma, and where a call has an argument."""

from __future__ import annotations

import ast
import io
import keyword
import re
import tokenize
from collections.abc import Iterator

from semhub.datasets.prompts import CONJUNCTIONS, Prompt
from semhub.errors import InputError

PARAMETERS = {
    "divmod": ("dividend", "divisor"),
    "enumerate": ("iterable", "start"),
    "filter": ("function", "iterable"),
    "getattr": ("object", "name", "default"),
    "isinstance": ("object", "type"),
    "len": ("object",),
    "map": ("function", "iterable"),
    "pow": ("base", "exponent", "modulus"),
    "range": ("start", "end", "step"),
    "reduce": ("function", "iterable", "initial"),
    "round": ("number", "digits"),
    "sorted": ("iterable",),
    "sum": ("iterable", "start"),
}
"""Function -> what its arguments are for, in English words, by place."""

_ROLES = sorted({role for roles in PARAMETERS.values() for role in roles})
_FIRST = re.compile(r"\w+|\S")
_BROKEN = (SyntaxError, tokenize.TokenError, ValueError, RecursionError, MemoryError)


def list_commas(code: str, *, behind: bool = False) -> list[Prompt]:
    """Prompts that end before a comma between two items of a list in brackets: "and" is what it
    means. behind: they end at the comma, and what stands there is the next token.

    Raises `InputError` where the code is no Python.
    """
    tokens = [token for token in _tokens(code) if token.type not in _BLANK]
    lines = io.StringIO(code).readlines()
    stack: list[bool] = []  # of each open bracket, whether it is a list's
    found = []
    for k, token in enumerate(tokens):
        if token.string in "([{" and token.type == tokenize.OP:
            stack.append(token.string == "[" and (k == 0 or not _is_indexed(tokens[k - 1])))
        elif token.string in ")]}" and token.type == tokenize.OP:
            if stack:
                stack.pop()
        elif token.string == "," and stack and stack[-1] and tokens[k + 1].string != "]":
            end = token.end if behind else token.start
            text = "".join([*lines[: end[0] - 1], lines[end[0] - 1][: end[1]]]).rstrip()
            surface = _FIRST.search(tokens[k + 1].string)[0] if behind else ","
            if surface not in ("and", *CONJUNCTIONS):
                found.append(Prompt(text, "and", surface, CONJUNCTIONS))
    return found


def call_arguments(code: str) -> list[Prompt]:
    """Prompts that end before an argument of a call of `PARAMETERS`: what it is for, against what
    stands there. Raises `InputError` where the code is no Python."""
    try:
        tree = ast.parse(code)
    except _BROKEN:
        raise _no_python() from None
    lines = code.encode().splitlines(keepends=True)  # ast counts bytes
    found = []
    for role, argument in sorted(_arguments(tree), key=lambda one: _place(one[1])):
        line, column = _place(argument)
        text = b"".join([*lines[: line - 1], lines[line - 1][:column]]).decode().rstrip()
        surface = _FIRST.match(lines[line - 1][column:].decode())
        others = tuple(one for one in _ROLES if one not in (role, surface and surface[0]))
        if surface and surface[0] != role:
            found.append(Prompt(text, role, surface[0], others))
    return found


_BLANK = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)


def _tokens(code: str) -> list[tokenize.TokenInfo]:
    try:
        ast.parse(code)
        return list(tokenize.generate_tokens(io.StringIO(code).readline))
    except _BROKEN:
        raise _no_python() from None


def _is_indexed(before: tokenize.TokenInfo) -> bool:
    """Whether a bracket behind this token takes an item of something, and opens no list."""
    if before.type == tokenize.NAME:
        return not keyword.iskeyword(before.string)
    return before.type == tokenize.STRING or before.string in (")", "]", "}")


def _arguments(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        roles = PARAMETERS.get(node.func.id, ())
        if node.func.id == "range" and len(node.args) == 1:
            roles = ("end",)
        if any(isinstance(one, ast.Starred) for one in node.args):
            continue
        yield from zip(roles, node.args, strict=False)


def _place(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _no_python() -> InputError:
    return InputError("the program is no Python of today.")
