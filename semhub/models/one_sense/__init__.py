"""Encoders of one sense: models that see or hear and do nothing else (ViT, DINOv2, HuBERT)."""
