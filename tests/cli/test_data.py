"""`data`: an installed package becomes a dataset that the other commands take."""

from __future__ import annotations

import json

import pytest

from semhub.datasets import tuxpaint
from tests.cli.sensing import Sensing
from tests.stamps import HEARD, THINGS, stamps


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))


def test_an_unpacked_package_is_found_in_its_folder_and_compared(run, tmp_path, monkeypatch):
    stamps(tmp_path / "unpacked/usr/share/tuxpaint/stamps")
    code, out, err = run("data", "tuxpaint", "--from", str(tmp_path / "unpacked"))
    assert (code, err) == (0, "")
    assert f"{len(THINGS)} pictures" in out and "4 languages (en, de, zh, hi)" in out
    assert f"the {len(HEARD)} of them that have a sound" in out

    monkeypatch.setattr("semhub.models.loading.load", lambda *_, **__: Sensing())
    monkeypatch.setattr("tests.toy.PlantedHub._ids", lambda _self, text: [len(text)])
    for a, b, n in (
        ("tuxpaint:image", "tuxpaint:en", THINGS),
        ("tuxpaint-sounds:sound", "tuxpaint-sounds:zh", HEARD),
    ):
        code, out, _ = run("compare", "--model", "toy", a, b, "--json", "-")
        assert (code, json.loads(out)["n"]) == (0, len(n))


def test_an_installed_package_is_found_without_being_told_where(run, tmp_path, monkeypatch):
    places = (tmp_path / "none", stamps(tmp_path / "installed"))
    monkeypatch.setattr(tuxpaint, "PLACES", places)
    code, out, _ = run("data", "tuxpaint")
    assert code == 0 and str(tmp_path / "cache") in out


def test_where_no_stamps_are_one_sentence_says_what_to_install(refused, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    for folder in ("empty", "missing"):
        sentence = refused("data", "tuxpaint", "--from", str(tmp_path / folder))
        assert "apt install tuxpaint-stamps-default" in sentence and folder in sentence
    monkeypatch.setattr(tuxpaint, "PLACES", (tmp_path / "missing",))
    assert "apt install tuxpaint-stamps-default" in refused("data", "tuxpaint")


def test_a_tree_of_other_things_makes_no_pack(refused, tmp_path):
    (tmp_path / "notes.txt").write_text("A dog.\n")
    assert "No stamp" in refused("data", "tuxpaint", "--from", str(tmp_path))
    assert "not on this machine" in refused("compare", "--model", "m", "tuxpaint:en", "tuxpaint:de")


def test_a_cache_that_cannot_be_written_is_refused(refused, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "file"))
    tree = str(stamps(tmp_path / "stamps"))
    assert "could not be written" in refused("data", "tuxpaint", "--from", tree)


@pytest.mark.parametrize("name", [(), ("photographs",)])
def test_a_dataset_that_cannot_be_made_is_refused(refused, name):
    assert "--help" in refused("data", *name)
