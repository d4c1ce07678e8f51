"""`check`: is there a hub where one should be, and none where none should?"""

from __future__ import annotations

import argparse

from semhub import json_file
from semhub.cli import output


def add(commands: argparse._SubParsersAction) -> None:
    check = commands.add_parser(
        "check", help="test that a hub is found where there is one, and nowhere else"
    )
    check.add_argument(
        "--model",
        metavar="M",
        help="check this one: its load, its sinks, its untrained twin, wrong partners "
        "(default: the instrument itself)",
    )
    output.add_loading(check)
    output.add_json(check)
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    """Return 0 where all came out as expected, else 1."""
    from semhub import validity

    found = (
        validity.checks_of(options.model, asked=output.asked(options), watch=output.show)
        if options.model
        else validity.checks(watch=output.show)
    )
    done = []
    for check in found:
        done.append(check)
        if not options.json:
            print(
                f"{'passed' if check.passed else 'FAILED'}  {check.about} ({check.seconds:.1f} s): "
                f"expected {check.expected}; found {check.found}.",
                flush=True,
            )
    passed = all(check.passed for check in done)
    if options.json:
        json_file.write({"passed": passed, "checks": [c.to_dict() for c in done]}, options.json)
    return 0 if passed else 1
