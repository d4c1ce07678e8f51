"""The steer page: a push found in one data type, and what it changes in another."""

import streamlit as st

from semhub.charts import text_format as words
from semhub.ui.shared import frame, models
from semhub.ui.steer import answer, controls, own, preset

PAGE = "pages/7_Steer.py"
with frame.page():
    st.subheader(
        "Push a thought in one language, and watch the answer change in another", anchor=False
    )
    with frame.faults():
        choices = controls.draw()
        frame.remember(PAGE, choices.link)
        model = models.ready(choices.model)
        if model is None:
            st.stop()
        if not model.has_head:
            controls.without_head(words.model(model.name))
            st.stop()
        if choices.preset == controls.OWN:
            experiment = own.experiment(model, choices.pool, choices.places, choices.others)
        else:
            experiment = preset.experiment(model, choices.preset, choices.spoke)
        if experiment is not None:
            answer.answer(model, experiment, choices.seed)
