"""Load every lie and print what became of it.

    python -m tests.hostile [--sample] [WORD ...]

With words, only lies whose names hold one of them; with --sample, one of each kind. Ends with 1
where one was no good.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

import torch

from tests.hostile.folders import BASES
from tests.hostile.lies import LIES, SAMPLE
from tests.hostile.trial import tried


def main(words: list[str]) -> int:
    torch.set_num_threads(1)  # threads do not survive a fork
    chosen = {n: lie for n, lie in LIES.items() if not words or any(word in n for word in words)}
    if "--sample" in words:
        chosen = {name: LIES[name] for name in SAMPLE}
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        bases = {}
        for name in {lie.base for lie in chosen.values()}:
            bases[name] = Path(scratch) / name
            BASES[name](bases[name])
        for name, lie in chosen.items():
            found = tried(lie, bases[lie.base], Path(scratch) / "tried")
            counts[found.kind] += 1
            told = found.told.strip().replace(scratch, "").splitlines() or [""]
            print(f"{found.kind:10} {found.seconds:5.1f} s {found.growth >> 20:5} MB  {name}: "
                  f"{told[-1][:230]}", flush=True)  # fmt: skip
            if not found.is_good:
                print("    " + "\n    ".join(told[-8:]), flush=True)
    print(", ".join(f"{count} {kind}" for kind, count in counts.most_common()))
    return int(any(kind not in ("read", "refused") for kind in counts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
