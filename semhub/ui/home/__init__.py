"""The home page: the idea as a moving picture, a sentence of a person's own, and what is below."""
