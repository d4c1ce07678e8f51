"""States, logit lens and Jacobian lens are those of a Llama that is worked out by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

import semhub
from semhub import cache
from semhub.models import gguf_folder, smollm2
from semhub.states.extraction import positions
from tests.models.gguf_data import write_pair
from tests.models.plain_llama import PlainLlama
from tests.models.plain_parity import FRESH, by_hand, differences, write_folder
from tests.tiny import SENTENCES


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    return write_pair(tmp_path_factory.mktemp("pair")).path


@pytest.mark.parametrize("form", ["file", "folder"])
def test_of_a_random_model_all_is_as_worked_out_by_hand(file, tmp_path, monkeypatch, form):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    plain = PlainLlama(file)
    folder = write_folder(plain, gguf_folder.ensure(file), tmp_path / "folder")
    model = semhub.load(str(file if form == "file" else folder))
    found = differences(model, plain, SENTENCES[0])
    assert max(found.values()) < 1e-4, found


def test_the_jacobian_by_hand_is_what_a_small_step_does(file):
    plain = PlainLlama(file)
    ids, places = list(range(40, 62)), range(16, 21)
    exact = plain.jacobians(ids, places)
    for layer in range(plain.n_layers):
        way = torch.randn(exact.shape[-1], generator=torch.Generator().manual_seed(layer)).double()
        torch.testing.assert_close(
            plain.moved(ids, places, layer, way), exact[layer] @ way, rtol=1e-5, atol=1e-7
        )


@pytest.mark.long
def test_of_smollm2_all_is_as_worked_out_by_hand(tmp_path):
    """The file that SEMHUB_SMOLLM2 names; the numbers are those of `python -m
    tests.models.plain_parity`."""
    named = os.environ.get("SEMHUB_SMOLLM2")
    if not named:
        pytest.skip("SEMHUB_SMOLLM2 does not name SmolLM2's .gguf file")
    assert cache.digest(Path(named)) == smollm2.SHA256
    plain = PlainLlama(Path(named))
    folder = write_folder(plain, gguf_folder.ensure(Path(named)), tmp_path / "folder")
    known = None
    for source in (named, folder):
        model = semhub.load(str(source))
        known = known or by_hand(plain, positions(model, semhub.Text(FRESH[0]))[0].ids[0].tolist())
        found = differences(model, plain, FRESH[0], known)
        assert max(found.values()) < 1e-3, found
