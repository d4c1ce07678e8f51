"""Pictures of the concepts: one a row in both styles, in the rows' order, read only when asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Drawing

from semhub import datasets
from semhub.datasets import build, pictures
from semhub.errors import InputError
from tests.sentences import assert_one_sentence

ROOT = Path(__file__).parents[2]
ROWS = len(datasets.table("concepts")["en"])


@pytest.fixture(scope="module")
def drawn() -> dict[str, np.ndarray]:
    return {style: pictures.concept_pictures(style, ROWS) for style in build.PACKAGES}


@pytest.mark.parametrize("style", build.PACKAGES)
def test_every_concept_has_a_picture_of_its_own(style, drawn):
    side = pictures.TILE
    assert drawn[style].shape == (ROWS, side, side, 3)
    assert drawn[style].dtype == np.uint8
    assert all((tile < 200).any() for tile in drawn[style])
    assert len({tile.tobytes() for tile in drawn[style]}) == ROWS


def test_row_by_row_the_two_styles_show_the_same_thing(drawn):
    """Coarse colours alone find the other style's row; one row's shift takes them to chance."""

    def found(shift: int) -> float:
        coarse = []
        for tiles in drawn.values():
            blocks = tiles.reshape(ROWS, 8, 12, 8, 12, 3).mean((2, 4)).reshape(ROWS, -1)
            centred = blocks - blocks.mean(0)
            coarse.append(centred / np.linalg.norm(centred, axis=1, keepdims=True))
        nearest = (coarse[0] @ coarse[1].T).argmax(1)
        return float((nearest == (np.arange(ROWS) + shift) % ROWS).mean())

    assert found(shift=0) > 0.3
    assert found(shift=1) < 0.05


@pytest.mark.parametrize("style", build.PACKAGES)
@pytest.mark.parametrize(
    ("name", "channel"), [("tomato", 0), ("cucumber", 1), ("bucket", 2), ("lobster", 0)]
)
def test_a_thing_has_its_colour(style, name, channel, drawn):
    tile = drawn[style][datasets.table("concepts")["en"].index(name)].astype(int)
    coloured = tile[np.ptp(tile, axis=-1) > 60]
    assert coloured.mean(0).argmax() == channel


def test_picture_columns_are_images_aligned_with_the_names(drawn):
    names = datasets.table("concepts")["en"]
    for code, style in (("image", "noto"), ("image-fluent", "fluent")):
        assert code in datasets.PICTURES
        items = datasets.column(f"concepts:{code}")
        assert {item.modality for item in items} == {"image"}
        assert [item.label for item in items] == names
        assert all(map(np.array_equal, (item.pixels for item in items), drawn[style]))


def test_the_columns_of_a_dataset_are_its_texts_and_then_its_pictures():
    assert datasets.columns("concepts") == (*datasets.table("concepts"), *datasets.PICTURES)
    assert datasets.columns("sentences") == tuple(datasets.table("sentences"))


def test_texts_of_the_concepts_load_no_image_library():
    code = (
        "from semhub import datasets; import sys; datasets.column('concepts:en'); "
        "datasets.columns('concepts'); print('PIL' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("rows", (1, 16, 17))
def test_a_sheet_gives_back_the_tiles_that_went_in(rows, tmp_path, monkeypatch):
    colours = [(10 * row, 255 - row, 7) for row in range(rows)]
    tiles = [Drawing.new("RGB", (pictures.TILE, pictures.TILE), colour) for colour in colours]
    build.sheet(tiles).save(tmp_path / "toy.webp", lossless=True)
    monkeypatch.setattr(pictures, "SHEETS", tmp_path)
    read = pictures.concept_pictures("toy", rows)
    assert len(read) == rows
    assert all((tile == colour).all() for tile, colour in zip(read, colours, strict=True))


TOY = {
    "prefix": "toy",
    "width": 16,
    "height": 16,
    "icons": {"left": {"body": '<path fill="#f00" d="M0 0h8v16h-8z"/>'}},
    "aliases": {"other": {"parent": "left"}},
}


@pytest.mark.parametrize("name", ("left", "other"))
def test_an_icon_fills_its_tile_on_white_and_aliases_are_followed(name):
    tile = np.asarray(build.drawn("1F98D FE0F", TOY, {"1f98d-fe0f": name}))
    half = pictures.TILE // 2
    assert tile.shape == (pictures.TILE, pictures.TILE, 3)
    assert (tile[:, :half] == (255, 0, 0)).all()
    assert (tile[:, half:] == 255).all()


def test_an_emoji_that_a_set_lacks_is_told():
    with pytest.raises(InputError, match=r"toy does not draw U\+1F98D") as caught:
        build.drawn("1F98D", TOY, {})
    assert_one_sentence(str(caught.value))


def test_without_npm_one_sentence_says_what_to_do(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "argv", ["build", "--folder", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        build.main()
    assert stopped.value.code == 1
    assert_one_sentence(capsys.readouterr().err.strip())
    assert not list(tmp_path.iterdir())
