"""Lines of Python beside what they say in plain words: the blocks of Blockly, which have both.

A block of Blockly (Apache-2.0) is shown to people as a phrase of their language and to the machine
as code; `programs.cjs` asks it for both. `changed` is the code of the same block with one meaning
changed: another number, another operator, the other end of a list. Names and quoted words stay
English in every language, as programmers leave them, so a part of every pair is spelt alike:
compare with layer 0 and with `changed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache


@cache
def columns() -> Mapping[str, list[str]]:
    """Return the languages, `code` and `changed`, aligned by row; each text is one line."""
    from semhub.datasets import entries

    rows = entries("programs.json")
    said = {code: [row["texts"][code] for row in rows] for code in rows[0]["texts"]}
    return said | {name: [row[name] for row in rows] for name in ("code", "changed")}
