"""The image page: a picture beside captions, and what each of its patches reads as."""

import streamlit as st

from semhub.ui.media import captions, gallery, held_out, maps, source, states, trust
from semhub.ui.media.patches import patches
from semhub.ui.media.picture import PICTURES
from semhub.ui.media.words_of_pictures import colours, nouns
from semhub.ui.shared import frame, models

PAGE = "pages/4_Image.py"
TABS = ("Patch map", "Words of captions", "Colour words", "Whole gallery", "How often it is right")
with frame.page(PAGE):
    st.subheader("Show a picture, say what it is, and watch where they meet", anchor=False)
    with frame.faults():
        name, given = source.draw(PICTURES)
        model = models.ready_or_towers(name) if given else None
        if model is None or not states.takes(PICTURES, model):
            st.stop()
        if models.are_towers(model):
            frame.remember(PAGE, given.link)
            maps.layer_map(PICTURES, model, given)
            st.stop()

        sensed = states.sensed(model, given.item)
        captions.captions(PICTURES, model, given, sensed)
        tabs = st.tabs(TABS, key="image_tab", bind="query-params")
        parts = (
            lambda: patches(model, given, sensed),
            lambda: nouns(model, given, sensed),
            lambda: colours(model, given),
            lambda: gallery.comparison(PICTURES, model, given),
            lambda: held_out.held_out(PICTURES, model),
        )
        for tab, label, part in zip(tabs, TABS, parts, strict=True):
            if tab.open:
                frame.remember(PAGE, {"image_tab": label, **given.link})
                with tab, frame.faults():
                    part()
        trust.expander(PICTURES, model, given, sensed)
