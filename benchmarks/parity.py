"""How far is `compare` from the slow and obvious way? On any local folder and two text files.

    python -m benchmarks.parity FOLDER a.txt b.txt

The slow side is that of the tests: the tokenizer's default call, one item at a time,
`output_hidden_states`, mean over non-special tokens, formulas as they are written. Of a decoder the
last entry is left out, since it is normed there. Prints each metric's largest difference.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from transformers import AutoTokenizer

from semhub.experiments.comparison import compare
from semhub.inputs import read_lines
from semhub.models.catalogue import folder
from semhub.models.loading import load
from tests import reference


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("sides", nargs=2, type=Path)
    options = parser.parse_args()
    model = load(options.model)
    # A module and a tokenizer of their own, as a stranger would load them.
    source = folder(options.model)
    plain = getattr(model, "module", model.trunk)
    module = type(plain).from_pretrained(source, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(source)
    layers = model.n_layers + (not hasattr(model, "module"))
    sides = [read_lines(side) for side in options.sides]
    x, y = (
        np.stack([reference.states(module, tokenizer, i.text, layers) for i in side], axis=1)
        for side in sides
    )
    result = compare(model, *sides)
    for metric, slow in reference.METRICS.items():
        expected = [slow(x[k].astype(float), y[k].astype(float)) for k in range(layers)]
        ours = result.metrics[metric].value[:layers]
        print(f"{metric:<12} {np.abs(ours - expected).max():.1e} over {layers} layers")


if __name__ == "__main__":
    main()
