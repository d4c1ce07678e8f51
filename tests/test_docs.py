"""What is written for people agrees with itself and with the app."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from PIL import Image

from semhub import __version__
from semhub.cli import _parser
from semhub.ui.shared.frame import PAGES
from tests.app.test_links import PARAMETERS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
WRITTEN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
HEAD = "**Link.**"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    """What a link to a heading of a page ends in."""
    headings = re.findall(r"^#+ (.*)$", read(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_every_link_to_a_file_and_a_heading_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", read(path)):
        if target.startswith("https://"):
            continue
        file, _, heading = target.partition("#")
        found = path.parent / file if file else path
        assert found.exists(), target
        assert not heading or heading in anchors(found), target


@pytest.mark.parametrize("name", PAGES.values())
def test_every_page_is_explained_and_linked_from_the_readme(name):
    page = read(DOCS / f"{name.lower()}.md")
    for part in (
        "**What it asks.**",
        "**How to read its chart.**",
        HEAD,
        "**What it cannot show.**",
    ):
        assert part in page
    for linking in (ROOT / "README.md", DOCS / "README.md"):
        assert f"{name.lower()}.md)" in read(linking)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_takes_the_parameters_that_are_written_of_it(path):
    link = (
        read(DOCS / f"{PAGES[path].lower()}.md").partition(HEAD)[2].partition("**What it cannot")[0]
    )
    cells = " ".join(row.split("|")[1] for row in link.splitlines() if row.startswith("|"))
    named = set(re.findall(r"`([a-z_]+)(?:=[^`]*)?`", cells))
    named |= {one for one in re.findall(r"`([a-z]+_[a-z_]+)`", link) if one[-1] != "_"}
    assert named <= set(PARAMETERS[path])


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_every_command_that_is_written_is_one(path):
    [commands] = (one for one in _parser()._actions if one.dest == "command")
    written = re.findall(r"python -m semhub ([a-z][a-z-]+)", read(path))
    assert set(written) <= set(commands.choices)


def test_pictures_are_of_a_first_screen_and_small():
    pictures = sorted((DOCS / "pictures").glob("*.png"))
    assert {f"docs/pictures/{one.name}" for one in pictures} == set(
        re.findall(r"!\[[^\]]+\]\(([^)]+)\)", read(ROOT / "README.md"))
    )
    assert sum(one.stat().st_size for one in pictures) <= 300_000
    for one in pictures:
        with Image.open(one) as picture:
            assert picture.size == (1280, 720)


def test_the_citation_names_this_version_and_the_paper():
    cited = yaml.safe_load(read(ROOT / "CITATION.cff"))
    assert cited["cff-version"] == "1.2.0" and cited["version"] == __version__
    [paper] = cited["references"]
    assert "2411.04986" in paper["url"] and "2411.04986" in paper["identifiers"][0]["value"]
    assert [one["family-names"] for one in paper["authors"]] == [
        "Wu", "Yu", "Yogatama", "Lu", "Kim",
    ]  # fmt: skip
