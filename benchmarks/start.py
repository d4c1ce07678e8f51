"""What a new process pays until its first model is there, beside torch and transformers alone."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.turns import Table, rows_of

ROOT = Path(__file__).parents[1]
WAYS = {
    "AutoModelForCausalLM and AutoTokenizer": """
from transformers import AutoModelForCausalLM, AutoTokenizer
AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
""",
    "import torch": "import torch",
    "Semhub": """
from semhub.threads import wait_passively
wait_passively()
import semhub
semhub.load(folder)
""",
    "Semhub, the embedded model": """
from semhub.threads import wait_passively
wait_passively()
import semhub
semhub.load("semhub-nano")
""",
}
CHILD = """
import resource, sys
folder = sys.argv[1]
{work}
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(*(one.ru_utime + one.ru_stime for one in used))
"""


def tables(rounds: int) -> Iterator[Table]:
    from tests.tiny import llama_folder

    times: dict[str, list[float]] = {who: [] for who in WAYS}
    with TemporaryDirectory() as place:
        folder = Path(place) / "llama"
        llama_folder(folder)
        for _ in range(rounds + 1):
            for who, work in WAYS.items():
                times[who].append(_seconds(work, folder))
    rows = rows_of({who: own[1:] for who, own in times.items()})
    yield Table(
        "A small Llama folder in a new process",
        "Seconds of the processor until the model is there, that of helping processes included (a "
        "foreign tokenizer is tried in one of its own).",
        rows,
    )


def _seconds(work: str, folder: Path) -> float:
    # Compiled files are kept, as they are on any other machine.
    environment = {key: value for key, value in os.environ.items() if "BYTECODE" not in key}
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(work=work), str(folder)], capture_output=True,
        text=True, check=True, cwd=ROOT, env=environment,
    )  # fmt: skip
    return sum(map(float, done.stdout.split()))
