"""The text page: the same sentences in two languages, and where a model brings them together."""

import streamlit as st

from semhub.ui.code.hard_negatives import contrast_on_demand
from semhub.ui.shared import controls, exhibit, frame
from semhub.ui.text import answer
from semhub.ui.text.topics import TEXT

PAGE = "pages/1_Text.py"
with frame.page(PAGE):
    st.subheader("Say the same thing in two languages, and watch where it meets", anchor=False)
    with frame.faults():
        choices = controls.draw(TEXT)
        frame.remember(PAGE, choices.link)
        answer.draw(choices, exhibit.beside, contrast_on_demand)
