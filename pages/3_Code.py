"""The code page: programs, sums and logical forms beside the words that say the same."""

import streamlit as st

from semhub.ui.code.hard_negatives import contrast
from semhub.ui.code.next_word import CODE, SUMS, next_word_of
from semhub.ui.shared import controls, frame
from semhub.ui.text import answer, topics

PAGE = "pages/3_Code.py"
TABS = {
    "Code": (topics.CODE, [contrast, next_word_of(CODE)]),
    "Arithmetic": (topics.ARITHMETIC, [contrast, next_word_of(SUMS)]),
    "Logic": (topics.LOGIC, [contrast]),
}
with frame.page(PAGE):
    st.subheader(
        "Say the same thing in words and in symbols, and watch where it meets", anchor=False
    )
    for tab, (name, (topic, parts)) in zip(
        st.tabs(list(TABS), key="tab", bind="query-params"), TABS.items(), strict=True
    ):
        if tab.open:
            with tab:
                choices = controls.draw(topic)
                frame.remember(PAGE, {"tab": name, **choices.link})
                answer.draw(choices, *parts)
