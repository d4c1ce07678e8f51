"""LoRA adapters, merged into their base at load (Hu et al., "LoRA: Low-Rank Adaptation of Large
Language Models", ICLR 2022, section 4.1): W becomes W + scale * B A, and nothing else is built.

Everything is read from the names and shapes of the adapter's own tensors, so that no pattern of a
config is run, no pickle is opened, and PEFT, which wrote the folder, need not be installed.
"""
