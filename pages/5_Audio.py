"""The audio page: a sound beside captions, and what each of its moments reads as."""

import streamlit as st

from semhub.ui.media import captions as beside
from semhub.ui.media import gallery as whole
from semhub.ui.media import held_out as heldout
from semhub.ui.media import maps, states, trust
from semhub.ui.media import source as given
from semhub.ui.media.sound import SOUNDS
from semhub.ui.media.timeline import timeline
from semhub.ui.shared import frame, models

PAGE = "pages/5_Audio.py"
TABS = ("Captions", "Whole gallery", "How often it is right")
with frame.page(PAGE):
    st.subheader("Say something, write what it says, and watch where they meet", anchor=False)
    with frame.faults():
        name, asked = given.ask(SOUNDS)
        model = models.ready_or_towers(name) if asked else None
        if model is None or not states.takes(SOUNDS, model):
            st.stop()
        if models.are_towers(model):
            frame.remember(PAGE, asked.link)
            maps.layer_map(SOUNDS, model, asked)
            st.stop()

        sensed = states.sensed(model, asked.item)
        timeline(model, asked, sensed)
        tabs = st.tabs(TABS, key="audio_tab", bind="query-params")
        parts = (
            lambda: beside.beside(SOUNDS, model, asked, sensed),
            lambda: whole.whole(SOUNDS, model, asked),
            lambda: heldout.heldout(SOUNDS, model),
        )
        for tab, label, part in zip(tabs, TABS, parts, strict=True):
            if tab.open:
                frame.remember(PAGE, {"audio_tab": label, **asked.link})
                with tab, frame.faults():
                    part()
        trust.expander(SOUNDS, model, asked, sensed)
