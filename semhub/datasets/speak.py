"""Makes the spoken columns of the dataset of the world, one archive of Ogg Opus a language.

    python -m semhub.datasets.speak

needs espeak-ng; the archives are in the repository, so only a change of the world, a grammar or
the voices asks for it.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import numpy as np
import soundfile

from semhub.datasets import making
from semhub.datasets.senses import SPEECH, clip
from semhub.nano import dataset

SAID = "said.json"
COMPRESSION = 0.97  # about 18 kbit/s; below 12 the spectrogram begins to differ visibly


def opus(sound: np.ndarray) -> bytes:
    """The waveform (samples,) at 16 kHz as an Ogg Opus file."""
    file = io.BytesIO()
    soundfile.write(
        file, sound, dataset.RATE, format="OGG", subtype="OPUS", compression_level=COMPRESSION
    )
    return file.getvalue()


def build(folder: Path) -> None:
    """Speak every row in every language; beside the sounds stands what they say."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in dataset.LANGUAGES:
        sounds = dataset.speech(dataset.scenes(), language)
        file = folder / f"{language}.zip"
        with ZipFile(file, "w") as archive:
            for row, sound in enumerate(sounds):
                archive.writestr(ZipInfo(clip(row)), opus(sound))
            said = json.dumps(dataset.columns()[language], ensure_ascii=False, indent=0)
            archive.writestr(ZipInfo(SAID), said)
        print(f"{file}: {len(sounds)} sentences, {file.stat().st_size:,} bytes")


def main() -> None:
    making.run(build, __doc__, SPEECH, "archives")


if __name__ == "__main__":
    main()
