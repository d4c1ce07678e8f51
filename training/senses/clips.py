"""Spoken training scenes, each spoken when it is first heard and kept on disk from then on."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np

from semhub.world.renderings.speech import SPOKEN, Utterance, utterance, uttered
from semhub.world.renderings.waveform import LONGEST
from semhub.world.scenes import Scene, draw_scene

FOLDER = Path("runs") / "clips"
MOST_SPOKEN = "en"
"""Language of half of the clips: the dominant one of the recipe that is taught to hear."""

LOUDEST = 32_767


class Clips:
    """`number` scenes of the training side of the split, half of them in `MOST_SPOKEN`.

    The file is named by what is said and how, so that a change of a grammar or a voice begins a
    new one. It holds int16 (number, `LONGEST`), zero after a clip's end; a row of zeros has not
    been spoken yet.
    """

    def __init__(self, number: int = 4_000, seed: int = 0, folder: Path = FOLDER) -> None:
        self.planned = _plan(number, Random(f"clips/{seed}"))
        content = repr([said for _, said in self.planned]).encode()
        self.path = folder / f"{sha256(content).hexdigest()[:16]}.npy"
        self._rows: np.memmap | None = None

    def __len__(self) -> int:
        return len(self.planned)

    def __getitem__(self, index: int) -> tuple[Scene, np.ndarray]:
        """Return the scene and its waveform (samples,), float32 at 16 kHz."""
        scene, said = self.planned[index]
        row = self._opened()[index]
        if not row.any():
            sound = uttered(said)
            row[: len(sound)] = np.rint(sound * LOUDEST)
        return scene, np.trim_zeros(row, "b").astype(np.float32) / LOUDEST

    def _opened(self) -> np.memmap:
        if self._rows is None:
            shape = (len(self.planned), LONGEST)
            if self.path.exists():
                self._rows = np.lib.format.open_memmap(self.path, mode="r+")
            else:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._rows = np.lib.format.open_memmap(self.path, "w+", np.int16, shape)
        return self._rows


def _plan(number: int, rng: Random) -> list[tuple[Scene, Utterance]]:
    others = [language for language in SPOKEN if language != MOST_SPOKEN]
    planned = []
    for _ in range(number):
        language = MOST_SPOKEN if rng.random() < 0.5 else rng.choice(others)
        scene = draw_scene(rng, held=False, full=True)
        planned.append((scene, utterance(scene, rng, language)))
    return planned
