"""The embedded model: the world it lives in, how that world is written down, how it is trained.

Reading order: ``world`` (what can be meant), ``renderings`` (how it is written), ``learning`` (what
the model reads, and how it learns), ``senses`` (what it sees and hears), ``tokenizer``,
``architecture``. Commands, in the order of their use: ``train``, ``towers``, ``finish``,
``evaluate`` (with a room for its ``figures``), ``seeds``, ``emergence``, ``card``. ``dataset``
gives the rest of the project aligned, held-out rows. Importing this package loads no torch.
"""
