"""The app: its pages, and the line of links to them.

Streamlit runs this file for each visitor; before, its server imports it for `app`.
"""

import streamlit as st
from starlette.middleware import Middleware

from semhub.ui.shared import frame
from semhub.ui.shared.door import Door

if __name__ == "__main__":
    frame.run()
else:
    frame.begin()
    app = st.App(__file__, middleware=[Middleware(Door)], on_script_error=frame.boundary)
