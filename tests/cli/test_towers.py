"""`compare` with two towers: a map of layers where the sides go through both."""

from __future__ import annotations

import json

import numpy as np
import pytest

import semhub
from semhub.similarity import METRICS
from tests.cli.lines import ENGLISH, written
from tests.models.towers.made import clap_folder, register, weights


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("towers")
    register(folder)
    return f"open_clip:semhub-vit/{weights(folder, 'semhub-vit')}"


def test_compare_with_towers_prints_the_map_and_its_corner(run, clip, sides, pictures):
    code, out, err = run("compare", "--model", clip, sides[0], pictures, "--json", "-")
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert (result["model"], result["sides"], result["n"]) == (clip, ["text", "image"], 13)
    assert [len(row) for row in result["metrics"]["cka"]["value"]] == [4] * 3
    assert set(result["corner"]) == set(METRICS)


def test_side_a_is_the_rows_whichever_tower_reads_it(run, clip, sides, pictures):
    arguments = ("compare", "--model", clip, "--json", "-")
    upright = json.loads(run(*arguments, pictures, sides[0])[1])["metrics"]["mknn"]["value"]
    lying = json.loads(run(*arguments, sides[0], pictures)[1])["metrics"]["mknn"]["value"]
    np.testing.assert_allclose(np.transpose(upright), lying)


def test_a_sound_and_a_text_go_through_the_towers_of_clap(run, sides, sounds, tmp_path):
    model = str(clap_folder(tmp_path / "clap"))
    code, out, _ = run("compare", "--model", model, sides[0], sounds)
    assert code == 0
    assert "text (rows) and audio (columns)" in out and "Where both towers end:" in out
    assert [line.split()[0] for line in out.splitlines() if line[:1].isdigit()][1:5] == list("0123")
    assert "nan" not in out


def test_two_texts_go_through_the_text_tower_layer_by_layer(run, clip, tmp_path):
    side = written(tmp_path / "en.txt", ENGLISH)
    code, out, _ = run("compare", "--model", clip, side, side, "--layers", "1-2", "--json", "-")
    result = json.loads(out)
    assert (code, result["layers"]) == (0, [1, 2])
    assert result["metrics"]["cka"]["value"] == pytest.approx([1, 1])


@pytest.mark.parametrize(
    "option",
    [
        ("--pool", "last"),
        ("--layers", "0"),
        ("--metrics", "acc1"),
        ("--suffix", " x"),
        ("--partial", "length"),
    ],
)
def test_options_that_a_map_lacks_are_refused(refused, clip, sides, pictures, option):
    assert "leave out" in refused("compare", "--model", clip, sides[0], pictures, *option)


def test_a_lens_on_towers_is_refused(refused, clip):
    assert "has no head" in refused("lens", "--model", clip, "A cat")


def test_fetch_says_where_the_weights_of_towers_are(run, clip):
    code, out, _ = run("fetch", clip)
    assert code == 0
    assert f"{clip}: {clip.partition('/')[2].rpartition('/')[0]}\n" == out


def test_a_map_of_two_towers_is_kept_as_a_record(run, clip, sides, pictures, tmp_path):
    kept = tmp_path / "kept"
    assert run("compare", "--model", clip, sides[0], pictures, "--record", str(kept))[0] == 0
    record = semhub.open(kept)
    assert record.experiment == "compare" and record.results()["layer_map"]["data"]["n"] == 13
    assert sorted(set(record.items()["side"])) == sorted((sides[0], pictures))
