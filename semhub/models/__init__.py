"""One adapter a kind of model, behind one protocol; the catalogue of known models.

Importing this package loads nothing heavy; `semhub.models.loading` brings torch.
"""
