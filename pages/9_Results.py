"""The page Results: records opened, laid over each other, and taken away; no model is loaded."""

import streamlit as st

from semhub.ui.results import choice, several, single
from semhub.ui.shared import frame

PAGE = "pages/9_Results.py"
with frame.page():
    st.subheader("What was found, kept", anchor=False)
    asked, shown = st.columns([0.27, 0.73], gap="large")
    with asked:
        records = choice.ask(PAGE)
    with shown, frame.faults():
        if not records:
            choice.empty()
        elif len(records) == 1:
            single.draw(*records.items())
        else:
            several.draw(records)
