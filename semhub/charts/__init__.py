"""A result -> an Altair chart. Nothing here computes, and nothing here knows streamlit.

A chart is imported from its own file, as in `from semhub.charts.curve import layer_curve`.

Every chart that has layers draws them from left to right, input to output, on the same scale and
with the same margin, so that charts that stand below each other line up.
"""
