"""The steer page: what is pushed where, what became of every answer, and its controls."""
