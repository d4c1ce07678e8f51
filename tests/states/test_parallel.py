import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
import torch

from semhub.states.parallel import run_all

SET_BY_HAND = """
import torch
from semhub.states.parallel import cores
print(cores() == torch.get_num_threads())
torch.set_num_threads(2)
print(cores())
"""


def own_limit() -> int:
    """How many OpenMP threads this thread may use."""
    return int(re.search(r"omp_get_max_threads\(\) : (\d+)", torch.__config__.parallel_info())[1])


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_every_piece_is_run_once(threads):
    run = Counter()
    run_all(range(50), lambda piece: run.update([piece]), threads)
    assert run == Counter(range(50))


def test_two_pieces_run_at_the_same_time():
    meet = threading.Barrier(2, timeout=20)  # which one thread alone would never pass
    run_all(range(6), lambda _piece: meet.wait(), 2)


def test_a_thread_at_work_keeps_to_one_core_and_only_while_it_works():
    before, meet, seen = own_limit(), threading.Barrier(2, timeout=20), []

    def look(_piece):
        meet.wait()
        seen.append(own_limit())

    run_all(range(2), look, 2)
    assert seen == [1, 1] and own_limit() == before


@pytest.mark.parametrize("mine", [True, False])
def test_an_exception_in_any_thread_is_raised_here_and_ends_the_work(mine):
    here, done, meet = threading.get_ident(), [], threading.Barrier(2, timeout=20)

    def run(piece):
        if piece < 2:
            meet.wait()  # so that both threads have one
            if (threading.get_ident() == here) is mine:
                raise KeyError("a fault")
        time.sleep(0.001)  # so that the other thread hears of the end
        done.append(piece)

    with pytest.raises(KeyError, match="a fault"):
        run_all(iter(range(10_000)), run, 2)
    assert len(done) < 100


def test_where_the_number_of_threads_was_set_by_hand_passes_do_not_run_side_by_side():
    found = subprocess.run(
        [sys.executable, "-c", SET_BY_HAND],
        env=os.environ | {"PYTHONPATH": os.getcwd()},
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    by_hand = "1" if torch.backends.mkl.is_available() else "2"
    assert found.stdout.split() == ["True", by_hand]
