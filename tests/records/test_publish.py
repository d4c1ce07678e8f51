"""Records become static pages with links between them, and nothing else is written over."""

from __future__ import annotations

import re

import pytest

from semhub.cli import main
from semhub.errors import InputError
from semhub.records.folder import open_all
from semhub.records.publish import publish
from tests.records.conftest import made


def test_the_index_links_every_page_and_a_page_its_neighbours(tmp_path):
    records = [made(model=name) for name in ("a", "b", "/home/x/b")]
    index = publish(records, tmp_path / "out")
    pages = re.findall(r'href="([^"]+)"', index.read_text())
    assert len(set(pages)) == 3
    for at, page in enumerate(pages):
        text = (index.parent / page).read_text()
        assert 'src="charts.js"' in text
        beside = pages[max(0, at - 1) : at] + pages[at + 1 : at + 2]
        assert re.findall(r'href="([^"]+)"', text) == ["index.html", *beside]
        assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)
        assert len(text) < 300_000  # the script is in a file of its own


def test_pages_can_be_written_again_and_a_folder_of_something_else_is_left_alone(tmp_path):
    publish([made()], tmp_path / "out")
    publish([made(), made(model="other")], tmp_path / "out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("thesis")
    with pytest.raises(InputError, match="something else"):
        publish([made()], tmp_path / "mine")
    assert (tmp_path / "mine" / "index.html").read_text() == "thesis"


def test_the_command_takes_records_and_folders_of_records(tmp_path, capsys):
    for name in "ab":
        made(model=name).save(tmp_path / "records" / name)
    made(model="c").save(tmp_path / "c.zip")
    code = main(
        ["publish", str(tmp_path / "records"), str(tmp_path / "c.zip"), str(tmp_path / "o")]
    )
    assert code == 0 and capsys.readouterr().out.startswith("3 pages; open ")


def test_a_folder_without_records_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no record"):
        open_all(tmp_path / "empty")
