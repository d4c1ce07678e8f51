"""A record is written whole, and read as it was written, or refused in one sentence."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile

import numpy as np
import pytest
from filelock import FileLock

import semhub
from semhub.errors import InputError
from semhub.experiments.comparison import Comparison
from semhub.inputs import Text
from semhub.inputs.sides import sides_of
from semhub.records import limits
from semhub.records.about import item_rows
from semhub.records.part import COLUMNS
from semhub.records.record import FORMAT
from semhub.records.writing import packed
from tests.records.conftest import SIDES, comparison, made

SUFFIXES = ("", ".zip")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_read_is_what_was_written(record, tmp_path, suffix):
    found = semhub.open(record.save(tmp_path / f"one{suffix}"))
    assert found.found == record.found and found.model == "toy"
    assert found.to_pandas().equals(record.to_pandas())
    assert found.items().equals(record.items())
    assert found.results() == record.results()
    assert [figure.spec for figure in found.figures()] == [one.spec for one in record.figures()]
    assert [figure.label for figure in found.figures()] == ["Retrieval", "Centred gap"]


def test_every_number_is_a_row_of_the_named_columns(record):
    rows, result = record.to_pandas(), comparison()
    assert tuple(rows.columns) == COLUMNS
    for metric, curve in result.metrics.items():
        of_metric = rows[rows["metric"] == metric]
        np.testing.assert_array_equal(of_metric["value"], curve.value)
        np.testing.assert_array_equal(of_metric["low"], curve.low)
        assert of_metric["layer"].tolist() == [0, 1, 2]
        assert set(of_metric["side_a"]) == {"en"} and set(of_metric["model"]) == {"toy"}
        p = rows[rows["metric"] == f"{metric}/p"]["value"]
        assert p.tolist() == [curve.p]


def test_the_items_of_both_sides_are_kept_with_their_digests(record):
    items = record.items()
    assert items["item"].tolist() == [item.text for side in SIDES.values() for item in side]
    assert items["digest"][0] == SIDES["en"][0].digest


def test_the_result_can_be_had_again_from_its_record(record, tmp_path):
    found = semhub.open(record.save(tmp_path / "one")).results()["similarity"]
    assert found["kind"] == "comparison"
    assert Comparison.from_dict(found["data"]).to_dict() == comparison().to_dict()


def test_two_records_of_one_result_have_the_same_numbers_to_the_last_byte(tmp_path):
    one, two = (made().save(tmp_path / name) for name in "ab")
    for name in ("result.parquet", "items.parquet", "results.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_a_record_is_written_over_by_one_of_the_same_question_alone(record, tmp_path):
    target = record.save(tmp_path / "one")
    record.save(target)
    with pytest.raises(InputError, match="holds another record"):
        made(model="other").save(target)
    assert semhub.open(target).model == "toy"


def test_a_folder_of_something_else_is_left_alone(record, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(InputError, match="no record"):
        record.save(tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_of_two_runs_into_one_place_the_second_is_refused(record, tmp_path, suffix):
    with FileLock(tmp_path / f".one{suffix}.lock"), pytest.raises(InputError, match="Another run"):
        record.save(tmp_path / f"one{suffix}")


def test_a_place_where_no_file_can_be_made_is_not_taken_for_another_run(record):
    with pytest.raises(InputError, match="/proc/rec cannot be written"):
        record.save("/proc/rec")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_is_one_sentence_and_leaves_nothing(record, tmp_path, monkeypatch, suffix):
    from pathlib import Path

    def full(*_args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(InputError, match="No space left on device"):
            record.save(tmp_path / f"one{suffix}")
    assert [path for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == []


def test_bytes_of_an_upload_open_too_and_so_does_a_zip_of_the_folder(record, tmp_path):
    assert semhub.open(packed(record)).found == record.found
    record.save(tmp_path / "above" / "one")
    shutil.make_archive(str(tmp_path / "by_hand"), "zip", tmp_path / "above", "one")
    found = semhub.open(tmp_path / "by_hand.zip")
    assert found.figures() == record.figures()


def zipped(contents: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return stream.getvalue()


ABOUT = {
    "format": 1, "experiment": "e", "asked": {"model": "m"}, "found": "f", "figures": [],
    "files": {},
}  # fmt: skip


@pytest.mark.parametrize(
    "data, says",
    [
        (b"no zip", "no record"),
        (zipped({"a.txt": "x"}), "no record"),
        (zipped({"record.json": "{"}), "no record"),
        (zipped({"record.json": "[]"}), "no record"),
        (zipped({"record.json": json.dumps({"format": 1})}), "no record"),
        (zipped({"record.json": json.dumps({"format": FORMAT + 1})}), "later version"),
        (zipped({"record.json": json.dumps(ABOUT | {"figures": [{"name": "x"}]})}), "no record"),
        (zipped({"record.json": json.dumps(ABOUT), "../evil": "x"}), "outside of itself"),
        (zipped({"record.json": json.dumps(ABOUT), "/etc/evil": "x"}), "outside of itself"),
        (zipped({"record.json": json.dumps(ABOUT), "..\\evil": "x"}), "outside of itself"),
    ],
)
def test_what_is_no_record_is_refused_in_one_sentence(data, says):
    with pytest.raises(InputError, match=says) as error:
        semhub.open(data)
    assert len(re.findall(r"[.!?](?:\s|$)", str(error.value))) == 1


def test_a_file_that_was_altered_or_lost_is_named(record, tmp_path):
    target = record.save(tmp_path / "one")
    (target / "items.parquet").unlink()
    (target / "result.parquet").write_bytes(b"x")
    found = semhub.open(target)
    with pytest.raises(InputError, match=r"lacks items\.parquet"):
        found.items()
    with pytest.raises(InputError, match=r"result\.parquet .* not as it was written"):
        found.to_pandas()
    assert found.found == record.found


def test_a_description_cannot_name_a_file_outside(record, tmp_path):
    target = record.save(tmp_path / "one")
    (tmp_path / "secret.vl.json").write_text("{}")
    about = json.loads((target / "record.json").read_text())
    about["figures"] = [{"name": "../../secret", "label": "", "says": "", "layer": None}]
    about["files"]["charts/../../secret.vl.json"] = "0" * 64
    (target / "record.json").write_text(json.dumps(about))
    with pytest.raises(InputError, match="lacks"):
        semhub.open(target).figures()


@pytest.mark.parametrize("limit, says", [("UNPACKED", " MB when"), ("JSON", "MB of JSON when")])
def test_a_zip_that_promises_any_size_is_not_unpacked(record, monkeypatch, limit, says):
    data = packed(record)
    monkeypatch.setattr(limits, limit, 10_000)
    with pytest.raises(InputError, match=f"{says} it is unpacked"):
        semhub.open(data)


@pytest.mark.parametrize("limit", ["RECORD_MEGABYTES", "RECORD_JSON_MEGABYTES"])
def test_a_stranger_opens_no_record_that_is_huge_in_all(record, monkeypatch, limit):
    data = packed(record)
    monkeypatch.setattr(limits, limit, 0)
    assert semhub.open(data).figures() == record.figures()
    monkeypatch.setenv("SEMHUB_PUBLIC", "1")
    with pytest.raises(InputError, match="make a smaller record"):
        semhub.open(data)


def test_a_table_that_says_one_thing_too_often_is_not_read(record, tmp_path, monkeypatch):
    rows = len(record.to_pandas())
    monkeypatch.setattr(limits, "ROWS", rows - 1)
    with pytest.raises(InputError, match="not as Semhub writes it"):
        semhub.open(record.save(tmp_path / "one")).to_pandas()


def test_a_run_that_is_killed_leaves_the_record_before(record, tmp_path, monkeypatch):
    target = record.save(tmp_path / "one")
    before = (target / "record.json").read_bytes()

    class Killed(BaseException):
        pass

    def killed(*_args):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("semhub.records.writing.shutil.rmtree", lambda *_, **__: None)
        patch.setattr("semhub.records.writing.Path.rename", killed)
        with pytest.raises(Killed):
            record.save(target)
    assert (target / "record.json").read_bytes() == before
    record.save(target)
    assert [one.name for one in tmp_path.iterdir() if "lock" not in one.name] == ["one"]


def test_two_sides_of_one_name_are_both_in_the_record():
    sides = sides_of(("English", "English", "English (2)"), [[Text("a")], [Text("b")], [Text("c")]])
    assert list(sides) == ["English", "English (2)", "English (2) (2)"]
    assert [row["item"] for row in item_rows(sides)] == ["a", "b", "c"]


def test_its_repr_is_one_short_line(record):
    assert (
        repr(record).startswith("Record(") and len(repr(record)) < 400 and "\n" not in repr(record)
    )
