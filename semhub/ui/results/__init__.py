"""The page Results: which records are open, one of them whole, several on one axis."""
