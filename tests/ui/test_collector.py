"""What the collector looks through, in a process of its own, whose objects stay."""

from __future__ import annotations

import subprocess
import sys

IMPORTED = """
import gc, weakref
from semhub.ui.shared import heap

class Circle:
    def __init__(self):
        self.self = self

runs = lambda: sum(one["collections"] for one in gc.get_stats())
before, frozen = runs(), gc.get_freeze_count()
with heap.importing():
    garbage = weakref.ref(Circle())
    made = [[] for _ in range(100_000)]
assert runs() == before, "it was looked through while it grew"
assert gc.isenabled() and gc.get_freeze_count() > frozen + 100_000
heap.settle()
assert garbage() is not None, "it was looked through once more"
heap.give_back()
assert garbage() is None, "it is never freed"
"""


def test_what_was_imported_is_looked_through_only_when_memory_is_given_back():
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
