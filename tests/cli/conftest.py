"""Tiny model folders, two sides, and the command line as a function."""

from __future__ import annotations

import pytest

from semhub.cli import main
from tests.cli.lines import ARABIC, ENGLISH, written
from tests.media import noise, recorded, saved, tone
from tests.sentences import assert_one_sentence
from tests.tiny import bert_folder, llama_folder


@pytest.fixture(scope="module")
def llama(tmp_path_factory) -> str:
    return str(llama_folder(tmp_path_factory.mktemp("llama")))


@pytest.fixture(scope="module")
def bert(tmp_path_factory) -> str:
    return str(bert_folder(tmp_path_factory.mktemp("bert")))


@pytest.fixture(scope="module")
def sides(tmp_path_factory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("sides")
    return written(folder / "en.txt", ENGLISH), written(folder / "ar.txt", ARABIC)


@pytest.fixture
def pictures(tmp_path) -> str:
    """A folder of as many pictures as there are lines, each of another size."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for i in range(len(ENGLISH)):
        (folder / f"a{i}.png").write_bytes(saved(noise(4, 4 + i)))
    return str(folder)


@pytest.fixture
def sounds(tmp_path) -> str:
    """A folder of as many sounds as there are lines, each of another pitch."""
    folder = tmp_path / "sounds"
    folder.mkdir()
    for i in range(len(ENGLISH)):
        (folder / f"b{i}.wav").write_bytes(recorded(tone(0.2, hertz=300 + 20 * i)))
    return str(folder)


@pytest.fixture
def run(capsys):
    """Run a command line; its exit code, what it printed, and what it said on the error stream."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def refused(run):
    """Run a command line that must be refused, and return the sentence."""

    def refused(*arguments: str) -> str:
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert_one_sentence(err.rstrip("\n"))
        return err

    return refused
