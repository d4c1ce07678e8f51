"""The home page: the idea as a moving picture, and a sentence of one's own."""

import streamlit as st

from semhub.models.catalogue import EMBEDDED
from semhub.ui.home import idea, moving, tour, typed
from semhub.ui.hub import prefetch
from semhub.ui.hub.screen import style
from semhub.ui.shared import fetching, first, frame, model_box, models
from semhub.ui.shared.sections import section
from semhub.ui.shared.world import WIDER

TEXT = "pages/1_Text.py"
REAL = {
    "model": WIDER, "set": "Sentences", "a": "Hindi", "b": "Arabic",
}  # fmt: skip
TRY = {
    "Sentences of your own": {"set": "Your own"},
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


def meet() -> None:
    from semhub.ui.home import result  # as for `real`

    result.result()


def real() -> None:
    from semhub.ui.shared import exhibit  # with pandas, for which the first chart need not wait

    exhibit.exhibit("home")


with frame.page():
    style()
    screen = first.screen()
    with screen.answer.container():
        moving.draw()
    with screen.inputs:
        text = typed.field()
        nearest = st.container()
        tour.draw()
        st.markdown(model_box.described(EMBEDDED))
        if fetching.is_offered(WIDER):
            st.page_link(TEXT, label="Try a real one  →", query_params=REAL)
    with screen.below:
        section("meet", "Where do English and Chinese meet?", meet)
        section("idea", "What is the idea, and what holds?", idea.idea)
        section("real", "What does a real decoder show?", real)
        texts, others = st.columns(2)
        for label, link in TRY.items():
            if fetching.is_offered(link.get("model", EMBEDDED)):
                texts.page_link(TEXT, label=f"→  {label}", query_params=link)
        for label, page in ELSEWHERE.items():
            others.page_link(page, label=f"→  {label}")
    with nearest, frame.faults():
        if text:
            typed.draw(text)
    with screen.notes, frame.faults():
        model = models.ready(EMBEDDED)
        if model is not None:
            prefetch.begin(model)
