"""The image page: a picture beside captions, and what each of its patches reads as."""

import streamlit as st

from semhub.ui import frame, models
from semhub.ui.picture import PICTURES
from semhub.ui.sense import beside, given, states

PAGE = "pages/4_Image.py"
frame.start(PAGE)

st.subheader("Show a picture, say what it is, and watch where they meet", anchor=False)
name, asked = given.ask(PICTURES)
if asked is None:
    st.stop()
frame.remember(PAGE, asked.link)
with frame.faults():
    model = models.ready(name)
    if model is not None:
        sensed = states.sensed(model, asked.item)
        beside.beside(PICTURES, model, asked, sensed)
