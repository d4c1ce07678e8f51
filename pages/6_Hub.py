"""The hub page: all data types of one model at once, layer by layer, and a second model beside."""

import streamlit as st

from semhub.ui.hub import controls, headline, queries, recorded, section, trust, view
from semhub.ui.shared import frame, keep, models
from semhub.ui.shared.sections import section as section_of
from semhub.ui.shared.trust import ASKS

PAGE = "pages/6_Hub.py"
with frame.page():
    st.subheader("Set everything that a model reads against everything else", anchor=False)
    choices = controls.draw()
    frame.remember(PAGE, choices.link)
    if len(choices.spokes) < 2:
        st.info("Choose at least two data types: the hub is where they meet.")
        st.stop()

    progress = st.container()
    progress.empty()  # takes its line from the start, as an emptied bar does: charts do not move
    early = recorded.meanwhile(choices)
    if early:
        place = st.empty()
        with place.container():
            bar = recorded.draw(early)
    else:  # the previous answer stays, dimmed, until the new one replaces it
        place, bar = st.container(), progress
    with progress, frame.faults():
        model = models.ready(choices.model, bar)
        if model is None:
            st.stop()
        with bar:
            first = queries.hub_of(model, choices)
        recorded.answered(choices, model)
        second = None
        if choices.beside:
            with frame.faults():
                second = queries.hub_beside(choices.beside, choices)
        with place.container() if early else place:
            answer, folded = st.columns(headline.COLUMNS)
            with answer:
                headline.headline({seen.called: seen.hub for seen in (first, second) if seen})
            with folded:
                shown = view.view(first, second, queries.spokes_of(choices))
            section.section(shown, lambda at: frame.remember(PAGE, choices.link | shown.link | at))
            section_of("trust", ASKS, lambda: trust.draw(model, choices, shown))
            keep.this(
                "hub", model, first.hub, trust.items(shown), command=trust.command(choices, shown)
            )
