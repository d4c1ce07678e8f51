"""What a push does: its size, its strength, and every single answer."""
