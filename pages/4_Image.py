"""The image page: a picture beside captions, and what each of its patches reads as."""

import streamlit as st

from semhub.ui.media import captions, gallery, held_out, maps, source, states, trust
from semhub.ui.media.patches import patches
from semhub.ui.media.picture import PICTURES
from semhub.ui.media.words_of_pictures import colours, nouns
from semhub.ui.shared import frame, models
from semhub.ui.shared.sections import section
from semhub.ui.shared.trust import ASKS

PAGE = "pages/4_Image.py"
TABS = ("Patch map", "Words of captions", "Colour words", "Whole gallery", "How often it is right")
with frame.page():
    st.subheader("Show a picture, say what it is, and watch where they meet", anchor=False)
    with frame.faults():
        name, selection = source.draw(PICTURES)
        model = models.ready_or_towers(name) if selection else None
        if model is None or not states.takes(PICTURES, model):
            st.stop()
        if models.are_towers(model):
            frame.remember(PAGE, selection.link)
            maps.layer_map(PICTURES, model, selection)
            st.stop()

        positions = states.positions(model, selection.item)
        captions.captions(PICTURES, model, selection, positions)
        tabs = st.tabs(TABS, key="image_tab", bind="query-params")
        parts = (
            lambda: patches(model, selection, positions),
            lambda: nouns(model, selection, positions),
            lambda: colours(model, selection),
            lambda: gallery.comparison(PICTURES, model, selection),
            lambda: held_out.held_out(PICTURES, model),
        )
        for tab, label, part in zip(tabs, TABS, parts, strict=True):
            if tab.open:
                frame.remember(PAGE, {"image_tab": label, **selection.link})
                with tab, frame.faults():
                    part()
        section("trust", ASKS, lambda: trust.draw(PICTURES, model, selection, positions))
