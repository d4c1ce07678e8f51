"""The page Emergence: the hub forming while the embedded model learns, and models without one."""

import streamlit as st

from semhub import datasets
from semhub.ui import emergence
from semhub.ui.shared import controls, frame

PAGE = "pages/8_Emergence.py"
with frame.page():
    st.subheader("Watch the hub form while a model learns", anchor=False)

    options = [code for code in datasets.table("world") if code in datasets.NAMES]
    left, right, _ = st.columns([0.2, 0.2, 0.6])
    sides = (
        controls.column(left, "Spoke A", "emergence_a", options, "en"),
        controls.column(right, "Spoke B", "emergence_b", options, "zh"),
    )
    link = {
        f"emergence_{side}": datasets.NAMES[code] for side, code in zip("ab", sides, strict=True)
    }
    frame.remember(PAGE, link)

    if not emergence.history():
        st.info(
            "The embedded model's past (47 MB) is not in this copy, since an installed package "
            "leaves it out. It is in `checkpoints/semhub-nano/history` of Semhub's repository: "
            "clone that, and start the app there with `streamlit run app.py`."
        )
        st.stop()

    chosen = emergence.checkpoint()
    frame.remember(PAGE, {**link, emergence.CHECKPOINT: str(chosen)})
    with frame.faults():
        emergence.forming(chosen, *sides)
    with frame.faults():
        emergence.side_by_side(*sides)
