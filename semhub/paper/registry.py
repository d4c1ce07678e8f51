"""The experiments by name, which the command line lists without loading torch."""

from __future__ import annotations

from collections.abc import Iterable

from semhub.errors import InputError
from semhub.paper.experiment import TAKES, Experiment
from semhub.paper.listed_media import MEDIA
from semhub.paper.listed_texts import TEXTS
from semhub.quoting import quoted

ALL = "all"

EXPERIMENTS = {one.name: one for one in (*TEXTS, *MEDIA)}
"""Name -> experiment, in the order of the paper."""


def named(names: Iterable[str]) -> list[Experiment]:
    """Find experiments; `all` stands for every one. Raises `InputError` for an unknown name."""
    found: dict[str, Experiment] = {}
    for name in names:
        if name == ALL:
            found |= EXPERIMENTS
        elif name in EXPERIMENTS:
            found[name] = EXPERIMENTS[name]
        else:
            raise InputError(
                f"There is no experiment {quoted(name)}; `semhub experiments` lists them, and "
                "`all` stands for every one."
            )
    return [*found.values()]


def refusal(experiment: Experiment, given: str) -> InputError:
    """The error for data that an experiment does not take. given: what they are, in the plural."""
    instead = "leave --data out" if experiment.takes == "nothing" else "give these with --data"
    return InputError(
        f"{experiment.name} takes {TAKES[experiment.takes]}, and not {given}; {instead}."
    )
