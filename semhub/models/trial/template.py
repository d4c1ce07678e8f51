"""Run in a process of its own: render a chat template.

    python -m semhub.models.trial.template < [TEMPLATE, VARIABLES] as JSON

Ends with 0 where it comes to an end, be it with an error of its own, and writes no more than is
bearable.
"""

from __future__ import annotations

import json
import sys

import jinja2
from transformers.utils.chat_template_utils import render_jinja_template

from semhub.models.trial import limits

_LONGEST = 100_000
"""Characters around one item: more than any that is known writes."""

_TEXTS = ("A word.", "a" * 1000, '{"quoted": "<b>&\\"}\n\n' * 20)
"""Short, long, and with signs that templates escape."""


def main(template: str, variables: dict) -> None:
    limits.set_all()
    parts = [{"type": "image", "image": ""}, {"type": "audio", "audio": ""},
             *({"type": "text", "text": text} for text in _TEXTS)]  # fmt: skip
    for content in (*([part] for part in parts), *_TEXTS):
        message = {"role": "user", "content": content}
        try:
            (written,), _ = render_jinja_template([[message]], chat_template=template, **variables)
        except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError):
            continue
        if len(written) > _LONGEST:
            raise ValueError(f"it writes {len(written):,} characters around one item")


if __name__ == "__main__":
    main(*json.load(sys.stdin))
