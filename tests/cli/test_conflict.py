"""`conflict`: one item against a text, and the set of a random model that sees; what is refused."""

from __future__ import annotations

import json

import pytest

import semhub
from tests.media import noise, saved
from tests.models.multimodal import folder


@pytest.fixture(scope="module")
def picture(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("picture") / "dog.png"
    path.write_bytes(saved(noise(32, 32)))
    return str(path)


@pytest.fixture(scope="module")
def seeing() -> str:
    return folder("LLaVA")


def test_an_item_and_a_text_give_a_row_a_layer(run, seeing, picture, tmp_path):
    kept = str(tmp_path / "kept.zip")
    asked = (picture, "This is a cat.", "--words", "dog", "cat", "--model", seeing)
    code, out, _ = run("conflict", *asked, "--record", kept)
    assert code == 0 and "no interval, so no evidence yet" in out
    rows = [line for line in out.splitlines() if line[:1].isdigit()]
    assert len(rows) == semhub.load(seeing).n_layers + 1
    assert "behind the contradiction" in semhub.open(kept).found


def test_a_set_in_json_has_an_interval_and_claims_nothing_of_random_weights(run, seeing, tmp_path):
    found = tmp_path / "found.json"
    code, *_ = run("conflict", "--set", "concepts:image", "--model", seeing, "--json", str(found))
    written = json.loads(found.read_text())
    assert code == 0 and written["n"] > 20 and written["item_wins"] == []
    assert None not in written["log_odds"]["contest"]["low"]


def test_what_is_no_contradiction_is_one_sentence(refused, llama, picture, tmp_path):
    asked = ("conflict", "--model", llama)
    assert "--words" in refused(*asked, picture, "This is a cat.")
    assert "in place of" in refused(*asked, picture, "--set", "world:image")
    assert "is a text" in refused(*asked, "no picture here", "a cat", "--words", "dog", "cat")
    assert "choose one of" in refused(*asked, "--set", "world:en")
    assert "does not say" in refused(*asked, picture, "a cow", "--words", "dog", "cat")
    refused(*asked, picture, "This is a cat.", "--words", "dog", "cat")  # it only reads
