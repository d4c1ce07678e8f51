"""Texts, pictures and sounds, decoded and checked once when they come in.

An input is immutable and knows its modality, its label and a digest of its content, so that states
can be remembered by content. Nothing here knows a model, and decoders are loaded when first used.
"""

from semhub.inputs.audio import Audio, at_rate
from semhub.inputs.folder import modality_of, read_file, read_folder
from semhub.inputs.image import Image
from semhub.inputs.item import Input, looks_like_a_path, require_pairs
from semhub.inputs.lines import read_lines
from semhub.inputs.rows import read_column
from semhub.inputs.target import Target
from semhub.inputs.text import MAX_CHARACTERS, LeftOut, Text, pairs, texts

__all__ = [
    "MAX_CHARACTERS",
    "Audio",
    "Image",
    "Input",
    "LeftOut",
    "Target",
    "Text",
    "at_rate",
    "looks_like_a_path",
    "modality_of",
    "pairs",
    "read_column",
    "read_file",
    "read_folder",
    "read_lines",
    "require_pairs",
    "texts",
]
