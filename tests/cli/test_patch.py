"""`patch`: what goes over by layer, of two texts and of a set, kept and refused."""

from __future__ import annotations

import json

import semhub
from tests.cli.lines import ENGLISH

TEXTS = (ENGLISH[0], ENGLISH[1], "--words", "cat", "house")


def test_two_texts_give_a_row_a_layer_and_how_it_goes_on(run, llama):
    code, out, _ = run("patch", *TEXTS, "--model", llama, "--layer", "1")
    assert code == 0 and "no interval, so no evidence yet" in out
    layers = semhub.load(llama).n_layers
    rows = [line for line in out.splitlines() if line[:1].isdigit()]
    assert len(rows) == layers and "before" in out and "after" in out


def test_json_and_record_hold_what_was_found(run, llama, tmp_path):
    kept, found = tmp_path / "kept.zip", tmp_path / "found.json"
    code, *_ = run("patch", *TEXTS, "--model", llama, "--json", str(found), "--record", str(kept))
    assert code == 0
    written, record = json.loads(found.read_text()), semhub.open(kept)
    assert record.results()["patching"]["data"] == written
    assert len(written["probability"]["concept"]["value"]) == len(written["layers"])
    assert set(record.items()["side"]) == {"source", "target"}


def test_what_cannot_be_patched_is_one_sentence(refused, llama, bert):
    assert "--words" in refused("patch", "a", "b", "--model", llama)
    assert "both" in refused("patch", "world:en", "b", "--model", llama, "--words", "a", "b")
    assert "two sets" in refused("patch", "world:en", "concepts:zh", "--model", llama)
    assert "the same" in refused("patch", "concepts:en", "concepts:en", "--model", llama)
    assert "no prompts of" in refused("patch", "sums:en", "sums:zh", "--model", llama)
    assert "block" in refused("patch", *TEXTS, "--model", llama, "--layer", "99")
    refused("patch", *TEXTS, "--model", bert)
