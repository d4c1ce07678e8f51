"""How threads wait for each other, for the programs of this project (a library leaves it alone)."""

import os


def wait_passively() -> None:
    """Let waiting threads sleep; must run before torch is first imported.

    By default they spin. On two cores of which a browser or a talk's screen recorder takes some,
    a spinning thread keeps the one it waits for from running: a forward pass of the embedded model
    was seen to take 4 to 28 s instead of 0.4 s. Asleep, they cost a small model a few milliseconds.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
