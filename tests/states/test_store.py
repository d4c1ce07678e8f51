"""Folders of states: what is read back is what `extract` gives, and what is bad is told."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest
from filelock import FileLock

from semhub.errors import InputError
from semhub.inputs import Text
from semhub.inputs.row import Row
from semhub.models.loading import load
from semhub.states.extraction import extract
from semhub.states.store import StateFolder, StateWriter, files, require_same, source_of, writer
from tests.sentences import said
from tests.tiny import SENTENCES, llama_folder
from tests.toy import PlantedHub

TEXTS = [f"{sentence} {i}" for i in range(3) for sentence in SENTENCES]


@pytest.fixture(scope="module")
def llama(tmp_path_factory):
    return load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


def rows(texts=TEXTS) -> list[Row]:
    """None is a row that cannot be read."""
    return [
        Row(i, Text(text)) if text else Row(i, why=f"Row {i} is empty.")
        for i, text in enumerate(texts, start=1)
    ]


def written(model, folder: Path, sides=None, **options) -> writer.Written:
    with StateWriter(model, folder, **{"shard_size": 5, **options}) as into:
        for name, own in (sides or {"a": rows()}).items():
            into.add(name, own)
        return into.finish()


@pytest.mark.parametrize("pool", ["unit", "mean", "last"])
def test_states_are_those_of_extract(llama, tmp_path, pool):
    written(llama, tmp_path / "s", pool=pool)
    found = StateFolder(tmp_path / "s").side()
    np.testing.assert_allclose(
        found.states(), extract(llama, TEXTS, pool=pool), rtol=1e-5, atol=1e-6
    )


def test_states_behind_a_suffix_are_those_of_extract_and_lengths_are_without_it(llama, tmp_path):
    written(llama, tmp_path / "s", pool="last", suffix=" In other words:")
    found = StateFolder(tmp_path / "s").side()
    expected = extract(llama, TEXTS, pool="last", suffix=" In other words:")
    np.testing.assert_allclose(found.states(), expected, rtol=1e-5, atol=1e-6)
    own = [sum(encoded.content) for encoded in llama.encode([Text(text) for text in TEXTS])]
    assert found.lengths.tolist() == own


def test_bfloat16_is_half_as_large_and_near(llama, tmp_path):
    for dtype in ("float32", "bfloat16"):
        written(llama, tmp_path / dtype, dtype=dtype)
    whole, half = (StateFolder(tmp_path / d).side().states() for d in ("float32", "bfloat16"))
    np.testing.assert_allclose(half, whole, rtol=2**-8)
    sizes = [
        sum(path.stat().st_size for path in (tmp_path / d / "shards").iterdir())
        for d in ("float32", "bfloat16")
    ]
    assert sizes[1] < 0.8 * sizes[0]


def test_the_manifest_has_a_row_an_item(llama, tmp_path):
    written(llama, tmp_path / "s", {"en": rows(TEXTS[:3]), "de": rows([TEXTS[0], None, TEXTS[5]])})
    found = pyarrow.parquet.read_table(tmp_path / "s" / "manifest.parquet").to_pylist()
    key = [(one["side"], one["item"], one["row"], one["text"]) for one in found]
    assert sorted(key) == sorted([
        *(("en", i, i + 1, TEXTS[i]) for i in range(3)),
        ("de", 0, 1, TEXTS[0]), ("de", 2, 3, TEXTS[5]),
    ])  # fmt: skip
    for one in found:
        item = Text(one["text"])
        assert (one["digest"], one["characters"]) == (item.digest, len(item.text))
        assert one["tokens"] == sum(llama.encode([item])[0].content)
    [left_out] = StateFolder(tmp_path / "s").side("de").left_out
    assert (left_out.row, left_out.why) == (2, "Row 2 is empty.")


def test_nothing_that_is_there_is_run_again_and_no_item_twice(tmp_path):
    model = PlantedHub()
    sides = {"a": rows(["a1", "a2", "a1", "a3"]), "b": rows(["a2", "b1"])}
    first = written(model, tmp_path / "s", sides, shard_size=2)
    assert (model.forwards, first.computed, first.found, first.items) == (4, 4, 2, 6)
    again = written(model, tmp_path / "s", {"a": rows(["a3", "a4"])}, shard_size=2)
    assert (model.forwards, again.computed, again.found) == (5, 1, 1)
    folder = StateFolder(tmp_path / "s")
    assert set(folder.sides) == {"a", "b"}
    for name, texts in (("a", ["a3", "a4"]), ("b", ["a2", "b1"])):
        np.testing.assert_array_equal(folder.side(name).states(), extract(model, texts))


def test_items_at_some_places_are_read_in_their_order(llama, tmp_path):
    written(llama, tmp_path / "s", {"a": rows([*TEXTS[:6], None, *TEXTS[7:]])})
    side = StateFolder(tmp_path / "s").side()
    some = side.at([9, 2, 7])
    np.testing.assert_allclose(
        some.states(), extract(llama, [TEXTS[i] for i in (9, 2, 7)]), rtol=1e-5, atol=1e-6
    )
    assert [item.label for item in some.items] == [TEXTS[i] for i in (9, 2, 7)]


def test_what_the_model_cannot_encode_is_left_out_and_the_rest_is_kept(llama, tmp_path):
    long = "猫" * 4000
    found = written(llama, tmp_path / "s", {"a": rows([*TEXTS[:2], long, *TEXTS[2:]])})
    [left_out] = found.left_out["a"]
    assert left_out.row == 3 and left_out.why.startswith("a, row 3: ")
    states = StateFolder(tmp_path / "s").side().states()
    np.testing.assert_allclose(states, extract(llama, TEXTS), rtol=1e-5, atol=1e-6)
    with pytest.raises(InputError):
        written(llama, tmp_path / "t", {"a": rows([long])})


class Stop(Exception):
    """What ends a run from outside."""


def stopping(model, shards: int):
    """Make the model end the run in its batch behind so many shards of toys."""
    forward, ran = model.forward, []

    def run(batch):
        if sum(ran) >= shards * 2:
            raise Stop
        ran.append(len(batch.ids))
        forward(batch)

    model.forward = run


def test_a_run_that_is_stopped_loses_no_shard_that_was_written(tmp_path):
    texts = [f"a{i}" for i in range(10)]
    model = PlantedHub()
    stopping(model, shards=3)
    with pytest.raises(Stop):
        written(model, tmp_path / "s", {"a": rows(texts)}, shard_size=2)
    assert "is not finished" in said(lambda: StateFolder(tmp_path / "s"))
    model = PlantedHub()
    found = written(model, tmp_path / "s", {"a": rows(texts)}, shard_size=2)
    assert (found.found, found.computed, model.forwards) == (6, 4, 4)


def test_a_damaged_shard_is_named_and_made_again_alone(tmp_path):
    model = PlantedHub()
    texts = [f"a{i}" for i in range(6)]
    run = {"sides": {"a": rows(texts)}, "shard_size": 2, "command": "semhub extract --model toy"}
    written(model, tmp_path / "s", **run)
    shard = tmp_path / "s" / "shards" / "00001.safetensors"
    data = bytearray(shard.read_bytes())
    data[-5] ^= 1
    shard.write_bytes(data)
    sentence = said(lambda: StateFolder(tmp_path / "s").side().states())
    assert "00001.safetensors" in sentence and "run `semhub extract --model toy` again" in sentence
    assert written(model, tmp_path / "s", **run).computed == 2
    states = StateFolder(tmp_path / "s").side().states()
    np.testing.assert_array_equal(states, extract(model, texts))
    shard = next((tmp_path / "s" / "shards").iterdir())
    shard.unlink()
    assert shard.name in said(lambda: StateFolder(tmp_path / "s").side().states())
    assert written(model, tmp_path / "s", **run).computed == 2


def test_a_side_that_lost_states_is_dropped_when_it_is_not_named_again(tmp_path):
    model = PlantedHub()
    written(model, tmp_path / "s", {"a": rows(["a1", "a2"]), "b": rows(["b1", "b2"])}, shard_size=2)
    (tmp_path / "s" / "shards" / "00001.safetensors").unlink()
    found = written(model, tmp_path / "s", {"c": rows(["a3"])}, shard_size=2)
    assert found.dropped == ["b"] and set(StateFolder(tmp_path / "s").sides) == {"a", "c"}


def test_a_damaged_manifest_is_told_and_made_again(tmp_path):
    model = PlantedHub()
    written(model, tmp_path / "s", {"a": rows(["a1"])})
    (tmp_path / "s" / "manifest.parquet").write_bytes(b"PAR1")
    assert "manifest.parquet" in said(lambda: StateFolder(tmp_path / "s"))
    assert written(model, tmp_path / "s", {"a": rows(["a1"])}).computed == 0
    assert StateFolder(tmp_path / "s").side().states().shape == (5, 1, 32)
    (tmp_path / "s" / "manifest.parquet").write_bytes(b"PAR1")
    found = written(model, tmp_path / "s", {"b": rows(["b1"])})
    assert found.dropped == ["a"] and StateFolder(tmp_path / "s").sides == ["b"]


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_full_disk_is_one_sentence_and_what_is_done_stays(tmp_path, monkeypatch, after):
    texts = [f"a{i}" for i in range(8)]
    model, whole, shards = PlantedHub(), files.move, []

    def move(partial, path):
        if path.suffix == ".safetensors":
            if len(shards) >= after:
                raise OSError(errno.ENOSPC, "No space left on device")
            shards.append(path)
        whole(partial, path)

    monkeypatch.setattr(files, "move", move)
    sentence = said(lambda: written(model, tmp_path / "s", {"a": rows(texts)}, shard_size=2))
    assert "No space left on device" in sentence and "what is whole there stays" in sentence
    assert not [path for path in (tmp_path / "s").rglob("*") if path.name.endswith(".partial")]
    monkeypatch.undo()
    assert written(model, tmp_path / "s", {"a": rows(texts)}, shard_size=2).found == 2 * after


def test_two_runs_into_one_folder_are_one_sentence(tmp_path):
    model = PlantedHub()
    written(model, tmp_path / "s", {"a": rows(["a1"])})
    with FileLock(tmp_path / "s" / ".lock"):
        sentence = said(lambda: written(model, tmp_path / "s", {"a": rows(["a2"])}))
    assert "Another run is writing into" in sentence
    assert written(model, tmp_path / "s", {"a": rows(["a2"])}).computed == 1


def test_a_folder_of_something_else_is_refused_and_left_as_it_is(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    sentence = said(lambda: written(PlantedHub(), tmp_path))
    assert "holds other files and no states" in sentence
    assert "no folder of states" in said(lambda: StateFolder(tmp_path))
    (tmp_path / "source.json").write_text('{"source": {}, "files": {}}')
    assert "no folder of states" in said(lambda: StateFolder(tmp_path))


def test_a_folder_of_a_later_version_and_a_damaged_seal_are_told(tmp_path):
    written(PlantedHub(), tmp_path / "s", {"a": rows(["a1"])})
    path = tmp_path / "s" / "source.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"format": 2}))
    for refuse in (lambda: StateFolder(tmp_path / "s"), lambda: written(PlantedHub(), path.parent)):
        assert "a later version of Semhub (format 2" in said(refuse)
    path.write_text(json.dumps({name: content[name] for name in ("kind", "format", "source")}))
    assert "damaged source.json" in said(lambda: StateFolder(tmp_path / "s"))


def test_states_of_another_model_pool_suffix_or_type_are_not_mixed(llama, tmp_path):
    written(llama, tmp_path / "s", pool="mean")
    for model, options, named in (
        (PlantedHub(), {}, "the model"),
        (llama, {"pool": "unit"}, "the pooling mean, not unit"),
        (llama, {"pool": "mean", "dtype": "bfloat16"}, "the type float32, not bfloat16"),
    ):
        sentence = said(lambda o=options, m=model: written(m, tmp_path / "s", **o))
        assert "holds states of" in sentence and named in sentence
    own = source_of(llama, "last", None)
    other = source_of(llama, "last", " x")
    assert "no suffix, not the suffix “ x”" in said(lambda: require_same(own, other, "A", "B"))


def test_weights_that_changed_in_place_are_another_model(llama, tmp_path):
    import torch

    written(llama, tmp_path / "s")
    weight = next(llama.module.parameters())
    with torch.no_grad():
        weight.mul_(2)
    try:
        assert "other weights" in said(lambda: written(llama, tmp_path / "s"))
    finally:
        with torch.no_grad():
            weight.div_(2)


def test_a_side_is_named_where_there_are_several(tmp_path):
    written(PlantedHub(), tmp_path / "s", {"a": rows(["a1"]), "b": rows(["b1"])})
    folder = StateFolder(tmp_path / "s")
    assert "holds the sides a, b; name one" in said(folder.side)
    assert "choose one of a, b" in said(lambda: folder.side("c"))


def test_a_side_of_which_no_row_can_be_read_is_refused(tmp_path):
    assert said(lambda: written(PlantedHub(), tmp_path / "s", {"a": rows([None])})) == (
        "Row 1 is empty."
    )
    assert "no items" in said(lambda: written(PlantedHub(), tmp_path / "s", {"a": []}))


def test_rows_are_read_no_further_than_their_shard(tmp_path):
    model = PlantedHub()
    read, ran = [], []

    def stream():
        for i in range(20):
            read.append(i)
            ran.append(model.forwards)
            yield Row(i + 1, Text(f"a{i}"))

    written(model, tmp_path / "s", {"a": stream()}, shard_size=4)
    assert ran == [4 * (i // 4) for i in range(20)]
