import os

from semhub.threads import wait_passively

wait_passively()
if "PYTEST_XDIST_WORKER" in os.environ:
    # Before torch is imported, here and in servers that tests start: there are as many workers as
    # cores, and threads of several workers on one core wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
