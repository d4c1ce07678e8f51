"""What a reading is handed is of its own model and item, or is refused."""

from __future__ import annotations

import numpy as np
import torch

import semhub
from semhub.lenses.jacobian import JacobianLens
from semhub.lenses.languages import LanguageTable
from semhub.lenses.neighbours import index as neighbours_of
from semhub.states.extraction import positions
from tests.sentences import said
from tests.tiny import llama_folder


def test_what_was_made_of_another_model_or_item_is_refused(tmp_path):
    model = semhub.load(str(llama_folder(tmp_path / "one")))
    other = semhub.load(str(llama_folder(tmp_path / "other", seed=1)))
    item = semhub.Text("The cat sleeps.")
    seen = positions(model, item)
    again = semhub.read(model, item, seen=seen)
    assert (again.scores == semhub.read(model, item).scores).all()
    assert "`seen`" in said(lambda: semhub.read(model, "The dog sleeps by a cat.", seen=seen))
    batch = model.collate(model.encode([item, item]))
    assert "`seen`" in said(lambda: semhub.read(model, item, seen=(batch, seen[1])))
    index = neighbours_of(other)
    assert "index" in said(lambda: semhub.read(model, item, kind="neighbours", index=index))
    lens = JacobianLens(other.name, other.revision, torch.zeros(3, 32, 32), 1, "")
    assert "Jacobian" in said(lambda: semhub.read(model, item, kind="jacobian", jacobian=lens))
    table = LanguageTable(("en",), np.ones((5, 1), np.float32), np.ones(5, bool))
    assert "languages" in said(lambda: semhub.read(model, item, languages=table))
