import json

import numpy as np
import pytest

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.lenses.languages import table
from semhub.lenses.reading import read
from tests.toy import PlantedHub


@pytest.fixture
def model():
    return PlantedHub(meets_at=2)


def languages(model):
    words = {"A": [f"a{i}" for i in range(20)], "B": [f"b{i}" for i in range(20)]}
    return table(model, words, model.vocabulary_size)


def test_a_word_of_the_other_language_reads_as_the_dominant_one_from_the_meeting_layer(model):
    reading = read(model, Text("b7 b3"), top=3)
    assert [reading.words[k][0][0] for k in (2, 3, 4)] == ["a7"] * 3
    assert [reading.words[k][1][0] for k in (2, 3, 4)] == ["a3"] * 3
    assert reading.words[0][0][0] != "a7"


def test_probabilities_are_those_of_the_head_best_first(model):
    reading = read(model, Text("b7"), top=20)
    logits = (model.meaning[7] @ model.meaning.T).double()
    expected = np.sort(logits.softmax(0).numpy())[::-1]
    np.testing.assert_allclose(reading.scores[3, 0], expected, atol=1e-5)


def test_a_tracked_word_has_its_probability_at_every_layer_and_position(model):
    reading = read(model, Text("b7 b3"), track=["a3"])
    assert reading.tracked["a3"].shape == (5, 2)
    assert reading.tracked["a3"][3].argmax() == 1


def test_the_papers_lens_leaves_the_norm_out_on_inner_layers_only(model):
    logit, paper = (read(model, Text("b7"), kind=kind) for kind in ("logit", "paper"))
    assert not np.allclose(paper.scores[2], logit.scores[2])
    np.testing.assert_array_equal(paper.scores[4], logit.scores[4])


def test_language_mass_goes_to_the_dominant_language_at_the_hub(model):
    curve = read(model, Text("b7 b3"), languages=languages(model)).language_curve()
    np.testing.assert_allclose(curve.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(curve[2:], [[1, 0]] * 3, atol=1e-5)


def test_the_json_has_a_list_for_every_layer_and_position(model):
    reading = read(model, Text("b7 b3"), top=2, track=["a3"], languages=languages(model))
    result = json.loads(json.dumps(reading.to_dict(), allow_nan=False))
    assert result["tokens"] == ["b7", "b3"] and result["layers"] == [0, 1, 2, 3, 4]
    assert result["top"][3][1][0]["word"] == "a3" and len(result["top"][3][1]) == 2
    assert len(result["tracked"]["a3"]) == len(result["language_mass"]) == 5


def test_a_word_that_the_vocabulary_lacks_cannot_be_tracked(model):
    with pytest.raises(InputError, match="no token for “zebra”"):
        read(model, Text("b7"), track=["zebra"])
