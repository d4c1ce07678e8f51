"""Makes the spoken columns of `world` and `everyday`, one archive of Ogg Opus a language.

    python -m semhub.datasets.speak

needs espeak-ng; the archives are in the repository, so only a change of the world, a grammar, a
sentence or the voices asks for it. An archive that says the same as before is made anew only after
it was deleted: sounds that are encoded twice differ in their bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import numpy as np
import soundfile

from semhub import datasets
from semhub.datasets import everyday, making
from semhub.datasets.senses import SPEECH, SPOKEN, archive, clip
from semhub.world import held_out as dataset

TEXTS_FILE = "said.json"
COMPRESSION = 0.97  # about 18 kbit/s; below 12 the spectrogram begins to differ visibly


def opus(sound: np.ndarray) -> bytes:
    """Return the waveform (samples,) at 16 kHz as an Ogg Opus file."""
    file = io.BytesIO()
    soundfile.write(
        file, sound, dataset.RATE, format="OGG", subtype="OPUS", compression_level=COMPRESSION
    )
    return file.getvalue()


VOICED: dict[str, Callable[[str], list[np.ndarray]]] = {
    "world": lambda language: dataset.speech(dataset.scenes(), language),
    "everyday": lambda language: everyday.spoken(language, everyday.columns()[language]),
}
"""Dataset -> its rows in a language as waveforms."""


def build(folder: Path) -> None:
    """Speak every row of every set in each of its languages; beside the sounds stands their text.

    What an archive in `folder` says already is not spoken again.
    """
    for name, spoken in SPOKEN.items():
        for language in spoken.values():
            file = folder / archive(name, language)
            texts = datasets.table(name)[language]
            if file.is_file() and texts_of(file) == texts:
                print(f"{file}: says the same already")
                continue
            _write(file, VOICED[name](language), texts)


def texts_of(file: Path) -> list[str]:
    """Return what the sounds of an archive say."""
    with ZipFile(file) as opened:
        return json.loads(opened.read(TEXTS_FILE))


def _write(file: Path, sounds: list[np.ndarray], texts: list[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(file, "w") as opened:
        for row, sound in enumerate(sounds):
            opened.writestr(ZipInfo(clip(row)), opus(sound))
        opened.writestr(ZipInfo(TEXTS_FILE), json.dumps(texts, ensure_ascii=False, indent=0))
    print(f"{file}: {len(sounds)} sentences, {file.stat().st_size:,} bytes")


def main() -> None:
    making.run(build, __doc__, SPEECH, "archives")


if __name__ == "__main__":
    main()
