"""What a lens reads: over layers and positions, of one cell, and by language."""
