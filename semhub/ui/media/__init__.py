"""The sections of the pages Image and Audio."""
