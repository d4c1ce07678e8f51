"""The hub page: all data types of one model at once, layer by layer, and a second model beside."""

import streamlit as st

from semhub.ui import frame, models
from semhub.ui.hub import answers, asked, said, section, trust, view

PAGE = "pages/6_Hub.py"
frame.start(PAGE)

st.subheader("Set everything that a model reads against everything else", anchor=False)
wanted = asked.ask()
frame.remember(PAGE, wanted.link)
if len(wanted.spokes) < 2:
    st.info("Choose at least two data types: the hub is where they meet.")
    st.stop()

model = models.ready(wanted.model)
if model is None:
    st.stop()
with frame.faults():
    first = answers.hub_of(model, wanted)
    second = None
    if wanted.beside:
        with frame.faults():
            second = answers.hub_beside(wanted.beside, wanted)
    answer, folded = st.columns([0.68, 0.32])
    with answer:
        said.headline(first, second)
    with folded:
        shown = view.view(first, second, answers.spokes_of(wanted))
    section.section(shown, lambda at: frame.remember(PAGE, wanted.link | shown.link | at))
    trust.expander(model, wanted, shown)
