"""The embedded model: the world it lives in, how that world is written down, how it is trained.

Reading order: ``world`` (what can be meant), ``renderings`` (how it is written), ``documents``
(what the model reads), ``tokenizer``, ``architecture``, ``train``, ``evaluate``. ``dataset``
gives the rest of the project aligned, held-out rows. Importing this package loads no torch.
"""
