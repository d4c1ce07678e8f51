"""A result -> an Altair chart. Nothing here computes, and nothing here knows streamlit.

Every chart that has layers draws them from left to right, input to output, on the same scale and
with the same margin, so that charts that stand below each other line up.
"""

from semhub.charts.contrast import contrast_curve
from semhub.charts.curve import cosine_curve, layer_curve
from semhub.charts.layer_map import layer_map
from semhub.charts.leaders import leading_words
from semhub.charts.lens import lens_grid
from semhub.charts.lens_rows import lens_rows
from semhub.charts.mass import language_mass
from semhub.charts.matrix import similarity_matrix
from semhub.charts.next_word import next_word_curve, two_words_curve
from semhub.charts.top import top_words

__all__ = [
    "contrast_curve",
    "cosine_curve",
    "language_mass",
    "layer_curve",
    "layer_map",
    "leading_words",
    "lens_grid",
    "lens_rows",
    "next_word_curve",
    "similarity_matrix",
    "top_words",
    "two_words_curve",
]
