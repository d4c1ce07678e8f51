"""The page Story: recorded results in an order that tells something, a step at a time."""
