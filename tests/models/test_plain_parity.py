"""States, logit lens and Jacobian lens are those of a Llama that is worked out by hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
    found = dict(differences(model, plain, SENTENCES[0]))
    assert max(found.values()) < 1e-4, found


def test_another_epsilon_of_the_norms_or_another_layers_jacobian_would_be_seen(
    file, tmp_path, monkeypatch
):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    plain, model = PlainLlama(file), semhub.load(str(file))
    plain.tiny *= 100
    assert dict(differences(model, plain, SENTENCES[0]))["states"] > 1e-4
    plain = PlainLlama(file)
    plain.last_of = lambda layer, x: PlainLlama.last_of(plain, min(layer + 1, plain.n_layers), x)
    assert dict(differences(model, plain, SENTENCES[0]))["carried states"] > 1e-2


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
        found = dict(differences(model, plain, FRESH[0], known))
        assert max(found.values()) < 1e-3, found
