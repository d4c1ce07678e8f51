"""Rows of any data, one after the other: what cannot be read is told and spoils no other row."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pandas
import pyarrow
import pyarrow.parquet
import pytest

from semhub.inputs import Image, Text, named_dataset, read_column
from semhub.inputs.named_dataset import named_rows
from semhub.inputs.rows import has_columns, rows_of
from tests.media import noise, recorded, saved, tone
from tests.sentences import assert_one_sentence, said


def kept(rows) -> list:
    """Texts, and labels of pictures and sounds; of rows without an item, their numbers."""
    found = []
    for row in rows:
        if row.item is None:
            assert_one_sentence(row.why)
            found.append(row.number)
        else:
            found.append(row.item.text if isinstance(row.item, Text) else row.item.label)
    return found


def file(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"one\nt\xffo\nthree\n\nfive\n\n", ["one", 2, "three", 4, "five"]),
        ("a.csv", b"en,de\none,x\n\xff,y\n ,z\nfour,u\nfive\n", ["one", 3, 4, "four", 6]),
        ("a.tsv", "en\tde\none\tx\ntwo\ty\n", ["one", "two"]),
        ("a.jsonl", '{"en": "one"}\n{"en": null}\nno\n{"en": 4}\n{}\n"s"\n{"en": "seven"}\n',
         ["one", 2, 3, 4, 5, 6, "seven"]),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_spoils_no_other(tmp_path, name, content, expected):
    path = file(tmp_path / name, content)
    assert kept(rows_of(path, None if name == "a.txt" else "en")) == expected


def test_a_column_is_known_although_a_row_lacks_it(tmp_path):
    path = file(tmp_path / "a.jsonl", '{"id": 1, "en": "one"}\n{"id": 2, "en": null}\n')
    assert kept(rows_of(path)) == ["one", 2]


def test_rows_are_read_as_they_are_asked_for(tmp_path):
    path = file(tmp_path / "a.csv", "en\n" + "one\n" * 300_000 + '"open\n')
    rows = rows_of(path)
    assert next(rows).item == Text("one")  # and the fault at its end is not met
    with pytest.raises(ValueError, match="cannot be read near line"):
        list(rows)


def test_parquet_is_read_by_column_with_nulls_told(tmp_path):
    path = tmp_path / "a.parquet"
    table = {"id": [1, 2, 3], "en": ["one", None, "three"], "de": ["eins", "zwei", ""]}
    pandas.DataFrame(table).to_parquet(path, row_group_size=2)
    assert kept(rows_of(path, "en")) == ["one", 2, "three"]
    assert kept(rows_of(path, "de")) == ["eins", "zwei", 3]
    assert "name one of en, de" in said(lambda: list(rows_of(path)))
    assert "no column “fr”" in said(lambda: list(rows_of(path, "fr")))
    assert "row 2 holds nothing as “en”" in said(lambda: read_column(path, "en"))


def test_parquet_with_bytes_that_are_no_text_loses_that_row_alone(tmp_path):
    path = tmp_path / "a.parquet"
    damaged = pyarrow.array([b"one", b"t\xffo", b"three"]).view(pyarrow.string())
    pyarrow.parquet.write_table(pyarrow.table({"en": damaged}), path)
    assert kept(rows_of(path)) == ["one", 2, "three"]


def test_what_is_no_parquet_is_one_sentence(tmp_path):
    path = file(tmp_path / "a.parquet", b"PAR1 and nothing else")
    assert "a.parquet cannot be read" in said(lambda: list(rows_of(path)))


def features(**kinds: str) -> bytes:
    """What the library `datasets` notes of its columns in the schema."""
    noted = {name: {"_type": kind} for name, kind in kinds.items()}
    return json.dumps({"info": {"features": noted}}).encode()


def media() -> dict[str, list]:
    picture, sound = saved(noise(4, 4)), recorded(tone(0.2))
    return {
        "image": [{"bytes": picture, "path": "a.png"}, {"bytes": picture[:40], "path": None}, None],
        "audio": [{"bytes": sound, "path": None}, {"bytes": sound, "path": "b.wav"}, None],
        "en": ["one", "two", "three"],
    }


def test_pictures_and_sounds_stand_in_parquet_as_the_library_datasets_writes_them(tmp_path):
    table = pyarrow.table(media()).replace_schema_metadata(
        {"huggingface": features(image="Image", audio="Audio")}
    )
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    rows = list(rows_of(tmp_path / "a.parquet", "image"))
    assert kept(rows) == ["a", 2, 3] and isinstance(rows[0].item, Image)
    assert rows[0].name == "a.png"
    assert kept(rows_of(tmp_path / "a.parquet", "audio")) == ["Audio", "b", 3]


def save_dataset(folder: Path, table: pyarrow.Table, parts: int = 1) -> Path:
    """A folder as `Dataset.save_to_disk` writes it."""
    folder.mkdir()
    names = [f"data-{k:05}-of-{parts:05}.arrow" for k in range(parts)]
    size = -(-len(table) // parts)
    for k, name in enumerate(names):
        with pyarrow.ipc.new_stream(str(folder / name), table.schema) as stream:
            stream.write_table(table.slice(k * size, size))
    state = {"_data_files": [{"filename": name} for name in names]}
    file(folder / "state.json", json.dumps(state))
    file(folder / "dataset_info.json", "{}")
    return folder


def test_a_saved_data_set_is_read_in_order_from_all_of_its_files(tmp_path):
    table = pyarrow.table(media()).replace_schema_metadata({"huggingface": features(image="Image")})
    folder = save_dataset(tmp_path / "set", table, parts=2)
    assert has_columns(folder)
    assert kept(rows_of(folder, "en")) == ["one", "two", "three"]
    assert kept(rows_of(folder, "image")) == ["a", 2, 3]
    assert "name one of image, audio, en" in said(lambda: list(rows_of(folder)))


def test_of_a_data_set_with_splits_one_is_named(tmp_path):
    outer = tmp_path / "set"
    outer.mkdir()
    file(outer / "dataset_dict.json", '{"splits": ["test"]}')
    save_dataset(outer / "test", pyarrow.table({"en": ["one"]}))
    assert f"as in {outer}/test:COLUMN" in said(lambda: list(rows_of(outer, "en")))
    assert kept(rows_of(outer / "test")) == ["one"]


def test_a_saved_data_set_that_lacks_a_file_is_one_sentence(tmp_path):
    folder = save_dataset(tmp_path / "set", pyarrow.table({"en": ["one"]}))
    next(folder.glob("*.arrow")).unlink()
    assert "cannot be read" in said(lambda: list(rows_of(folder)))
    file(folder / "state.json", "[]")
    assert "no readable state.json" in said(lambda: list(rows_of(folder)))


def test_a_folder_of_pictures_reads_one_after_the_other(tmp_path):
    for k in (1, 2, 10):
        file(tmp_path / f"p{k}.png", saved(noise(4, 4)) if k != 2 else b"")
    rows = list(rows_of(tmp_path))
    assert kept(rows) == ["p1", 2, "p10"] and rows[0].name == "p1.png"


class Feature:
    def __init__(self, dtype: str):
        self.dtype = dtype


class Named(list):
    """A streamed data set of the library `datasets`, as far as it is used."""

    def __init__(self, *rows: dict):
        super().__init__(rows)
        self.features = {"en": Feature("string"), "id": Feature("int64")}


def library(monkeypatch, load) -> None:
    module = ModuleType("datasets")
    module.load_dataset = load
    module.__spec__ = SimpleNamespace()
    monkeypatch.setitem(sys.modules, "datasets", module)


def test_a_data_set_of_the_hub_is_streamed_by_the_library(monkeypatch):
    asked = []

    def load(name: str, **options) -> Named:
        asked.append((name, options))
        return Named({"id": 1, "en": "one"}, {"id": 2, "en": None})

    library(monkeypatch, load)
    assert kept(named_rows("me/set@test")) == ["one", 2]
    assert asked == [("me/set", {"split": "test", "streaming": True})]
    assert "no column “de”" in said(lambda: list(named_rows("me/set", "de")))


def test_a_data_set_that_cannot_be_had_is_one_sentence(monkeypatch):
    def load(*_, **__):
        raise FileNotFoundError("Dataset 'me/set' doesn't exist on the Hub.\nMore of it")

    library(monkeypatch, load)
    assert "hf:me/set cannot be read (Dataset 'me/set'" in said(lambda: list(named_rows("me/set")))
    monkeypatch.setattr(named_dataset, "find_spec", lambda _name: None)
    assert "`pip install datasets`" in said(lambda: list(named_rows("me/set")))
