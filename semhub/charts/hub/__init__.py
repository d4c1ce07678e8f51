"""All data types of a model at once: matrix, plane and curves."""
