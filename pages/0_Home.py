"""The home page: what the semantic hub is, beside a real result of the embedded model."""

import streamlit as st

from semhub.ui import home
from semhub.ui.shared import exhibit, frame

PAGE, TEXT = "pages/0_Home.py", "pages/1_Text.py"
TRY = {
    "English and Chinese, in the embedded model": {"set": "World", "a": "English", "b": "Chinese"},
    "French and Russian, in the embedded model": {"set": "World", "a": "French", "b": "Russian"},
    "English and Python-like code": {"set": "World", "a": "English", "b": "Code"},
    "Hindi and Arabic, in a real 94-language encoder": {
        "model": "multilingual-e5-small", "set": "Sentences", "a": "Hindi", "b": "Arabic",
    },
    "Sentences of your own": {"set": "Your own"},
}  # fmt: skip
ELSEWHERE = {
    "A picture, what its patches read as, and captions": "pages/4_Image.py",
    "A spoken sentence, moment by moment": "pages/5_Audio.py",
    "Code, sums and logical forms": "pages/3_Code.py",
    "All of them against each other, layer by layer": "pages/6_Hub.py",
    "A push found in English that changes the answer elsewhere": "pages/7_Steer.py",
}

with frame.page():
    st.title("Where meanings meet", anchor=False)

    story, result = st.columns([0.4, 0.6], gap="large")
    with story:
        st.markdown(
            "Say the same thing in English and in Chinese, and a language model starts out with "
            "two quite different strings of symbols. The **semantic hub** hypothesis says that its "
            "middle layers bring them together, and that towards the end each turns back into "
            "words of its own. The hub has many spokes: languages, code, sums, pictures, sounds."
        )
        st.markdown(home.what_holds())
        st.caption(
            "The idea: Wu, Yu, Yogatama, Lu and Kim, “The Semantic Hub Hypothesis: Language Models "
            "Share Semantic Representations Across Languages and Modalities”, ICLR 2025, "
            "[arXiv 2411.04986](https://arxiv.org/abs/2411.04986)."
        )
    with result:
        home.result()

    st.markdown("**Try it**")
    texts, others = st.columns(2)
    for label, link in TRY.items():
        texts.page_link(TEXT, label=f"→  {label}", query_params=link)
    for label, page in ELSEWHERE.items():
        others.page_link(page, label=f"→  {label}")

    st.subheader("What a real model shows", anchor=False)
    exhibit.exhibit("home")
