import os

from semhub.threads import wait_passively

wait_passively()
if "PYTEST_XDIST_WORKER" in os.environ:
    # Beside other workers, and before torch is imported: where two workers, and the servers that
    # they start, had two threads each on two cores, the same pass took a third more of the
    # processors and nearly twice as long.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
