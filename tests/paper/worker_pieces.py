"""What workers make in the tests of `semhub.paper.on_ray`: importable in their processes."""

from __future__ import annotations

from pathlib import Path

from semhub.paper.on_ray import Task, _Experiments
from tests.states.worker_pieces import die


class DyingExperiments(_Experiments):
    """A worker that is killed at its first experiment, where that was not done before."""

    def __init__(self, mark: Path, *about):
        super().__init__(*about)
        self._mark = mark

    def __call__(self, task: Task) -> None:
        if not self._mark.exists():
            die(self._mark)
        super().__call__(task)
