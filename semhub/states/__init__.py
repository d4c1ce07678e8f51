"""Items run through a model, and the states that are kept of them; nothing knows what for."""
