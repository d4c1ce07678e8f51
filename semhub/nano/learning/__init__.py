"""What the embedded model learns from, and how: recipes, documents, batches, the optimiser.

Importing this package loads no torch; its modules but ``recipes`` and the documents do.
"""
