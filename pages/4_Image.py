"""The image page: a picture beside captions, and what each of its patches reads as."""

import streamlit as st

from semhub.ui.media import captions as beside
from semhub.ui.media import gallery as whole
from semhub.ui.media import held_out as heldout
from semhub.ui.media import maps, states, trust
from semhub.ui.media import source as given
from semhub.ui.media.patches import patches
from semhub.ui.media.picture import PICTURES
from semhub.ui.media.words_of_pictures import colours, nouns
from semhub.ui.shared import frame, models

PAGE = "pages/4_Image.py"
TABS = ("Patch map", "Words of captions", "Colour words", "Whole gallery", "How often it is right")
with frame.page(PAGE):
    st.subheader("Show a picture, say what it is, and watch where they meet", anchor=False)
    with frame.faults():
        name, asked = given.ask(PICTURES)
        model = models.ready_or_towers(name) if asked else None
        if model is None or not states.takes(PICTURES, model):
            st.stop()
        if models.are_towers(model):
            frame.remember(PAGE, asked.link)
            maps.layer_map(PICTURES, model, asked)
            st.stop()

        sensed = states.sensed(model, asked.item)
        beside.beside(PICTURES, model, asked, sensed)
        tabs = st.tabs(TABS, key="image_tab", bind="query-params")
        parts = (
            lambda: patches(model, asked, sensed),
            lambda: nouns(model, asked, sensed),
            lambda: colours(model, asked),
            lambda: whole.whole(PICTURES, model, asked),
            lambda: heldout.heldout(PICTURES, model),
        )
        for tab, label, part in zip(tabs, TABS, parts, strict=True):
            if tab.open:
                frame.remember(PAGE, {"image_tab": label, **asked.link})
                with tab, frame.faults():
                    part()
        trust.expander(PICTURES, model, asked, sensed)
