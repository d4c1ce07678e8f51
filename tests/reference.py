"""The slow and obvious way to a comparison: one item at a time, formulas as they are written."""

from __future__ import annotations

import numpy as np
import torch


def states(
    module, tokenizer, text: str, layers: int | None = None, pool: str = "mean"
) -> np.ndarray:
    """(layers, width): pooled over non-special tokens of `output_hidden_states`, one item alone."""
    encoded = tokenizer(text, return_tensors="pt", return_special_tokens_mask=True)
    content = encoded.pop("special_tokens_mask")[0] == 0
    encoded.pop("token_type_ids", None)
    with torch.inference_mode():
        hidden = module(**encoded, output_hidden_states=True).hidden_states
    own = [layer[0][content].float() for layer in hidden[:layers]]
    if pool == "unit":
        own = [torch.stack([token / token.norm() for token in layer]) for layer in own]
    return np.stack([layer.mean(0).numpy() for layer in own])


def cosine(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.array([[a @ b / (np.linalg.norm(a) * np.linalg.norm(b)) for b in y] for a in x])


def gap(x, y):
    s, n = cosine(x, y), len(x)
    same = [s[i, i] for i in range(n)]
    other = [s[i, j] for i in range(n) for j in range(n) if i != j]
    return np.mean(same) - np.mean(other)


def ranks(x, y):
    s = cosine(x - x.mean(0), y - y.mean(0))
    n = len(s)
    there = [sum(s[i, j] >= s[i, i] - 1e-9 for j in range(n)) for i in range(n)]
    back = [sum(s[j, i] >= s[i, i] - 1e-9 for j in range(n)) for i in range(n)]
    return np.array(there + back)


def hsic(k: np.ndarray, m: np.ndarray) -> float:
    """Song et al. 2012, equation 5, on kernels whose diagonal is taken off."""
    n = len(k)
    k, m = k - np.diag(np.diag(k)), m - np.diag(np.diag(m))
    one = np.ones(n)
    return (
        np.trace(k @ m)
        + (one @ k @ one) * (one @ m @ one) / ((n - 1) * (n - 2))
        - 2 * (one @ k @ m @ one) / (n - 2)
    ) / (n * (n - 3))


def cka(x, y):
    k, m = x @ x.T, y @ y.T
    return hsic(k, m) / np.sqrt(hsic(k, k) * hsic(m, m))


def mknn(x, y, k: int = 10):
    def neighbours(side, i):
        s = cosine(side, side)[i]
        return set(sorted((j for j in range(len(s)) if j != i), key=lambda j: -s[j])[:k])

    return np.mean([len(neighbours(x, i) & neighbours(y, i)) / k for i in range(len(x))])


def joint(x, y):
    n = len(x)
    s = cosine(pool := np.vstack([x, y]), pool)
    partner = [(i + n) % (2 * n) for i in range(2 * n)]
    ahead = [
        sum(s[i, j] >= s[i, partner[i]] - 1e-9 for j in range(2 * n) if j != i)
        for i in range(2 * n)
    ]
    return np.mean(np.array(ahead) == 1)


def csls(x, y, k: int = 10):
    s = cosine(x - x.mean(0), y - y.mean(0))
    near_x = [np.mean(sorted(row)[-k:]) for row in s]
    near_y = [np.mean(sorted(column)[-k:]) for column in s.T]
    n = len(s)
    scaled = np.array([[2 * s[i, j] - near_x[i] - near_y[j] for j in range(n)] for i in range(n)])
    there = [sum(scaled[i] >= scaled[i, i] - 1e-9) == 1 for i in range(n)]
    back = [sum(scaled[:, i] >= scaled[i, i] - 1e-9) == 1 for i in range(n)]
    return np.mean(there + back)


METRICS = {
    "gap": gap,
    "centred_gap": lambda x, y: gap(x - x.mean(0), y - y.mean(0)),
    "acc1": lambda x, y: np.mean(ranks(x, y) == 1),
    "mrr": lambda x, y: np.mean(1 / ranks(x, y)),
    "cka": cka,
    "mknn": mknn,
    "joint_acc1": joint,
    "csls_acc1": csls,
}
