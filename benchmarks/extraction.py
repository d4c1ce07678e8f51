"""How much faster is batched extraction than one item at a time? A ratio, measured in one run.

    python -m benchmarks.extraction [MODEL] [--dataset sentences] [--items 400]

The slow side is the straightforward loop: the tokenizer's default call, `output_hidden_states`,
mean over non-special tokens. Both sides are run several times in turn; the best of each counts.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import torch

from semhub import datasets
from semhub.inputs import Text
from semhub.models.loading import load
from semhub.states.extraction import Memory, extract


def one_at_a_time(model, texts: list[str]) -> np.ndarray:
    tokenizer, states = model.text.tokenizer, []
    for text in texts:
        encoded = tokenizer(text, return_tensors="pt", return_special_tokens_mask=True)
        content = encoded.pop("special_tokens_mask")[0] == 0
        with torch.inference_mode():
            hidden = model.trunk(
                input_ids=encoded["input_ids"],
                attention_mask=encoded["attention_mask"],
                output_hidden_states=True,
            ).hidden_states
        states.append(np.stack([layer[0][content].mean(0).numpy() for layer in hidden]))
    return np.stack(states, axis=1)


def seconds(run) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default="multilingual-e5-small")
    parser.add_argument("--dataset", default="sentences", choices=datasets.DATASETS)
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    columns = datasets.table(options.dataset)
    texts = [text for code in columns for text in columns[code]][: options.items]
    model = load(options.model)
    items = [Text(text) for text in texts]
    tokens = sum(map(len, model.encode(items))) / len(items)
    print(f"{options.model}: {len(set(texts))} different items, {tokens:.1f} tokens on average")

    fast, slow = [], []
    for _ in range(options.rounds):
        fast.append(seconds(lambda: extract(model, items, memory=Memory())))
        slow.append(seconds(lambda: one_at_a_time(model, texts)))
    print(f"batched {min(fast):.2f} s, one at a time {min(slow):.2f} s")
    print(f"ratio {min(slow) / min(fast):.2f} (rounds: "
          + ", ".join(f"{s / f:.2f}" for s, f in zip(slow, fast, strict=True)) + ")")  # fmt: skip

    error = np.abs(extract(model, items)[:-1] - one_at_a_time(model, texts)[:-1]).max()
    print(f"largest difference of a state, last layer left out: {error:.1e}")


if __name__ == "__main__":
    main()
