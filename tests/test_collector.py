"""What the collector looks through, in a process of its own, whose objects stay."""

from __future__ import annotations

import subprocess
import sys

IMPORTED = """
import gc, sys
from semhub import collector
from semhub.ui.shared import heap

sys.path.insert(0, sys.argv[1])
runs = lambda: sum(one["collections"] for one in gc.get_stats())
gc.collect()
before, frozen = runs(), gc.get_freeze_count()
large = collector.imported("large")
assert runs() == before, "it was looked through while it grew"
assert gc.isenabled() and gc.get_freeze_count() > frozen + 100_000
heap.settle()
assert large.garbage() is not None, "it was looked through once more"
frozen = gc.get_freeze_count()
assert collector.imported("large") is large and gc.get_freeze_count() == frozen
heap.give_back()
assert large.garbage() is None, "it is never freed"
"""

LARGE = """
import weakref

class Circle:
    def __init__(self):
        self.self = self

garbage = weakref.ref(Circle())
made = [[] for _ in range(100_000)]
"""


def test_what_was_imported_is_looked_through_only_when_memory_is_given_back(tmp_path):
    (tmp_path / "large.py").write_text(LARGE)
    command = [sys.executable, "-c", IMPORTED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
