"""What is measured of the embedded model, a kind of figure a file, for `evaluate`."""
