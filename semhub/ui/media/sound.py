"""The sense of sounds: its gallery, its files and its microphone."""

from __future__ import annotations

import streamlit as st

from semhub import datasets
from semhub.datasets.senses import SPOKEN
from semhub.inputs import Audio
from semhub.inputs.audio import suffixes
from semhub.ui.media.sense import GALLERY, RECORD, UPLOAD, Sense
from semhub.world.renderings.waveform import SECONDS


def player(audio: Audio) -> None:
    """Play it at its own rate, but in one channel, as the model gets it."""
    st.audio(audio.samples, sample_rate=audio.rate, alt=f"The sound “{audio.label}”")


WORLD = {f"world:{code}": datasets.SOUNDS[code] for code in SPOKEN["world"]}
EVERYDAY = {
    f"everyday:{code}": "Everyday " + datasets.SOUNDS[code].replace("Speech", "speech")
    for code in SPOKEN["everyday"]
}

REACH = (
    f"The embedded model hears {SECONDS} seconds: what you say after them is played back, but not "
    "read. Say one short sentence."
)

SOUNDS = Sense(
    modality="audio",
    key="audio_",
    noun="sound",
    sources={GALLERY: "Gallery", UPLOAD: "Upload", RECORD: "Microphone"},
    shipped={**WORLD, "calls:sound": "Animal calls", **EVERYDAY},
    columns=datasets.SOUNDS,
    usual=("world:speech", "everyday:speech"),
    suffixes=suffixes,
    read=Audio.from_bytes,
    record=st.audio_input,
    reach=REACH,
    show=player,
)
