"""All spokes of one model at once: which pairs meet, at which layers, and where most of them do.

spokes.py   the data types and their aligned rows
states.py   the model's states, taken once an item
matrix.py   every pair at every layer
band.py     the layers at which most pairs meet
projection.py   the items in two dimensions: on one plane for all layers, or by t-SNE
layout.py   the same with their texts, to be drawn and kept
findings.py   what all of it comes to; result.py   the same with its states, from a model

Loads no torch before a model is run.
"""

from semhub.experiments.hub.band import SHARE, Band, End
from semhub.experiments.hub.findings import Findings, Rows
from semhub.experiments.hub.layout import JOINED, SHOWN, Layout, joined_of, layout, widest
from semhub.experiments.hub.matrix import Cell
from semhub.experiments.hub.projection import Projection, evenly
from semhub.experiments.hub.projection_pca import Plane, pca
from semhub.experiments.hub.projection_tsne import NeighbourMap, room, tsne
from semhub.experiments.hub.result import Hub, hub_of, measure
from semhub.experiments.hub.spokes import ELSEWHERE, SETS, USUAL, Spokes, from_sets, usual_elsewhere
from semhub.experiments.hub.states import States, take

__all__ = [
    "ELSEWHERE",
    "JOINED",
    "SETS",
    "SHARE",
    "SHOWN",
    "USUAL",
    "Band",
    "Cell",
    "End",
    "Findings",
    "Hub",
    "Layout",
    "NeighbourMap",
    "Plane",
    "Projection",
    "Rows",
    "Spokes",
    "States",
    "evenly",
    "from_sets",
    "hub_of",
    "joined_of",
    "layout",
    "measure",
    "pca",
    "room",
    "take",
    "tsne",
    "usual_elsewhere",
    "widest",
]
