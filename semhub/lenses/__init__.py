"""A state read as words: by the model's own head, by nearest neighbours, by a fitted Jacobian."""
