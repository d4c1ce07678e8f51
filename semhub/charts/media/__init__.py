"""Pictures and sounds: what their positions read as, and captions beside them."""
