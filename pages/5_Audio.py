"""The audio page: a sound beside captions, and what each of its moments reads as."""

import streamlit as st

from semhub.ui import frame, models, timeline
from semhub.ui.sense import beside, given, states, trust, whole
from semhub.ui.sound import SOUNDS

PAGE = "pages/5_Audio.py"
frame.start(PAGE)

st.subheader("Say something, write what it says, and watch where they meet", anchor=False)
name, asked = given.ask(SOUNDS)
if asked is None:
    st.stop()
frame.remember(PAGE, asked.link)
with frame.faults():
    model = models.ready(name)
    if model is not None and states.takes(SOUNDS, model):
        sensed = states.sensed(model, asked.item)
        timeline.timeline(model, asked, sensed)
        beside.beside(SOUNDS, model, asked, sensed)
        whole.whole(SOUNDS, model, asked)
        trust.expander(SOUNDS, model, asked, sensed)
