"""The lenses that come with the embedded models are of the weights that come with them."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors import safe_open

from semhub.inputs import Text
from semhub.lenses import jacobian
from semhub.lenses.jacobian.corpus import default_texts
from semhub.lenses.jacobian.fitting import fit
from semhub.lenses.jacobian.store import BESIDE
from semhub.lenses.reading import read
from semhub.models.catalogue import CHECKPOINTS
from semhub.models.folder import revision
from semhub.models.loading import load

SHIPPED = sorted(CHECKPOINTS.glob(f"*/{BESIDE}"))


def test_the_embedded_model_has_one():
    assert CHECKPOINTS / "semhub-nano" / BESIDE in SHIPPED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parents[1].name)
def test_it_belongs_to_the_weights_beside_it(path):
    with safe_open(path, framework="np") as file:
        assert file.metadata()["revision"] == revision(path.parents[1])
        assert file.metadata()["model"] == path.parents[1].name
    assert path.stat().st_size < 1_000_000


def test_it_reads_without_a_fit_and_ends_in_the_models_own_output():
    model = load("semhub-nano")
    lens = jacobian.fitted(model)
    assert lens.jacobians.shape == (model.n_layers, model.width, model.width)
    item = Text("两头大大的棕色的猪在河边游泳。")
    logit, carried = (read(model, item, kind=kind) for kind in ("logit", "jacobian"))
    np.testing.assert_array_equal(carried.tokens[-1], logit.tokens[-1])


def test_it_is_nearer_to_a_fit_on_a_few_of_its_texts_than_chance():
    """A lens of other weights, or of layers in another order, would not be like it."""
    model = load("semhub-nano")
    whole = jacobian.fitted(model).jacobians.float().flatten(1)
    few = fit(model, default_texts(model)[:12]).jacobians.flatten(1)
    alike = np.corrcoef(np.concatenate([few, whole]))[: len(few), len(few) :]
    assert (alike.argmax(axis=1) == np.arange(len(few))).all()
    assert np.diag(alike).min() > 0.5
