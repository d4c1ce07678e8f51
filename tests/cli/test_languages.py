"""`languages`: one share a layer of every language, and what it refuses."""

from __future__ import annotations

import json
import math


def test_languages_prints_only_the_contract_on_stdout(run, llama, sides):
    code, out, err = run("languages", "--model", llama, sides[0], "--json", "-")
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert set(result) == {"model", "n", "covered", "languages"}
    assert result["n"] == 13 and 0 < result["covered"] <= 1
    shares = [mass["value"] for mass in result["languages"].values()]
    assert all(math.isclose(sum(layer), 1, rel_tol=1e-3) for layer in zip(*shares, strict=True))


def test_languages_without_json_is_a_line_a_layer_and_says_what_is_covered(run, llama, sides):
    code, out, _ = run("languages", "--model", llama, sides[0])
    lines = out.splitlines()
    assert code == 0 and "of its vocabulary is known" in lines[0]
    assert lines[2].split()[:3] == ["layer", "en", "es"]
    assert [line.split()[0] for line in lines[3:]] == ["0", "1", "2", "3"]


def test_a_model_without_a_head_and_a_side_of_pictures_are_one_sentence(
    refused, llama, bert, sides, pictures
):
    assert "head" in refused("languages", "--model", bert, sides[0])
    assert "texts" in refused("languages", "--model", llama, pictures)
