"""What cannot be read of one data type costs no other."""

from __future__ import annotations

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.experiments.hub import take
from semhub.experiments.hub.spokes import spokes_of
from semhub.inputs import Text
from semhub.models.loading import load
from tests.tiny import llama_folder

SHORT = {"en": ["A cat.", "A dog.", "A cow."], "de": ["Katze.", "Hund.", "Kuh."]}
LONG = ["Ein Kater.", "Ein sehr langer Satz " * 9, "Eine Kuh."]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return load(str(llama_folder(tmp_path_factory.mktemp("models") / "short", longest=64)))


def spokes(columns):
    return spokes_of({name: [*map(Text, texts)] for name, texts in columns.items()})


def test_a_data_type_that_is_too_long_for_a_model_is_left_out_with_its_sentence(model):
    found = take(model, spokes({**SHORT, "long": LONG}))
    assert found.spokes.names == ("en", "de")
    assert "the model reads at most 64" in found.spokes.left_out["long"]
    plain = take(model, spokes(SHORT))
    for name in SHORT:
        np.testing.assert_allclose(found.sets["rows"][name], plain.sets["rows"][name], atol=1e-6)
    assert found.lengths["rows"].keys() == SHORT.keys()


def test_where_no_two_data_types_are_left_the_sentence_is_the_answer(model):
    with pytest.raises(InputError, match="the model reads at most 64"):
        take(model, spokes({"en": SHORT["en"], "long": LONG}))
