"""Records that a machine keeps are found by name, and nothing else is."""

from __future__ import annotations

import pytest

from semhub.errors import InputError
from semhub.records import shelf
from tests.records.conftest import made


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))


def test_what_was_kept_is_found_by_its_name(record):
    name = shelf.keep(record).stem
    assert list(shelf.kept()) == [name] and shelf.find(name).found == record.found


def test_a_models_path_never_becomes_a_folder_of_the_shelf(tmp_path):
    path = shelf.keep(made(model="/home/someone/../secret models/x"))
    assert path.parent == shelf.folder() and "someone" not in path.name and ".." not in path.name


@pytest.mark.parametrize("name", ["nothing", "", "../escape", "/etc/passwd"])
def test_a_name_that_is_not_there_is_refused(name, record, tmp_path):
    record.save(tmp_path / "escape.zip")
    with pytest.raises(InputError, match="no record"):
        shelf.find(name)


def test_what_is_no_record_is_not_offered(record):
    shelf.keep(record)
    (shelf.folder() / "notes.txt").write_text("x")
    (shelf.folder() / "folder").mkdir()
    assert len(shelf.kept()) == 1
