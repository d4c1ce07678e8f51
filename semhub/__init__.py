"""Semhub: see, layer by layer, where a language model's meanings meet."""

__version__ = "0.1.0"
