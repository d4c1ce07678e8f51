"""`map`: two models of any sense, from files to a verdict, a table, JSON and a record."""

from __future__ import annotations

import json

import pytest

import semhub
from tests.models.encoders import folder


@pytest.fixture(scope="module")
def two() -> tuple[str, str]:
    return folder("ViT"), folder("HuBERT")


def test_a_picture_and_a_sound_encoder_are_mapped(run, two, pictures, sounds, tmp_path):
    kept = tmp_path / "map.zip"
    code, out, _ = run("map", *two, pictures, sounds, "--record", str(kept))
    assert code == 0 and "nan" not in out
    assert "clearly more alike than" in out or " meet beyond shuffled partners" in out
    for metric in ("cka", "mknn", "linear"):
        assert f"\n{metric}: rows are layers of " in out
    record = semhub.open(kept)
    assert record.about["asked"]["revision"].count("sha256:") == 2
    found = record.about["found"]
    assert "clearly more alike than" in found or " meet beyond shuffled partners" in found


def test_json_has_the_verdict_and_a_row_a_layer_of_a_model(run, two, pictures, sounds):
    code, out, _ = run("map", *two, pictures, sounds, "--metrics", "mknn", "--json", "-")
    result = json.loads(out)
    assert (code, list(result["metrics"])) == (0, ["mknn"]) and "verdict" in result
    assert [len(row) for row in result["metrics"]["mknn"]["calibrated"]] == [4] * 4


def test_bad_input_is_one_sentence(run, two, pictures, sounds, sides, tmp_path):
    vit, hubert = two
    short = tmp_path / "short.txt"
    short.write_text("one\ntwo\n")
    for arguments, named in (
        ((vit, hubert, sides[0], sounds), "takes image, but no text"),
        ((vit, hubert, pictures, str(short)), "give both sides the same number"),
        ((vit, str(tmp_path), pictures, sounds), "no readable config.json"),
        ((vit, hubert, pictures, sounds, "--metrics", "acc1"), "A map has no metric “acc1”"),
        ((vit, hubert, pictures, "nothing/here"), "There is no file or folder"),
    ):
        code, out, err = run("map", *arguments)
        assert (code, out) == (2, "") and named in err and len(err.strip().splitlines()) <= 2
