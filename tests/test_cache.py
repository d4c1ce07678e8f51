"""A cached folder is whole or not there at all, whoever interrupts whom."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from safetensors import SafetensorError

from semhub import cache
from semhub.errors import InputError

SOURCE = {"from": "a test", "layout": "1"}


def write(folder: Path) -> None:
    (folder / "words.txt").write_text("one two", encoding="utf-8")
    (folder / "empty.txt").touch()


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def refuse(folder: Path) -> None:
    raise AssertionError(f"{folder} was written again")


def test_semhub_cache_names_the_root_outright(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert cache.root() == tmp_path


@pytest.mark.parametrize("unset", [None, ""])
def test_the_root_is_in_the_users_cache_folder(monkeypatch, tmp_path, unset):
    for name in ("SEMHUB_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
        if unset is not None:
            monkeypatch.setenv(name, unset)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.root() == tmp_path / ".cache" / "semhub"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.root() == tmp_path / "xdg" / "semhub"


def test_a_whole_folder_of_the_same_source_is_not_written_again(tmp_path):
    target = cache.make(tmp_path / "deep" / "made", SOURCE, write)
    assert visible(target) == ["empty.txt", "source.json", "words.txt"]
    assert cache.make(target, SOURCE, refuse) == target


def test_another_source_makes_the_folder_anew(tmp_path):
    target = cache.make(tmp_path / "made", SOURCE, write)
    assert not cache.is_whole(target, {**SOURCE, "layout": "2"})
    cache.make(target, {**SOURCE, "layout": "2"}, lambda folder: (folder / "new").touch())
    assert visible(target) == ["new", "source.json"]


@pytest.mark.parametrize("content", [None, "", "one tw", "one six"])
def test_a_missing_cut_or_altered_file_makes_the_folder_anew(tmp_path, content):
    target = cache.make(tmp_path / "made", SOURCE, write)
    (target / "words.txt").unlink()
    if content is not None:
        (target / "words.txt").write_text(content, encoding="utf-8")
    assert not cache.is_whole(target, SOURCE)
    cache.make(target, SOURCE, write)
    assert (target / "words.txt").read_text(encoding="utf-8") == "one two"


def test_files_that_were_not_written_since_are_read_once(tmp_path, monkeypatch):
    target = cache.make(tmp_path / "made", SOURCE, write)
    assert cache.is_whole(target, SOURCE)
    monkeypatch.setattr(cache, "digest", lambda path: pytest.fail(f"{path} is read again"))
    assert cache.is_whole(target, SOURCE)


@pytest.mark.parametrize("seal", ["", "[]", "{}", '{"source": 1', '{"source": {}, "files": 3}'])
def test_a_damaged_seal_is_no_seal(tmp_path, seal):
    target = cache.make(tmp_path / "made", SOURCE, write)
    (target / "source.json").write_text(seal, encoding="utf-8")
    assert not cache.is_whole(target, SOURCE)


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, InputError])
def test_an_interruption_leaves_nothing(tmp_path, error):
    def interrupted(folder: Path) -> None:
        write(folder)
        raise error("stop")

    with pytest.raises(error, match="stop"):
        cache.make(tmp_path / "made", SOURCE, interrupted)
    assert visible(tmp_path) == []


def test_what_a_killed_process_left_is_swept_away(tmp_path):
    left = tmp_path / ".made.partial"
    left.mkdir()
    (left / "half").touch()
    target = cache.make(tmp_path / "made", SOURCE, write)
    assert visible(tmp_path) == ["made"] and "half" not in visible(target)


def test_an_older_folder_stays_until_the_new_one_is_whole(tmp_path):
    target = cache.make(tmp_path / "made", SOURCE, write)

    def interrupted(folder: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.make(target, {"layout": "2"}, interrupted)
    assert cache.is_whole(target, SOURCE)


def test_of_two_at_once_one_writes_and_both_get_the_folder(tmp_path):
    writers, made = [], []
    start = threading.Barrier(2)

    def slow(folder: Path) -> None:
        writers.append(folder)
        write(folder)

    def work() -> None:
        start.wait()
        made.append(cache.make(tmp_path / "made", SOURCE, slow))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [tmp_path / "made"] * 2 and len(writers) == 1


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(
        InputError, match=r"^[^\n]* could not be written \([^\n]*SEMHUB_CACHE[^\n]*\.$"
    ):
        cache.make(tmp_path / "file" / "made", SOURCE, write)


def test_a_home_that_is_not_known_is_no_folder_and_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", "~nosuch")
    monkeypatch.chdir(tmp_path)
    target = cache.root() / "made"
    assert not cache.is_whole(target, SOURCE)
    with pytest.raises(cache.Unwritable, match="no home folder of that name"):
        cache.make(target, SOURCE, write)
    assert not list(tmp_path.iterdir())


def test_a_disk_that_is_full_of_tensors_is_one_sentence(tmp_path):
    def full(_folder: Path) -> None:
        raise SafetensorError("I/O error: No space left on device")

    with pytest.raises(cache.Unwritable, match="No space left on device"):
        cache.make(tmp_path / "made", SOURCE, full)
    assert not (tmp_path / "made").exists()


def test_what_was_used_longest_ago_goes_first_where_there_is_no_room(tmp_path):
    folders = [cache.make(tmp_path / name, {"of": name}, write) for name in "abc"]
    size = sum(file.stat().st_size for file in folders[0].iterdir())
    for age, folder in enumerate(folders):
        os.utime(folder / "source.json", (age, age))
    cache.make(tmp_path / "a", {"of": "a"}, write)  # used again
    cache.keep_within(2 * size + 10, tmp_path, folders[2])
    assert visible(tmp_path) == ["a", "c"]


def test_the_newest_stays_however_large_it_is(tmp_path):
    folders = [cache.make(tmp_path / name, {"of": name}, write) for name in "ab"]
    cache.keep_within(1, tmp_path, folders[1])
    assert visible(tmp_path) == ["b"]
