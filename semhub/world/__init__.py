"""The little world of the embedded model: what can be meant, and how it is written and shown.

Reading order: `scenes` (what can be meant, and what is held out), `renderings` (how it is
written, drawn and spoken), `recipes` and `documents` (what a model reads of it), `held_out`
(aligned rows that no training shows). Loads no torch.
"""
