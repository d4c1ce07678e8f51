"""The hub page: all data types of one model at once, layer by layer, and a second model beside."""

import streamlit as st

from semhub.ui.hub import controls as asked
from semhub.ui.hub import headline as said
from semhub.ui.hub import queries as answers
from semhub.ui.hub import recorded, section, trust, view
from semhub.ui.shared import frame, models

PAGE = "pages/6_Hub.py"
with frame.page(PAGE):
    st.subheader("Set everything that a model reads against everything else", anchor=False)
    wanted = asked.ask()
    frame.remember(PAGE, wanted.link)
    if len(wanted.spokes) < 2:
        st.info("Choose at least two data types: the hub is where they meet.")
        st.stop()

    told = st.container()
    told.empty()  # what was told something and is done takes a line: so does it from the first
    early = recorded.meanwhile(wanted)
    if early:
        place = st.empty()
        with place.container():
            bar = recorded.draw(early)
    else:  # the answer before stays, dimmed, until the new one is drawn over it
        place, bar = st.container(), told
    with told, frame.faults():
        model = models.ready(wanted.model, bar)
        if model is None:
            st.stop()
        with bar:
            first = answers.hub_of(model, wanted)
        recorded.answered(wanted, model)
        second = None
        if wanted.beside:
            with frame.faults():
                second = answers.hub_beside(wanted.beside, wanted)
        with place.container() if early else place:
            answer, folded = st.columns(said.COLUMNS)
            with answer:
                said.headline({seen.called: seen.hub for seen in (first, second) if seen})
            with folded:
                shown = view.view(first, second, answers.spokes_of(wanted))
            section.section(shown, lambda at: frame.remember(PAGE, wanted.link | shown.link | at))
            trust.expander(model, wanted, shown)
