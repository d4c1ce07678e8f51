"""The sections of pages of pairs: rows, curve, pairs at a layer, lenses, checks."""
