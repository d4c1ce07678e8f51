"""What the pages of pictures and of sounds share: what is given, and the curve beside captions."""
