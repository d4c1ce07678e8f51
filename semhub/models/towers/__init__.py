"""Two towers that were trained to meet: text and pictures (open_clip), text and sounds (CLAP).

`tower` is what every tower is; `pair` holds two of them. Importing this package loads nothing
heavy, and the library open_clip is loaded by `open_clip` alone, when such a model is asked for.
"""

PREFIX = "open_clip:"
"""What a name begins with that open_clip knows: `open_clip:ARCH/PRETRAINED`."""
