"""Several languages: the numbers of a record are those of a slow, obvious version."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semhub import datasets
from semhub.datasets import translated
from semhub.errors import InputError
from semhub.experiments.next_word import next_word
from semhub.lenses.languages import known
from semhub.paper.multilingual import language_trend, multilingual_lens, multilingual_similarity
from semhub.paper.run import Run
from semhub.paper.setting import AS_PAPER
from semhub.states.extraction import extract, positions

FEW = {f"mine:{code}": datasets.column(f"world:{code}")[:8] for code in ("en", "zh", "es")}
LAYER = 3


def values(part, metric: str, **where) -> dict[int, float]:
    rows = [r for r in part.rows if r["metric"] == metric]
    rows = [r for r in rows if all(r.get(k) == v for k, v in where.items())]
    return {row["layer"]: row["value"] for row in rows}


def test_english_is_set_against_every_other_side_by_the_gap_of_last_tokens(nano, memory):
    found = multilingual_similarity(Run(nano, AS_PAPER, FEW, memory=memory))
    assert [part.name for part in found.parts] == ["similarity-zh", "similarity-es"]
    for part, code in zip(found.parts, ("zh", "es"), strict=True):
        x, y = (
            extract(nano, FEW[f"mine:{side}"], pool="last", suffix="")[LAYER].astype(float)
            for side in ("en", code)
        )
        x, y = (one / np.linalg.norm(one, axis=1, keepdims=True) for one in (x, y))
        cosines = x @ y.T
        matched = np.diag(cosines).mean()
        rest = cosines[~np.eye(len(x), dtype=bool)].mean()
        assert values(part, "gap")[LAYER] == pytest.approx(matched - rest, abs=1e-5)
        assert datasets.called(code) in found.sentence


def test_as_in_the_paper_words_are_read_without_norm_and_averaged_as_logarithms(nano, memory):
    found = multilingual_lens(Run(nano, AS_PAPER, memory=memory))
    assert [part.kind for part in found.parts] == ["next_word", "next_word"]
    prompts = translated.in_world("zh")
    expected = next_word(nano, prompts, kind="paper", memory=memory).log_probability
    for kind in ("meaning", "surface"):
        band = values(found.parts[0], f"log-probability: {kind}")
        np.testing.assert_allclose([*band.values()], expected[kind].value)


def test_by_default_the_share_of_each_language_is_told_too(nano, memory):
    found = multilingual_lens(Run(nano, memory=memory))
    assert [part.kind for part in found.parts] == ["next_word", "language_mass"] * 2
    shares = [
        values(found.parts[1], "share of language", side_b=datasets.called(code))[LAYER]
        for code in datasets.corpora()
    ]
    assert sum(shares) == pytest.approx(1, abs=1e-5)


def test_as_in_the_paper_every_position_of_every_text_counts_the_same(nano):
    """Each text run alone, its states times the head without norm, all positions together."""
    found = language_trend(Run(nano, AS_PAPER, FEW))
    table = known(nano)
    rows = []
    for text in FEW["mine:zh"]:
        states = positions(nano, text)[1][LAYER]
        with torch.inference_mode():
            p = nano.unembed(states, norm=False).softmax(dim=-1).numpy()
        rows += [*(p @ table.probabilities)]
    expected = dict(zip(table.languages, np.mean(rows, axis=0), strict=True))
    (mass,) = [part for part in found.parts if part.name == "mass-zh"]
    for code, share in expected.items():
        got = values(mass, "share of language", side_b=datasets.called(code))[LAYER]
        assert got == pytest.approx(share, abs=1e-5)
    (trend,) = [part for part in found.parts if part.name == "trend-zh"]
    lead = values(trend, "lead in share of language")[LAYER]
    assert lead == pytest.approx(expected["zh"] - expected["en"], abs=1e-5)


def test_sides_that_do_not_say_their_language_are_refused(nano):
    sides = {"en": FEW["mine:en"], "other": FEW["mine:zh"]}
    with pytest.raises(InputError, match="in no language"):
        language_trend(Run(nano, sides=sides))
    with pytest.raises(InputError, match="English texts first"):
        language_trend(Run(nano, sides={"zh": FEW["mine:zh"], "en": FEW["mine:en"]}))
