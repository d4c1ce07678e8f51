"""What a child may take of the machine."""

from __future__ import annotations

try:
    import resource
except ImportError:  # Windows has none; there the time that the parent waits is the only limit
    resource = None

SECONDS, GIGABYTES = 6, 2
"""Of the processor, and of memory. A tokenizer of 250,000 words takes one second and a third."""


def set_all() -> None:
    """Bind this process to the limits; beyond them it is ended, or told that there is no memory."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES << 30, GIGABYTES << 30))
