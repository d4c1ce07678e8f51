"""The experiments of "The Semantic Hub Hypothesis" (Wu et al., ICLR 2025), by name.

registry.py lists them without loading torch; each is a function of a file here, named after the
section of the paper. It takes a `Run` and gives an `Outcome`, of which run.py makes a record.
"""
