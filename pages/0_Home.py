"""The home page: what the semantic hub is, beside a real result of the embedded model."""

import streamlit as st

from semhub.models.catalogue import EMBEDDED
from semhub.ui import home
from semhub.ui.shared import exhibit, first, frame, model_box
from semhub.ui.shared.sections import section
from semhub.ui.shared.world import WIDER

TEXT = "pages/1_Text.py"
OWN = {"set": "Your own"}
REAL = {
    "model": WIDER, "set": "Sentences", "a": "Hindi", "b": "Arabic",
}  # fmt: skip
TRY = {
    "French and Russian, in the toy model": {"set": "World", "a": "French", "b": "Russian"},
    "English and code": {"set": "World", "a": "English", "b": "Code"},
    "Hindi and Arabic, in a real encoder of 94 languages": REAL,
}
ELSEWHERE = {
    "A picture, and what its patches read as": "pages/4_Image.py",
    "A voice, moment by moment": "pages/5_Audio.py",
    "Code, sums and logic": "pages/3_Code.py",
    "All of them at once": "pages/6_Hub.py",
    "A push that changes the answer in another language": "pages/7_Steer.py",
}

with frame.page():
    screen = first.screen()
    with screen.inputs:
        st.markdown(home.IDEA)
        if st.button("**Type your own sentences**", width="stretch"):
            st.switch_page(TEXT, query_params=OWN)
        st.markdown(model_box.described(EMBEDDED))
        st.page_link(TEXT, label="Try a real one  →", query_params=REAL)
    with screen.below:
        texts, others = st.columns(2)
        for label, link in TRY.items():
            texts.page_link(TEXT, label=f"→  {label}", query_params=link)
        for label, page in ELSEWHERE.items():
            others.page_link(page, label=f"→  {label}")
        section("idea", "What is the idea, and what holds?", home.idea)
        section("real", "What does a real decoder show?", lambda: exhibit.exhibit("home"))
    with screen.answer.container():
        home.result()
