"""The measure of the lenses: what counts as read, what cannot be asked, and how sure a share is."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from semhub.evaluation.figures import lenses
from semhub.evaluation.figures.retrieval import inner_layers
from semhub.evaluation.lenses import main
from semhub.models.loading import load
from semhub.world.held_out import scenes
from semhub.world.renderings import GRAMMARS
from semhub.world.scenes import CLASSES

COLOURS, N_LAYERS = CLASSES["colour"], 8


@pytest.fixture(scope="module")
def model():
    return load("semhub-nano")


@pytest.mark.parametrize("language", ["zh", "es", "ru", "ja", "de"])
def test_a_word_is_read_at_its_last_piece_and_the_arrow_at_the_end(model, language):
    for scene in scenes(5):
        text, spots = lenses._spots(model, scene, language)
        shown = model.tokens(text)
        assert shown[spots["arrow", "thing"]].strip() == "→"
        said = "".join(shown[: spots["word", "thing"] + 1]).replace(" ", "")
        sentence = GRAMMARS[language].segments(scene, lenses.PLAIN)
        thing = next(s.text for s in reversed(sentence) if s.slot == "thing" and s.text)
        assert said.casefold().endswith(thing.replace(" ", "").casefold())


def test_what_begins_like_another_word_cannot_be_asked():
    """Two English colours share a piece, and two begin alike in the language that is read; orange
    is the same word there."""
    pieces = {word: (k,) for k, word in enumerate(COLOURS)}
    pieces |= {"red": (100,), "blue": (100, 101)}
    own = GRAMMARS["fr"].keywords
    pieces |= {own["colour", c]: (200 + k,) for k, c in enumerate(COLOURS)}
    pieces[own["colour", "green"]] = pieces["green"]
    model = SimpleNamespace(spellings=lambda word: [(k,) for k in pieces[word]], decode_token=str)
    found = lenses._pieces(model, "colour", "fr")
    asked = [colour for colour, tokens in zip(COLOURS, found, strict=True) if tokens]
    assert asked == [c for c in COLOURS if c not in ("red", "blue", "green", "orange")]


def test_a_neighbour_says_a_value_in_every_form_that_no_other_value_shares():
    vocabulary = ["Garden", "in", "the", "kitchen", "river", "by"]
    found = dict(zip(CLASSES["place"], lenses._forms(vocabulary, "place"), strict=True))
    assert found["garden"] == [0] and found["kitchen"] == [3]
    assert sorted(found["river"]) == [4, 5]  # no other place is said with "by"
    assert found["school"] == []
    things = dict(zip(CLASSES["thing"], lenses._forms(["pigs", "pig", "a"], "thing"), strict=True))
    assert things["pig"] == [0, 1]


def figure(hits: np.ndarray, said: list[int]) -> lenses.LensFigure:
    return lenses._figure("word", "colour", ["zh", "es"], hits, said, N_LAYERS)


def planted() -> np.ndarray:
    """(languages, lenses, layers, scenes, values): the Jacobian lens reads all of Chinese and
    nothing of Spanish from layer 5 on, the logit lens nothing, neighbours all and every colour."""
    hits = np.zeros((2, 3, N_LAYERS + 1, 4, len(COLOURS)))
    for scene in range(4):
        hits[0, 1, 5:, scene, scene] = 1
    hits[:, 2] = 1
    return hits


def test_a_share_is_over_scenes_and_a_scenes_the_mean_over_its_languages():
    found = figure(planted(), [0, 1, 2, 3])
    assert found.curves["jacobian"].value == [0] * 5 + [0.5] * 4
    layers = list(inner_layers(N_LAYERS))
    expected = round(0.5 * sum(k >= 5 for k in layers) / len(layers), 4)
    assert found.inner["jacobian"].value == expected
    assert found.ahead["jacobian over logit"].value == expected
    assert found.ahead["jacobian over logit"].low == expected  # every scene is alike
    assert (
        found.by_language["zh"]["jacobian"][5] == 1 and found.by_language["es"]["jacobian"][5] == 0
    )
    assert (found.n, found.left_out) == (4, 0)


def test_a_lens_that_holds_every_word_of_the_class_shows_it_in_the_others():
    found = figure(planted(), [0, 1, 2, 3])
    assert found.other["neighbours"] == [1] * 9 and found.other["jacobian"] == [0] * 9


def test_what_cannot_be_asked_is_counted_and_pulls_no_share():
    hits = planted()
    hits[1, :, :, 0] = np.nan  # scene 0 cannot be asked in Spanish
    hits[:, :, :, 3] = np.nan  # scene 3 in neither
    found = figure(hits, [0, 1, 2, 3])
    assert (found.n, found.left_out) == (3, 3)
    assert found.curves["jacobian"].value[8] == pytest.approx((1 + 0.5 + 0.5) / 3, abs=1e-4)


def test_the_command_writes_what_it_prints(tmp_path, capsys):
    target = tmp_path / "lenses.json"
    assert main(["--rows", "4", "--json", str(target)]) == 0
    result = json.loads(target.read_text())
    assert len(result["figures"]) == 8 and result["rows"] == 4
    printed = capsys.readouterr().out
    for one in result["figures"]:
        assert f"{one['inner']['jacobian']['value']:.2f}" in printed
        assert len(one["curves"]["logit"]["value"]) == 11
        # At the last layer both heads are the model's own output.
        assert one["curves"]["logit"]["value"][-1] == one["curves"]["jacobian"]["value"][-1]


def test_an_unknown_model_is_one_sentence_and_exit_code_two(capsys):
    assert main(["--model", "./no-such-folder"]) == 2
    assert "Traceback" not in capsys.readouterr().err
