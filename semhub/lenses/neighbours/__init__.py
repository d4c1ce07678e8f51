"""Read a state as the words of the nearest contextual text states.

LatentLens: Krojer, Nayak, Mañas, Adlakha, Elliott, Reddy and Mosbach, "LatentLens: Revealing
Highly Interpretable Visual Tokens in LLMs", ICML 2026, arXiv 2602.00462. An index holds the states
of words *in sentences*, and any state, of a picture or a sound too, is read as the words whose
states are nearest by cosine. Unlike a head on an inner layer it asks nothing of the layers above.

    index = neighbours.index(model)
    found = index.read(states, top=5)
    in_chinese = neighbours.index(model, language="zh")

Search is exact: one matrix product a layer. What is not here: how a reading is drawn.
"""

from semhub.lenses.neighbours.build import index
from semhub.lenses.neighbours.corpus import languages
from semhub.lenses.neighbours.search import Index, Neighbours

__all__ = ["Index", "Neighbours", "index", "languages"]
