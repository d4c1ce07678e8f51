"""The audio page: a sound beside captions, and what each of its moments reads as."""

import streamlit as st

from semhub.ui.media import captions, gallery, held_out, maps, source, states, trust
from semhub.ui.media.sound import SOUNDS
from semhub.ui.media.timeline import timeline
from semhub.ui.shared import frame, models
from semhub.ui.shared.sections import section
from semhub.ui.shared.trust import ASKS

PAGE = "pages/5_Audio.py"
TABS = ("Captions", "Whole gallery", "How often it is right")
with frame.page():
    st.subheader("Say something, write what it says, and watch where they meet", anchor=False)
    with frame.faults():
        name, selection = source.draw(SOUNDS)
        model = models.ready_or_towers(name) if selection else None
        if model is None or not states.takes(SOUNDS, model):
            st.stop()
        if models.are_towers(model):
            frame.remember(PAGE, selection.link)
            maps.layer_map(SOUNDS, model, selection)
            st.stop()

        positions = states.positions(model, selection.item)
        timeline(model, selection, positions)
        tabs = st.tabs(TABS, key="audio_tab", bind="query-params")
        parts = (
            lambda: captions.captions(SOUNDS, model, selection, positions),
            lambda: gallery.comparison(SOUNDS, model, selection),
            lambda: held_out.held_out(SOUNDS, model),
        )
        for tab, label, part in zip(tabs, TABS, parts, strict=True):
            if tab.open:
                frame.remember(PAGE, {"audio_tab": label, **selection.link})
                with tab, frame.faults():
                    part()
        section("trust", ASKS, lambda: trust.draw(SOUNDS, model, selection, positions))
