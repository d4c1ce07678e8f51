"""The frame that every page shares. Nothing outside this folder, `app.py` and `pages/` knows
streamlit, and nothing in here computes: it asks the library and keeps the answers."""

from semhub.threads import wait_passively

wait_passively()
