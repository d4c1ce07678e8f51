"""How the embedded model is made: beside the library, which never imports it.

Reading order: `tokenizer`, `architecture`, `batches`, `senses` (what it sees and hears).
Commands, in the order of their use: `train`, `towers`, `finish`, `seeds`, `card`. What it
learns from is `semhub.world`; what is measured of it is `semhub.evaluation`. Importing this package
loads no torch.
"""
