"""Further sections of the page Code: hard negatives, and the next word."""
