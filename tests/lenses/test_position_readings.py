"""What each patch is read as, in a model whose patch states are known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from semhub.charts.media.patch_map import HEIGHT, WIDTH, patch_map
from semhub.charts.media.position_words import position_words, tracked_curve
from semhub.charts.style import TITLE_ROOM
from semhub.errors import InputError
from semhub.inputs import Text
from semhub.lenses import neighbours
from semhub.lenses.head import HeadReader
from semhub.lenses.neighbours.reader import NeighbourReader, mean_unit_state
from semhub.models.batch import Encoded
from semhub.states.extraction import extract
from semhub.states.positions import places, position_states
from tests.toy_picture import SIDE, PlantedPicture, square

MEETS = 2
FORMS = [(3, 3), (2, 7), (6, 2), (1, 5)]
"""Rows and columns: even, wide, tall, and one line."""


@pytest.fixture
def model() -> PlantedPicture:
    return PlantedPicture(meets_at=MEETS)


@pytest.fixture(params=["logit", "neighbours"])
def reader(request, model, tmp_path, monkeypatch):
    if request.param == "logit":
        return HeadReader(model)
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))
    words = range(20)
    texts = [Text(f"a{(i + 5) % 20} a{i} b{(i + 2) % 20}") for i in words]
    return NeighbourReader(neighbours.index(model, texts))


def every_cell(form: tuple[int, int]):
    return [(row, column) for row in range(form[0]) for column in range(form[1])]


@pytest.mark.parametrize("form", FORMS)
def test_the_patch_that_holds_the_square_is_the_patch_that_is_marked(model, reader, form):
    for row, column in every_cell(form):
        picture = square(*form, row, column)
        found = position_states(model, picture)
        reading = reader.read(found, track=["a3"])
        for layer in range(MEETS, model.n_layers + 1):
            found = reading.tracked["a3"][layer]
            assert divmod(int(found.argmax()), form[1]) == (row, column)
            assert (found > found.max() - 1e-4).sum() == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_map_draws_the_word_over_the_pixels_that_it_was_read_from(model, form):
    for row, column in every_cell(form):
        picture = square(*form, row, column)
        found = position_states(model, picture)
        reading = HeadReader(model).read(found, track=["a3"])
        chart = patch_map(found, reading, model.boxes(picture), MEETS, chosen=0, tracked="a3")
        spec = chart.to_dict()
        cells = next(
            rows
            for rows in spec["datasets"].values()
            if "strength" in rows[0] and "left" in rows[0]
        )
        [red] = [cell for cell in cells if cell["word"] == "a3"]
        sides = [red[side] / SIDE for side in ("left", "top", "right", "bottom")]
        assert sides == [column, row, column + 1, row + 1]
        assert red["place"] == f"row {row + 1}, column {column + 1}"
        assert red["strength"] == max(cell["strength"] for cell in cells)


def test_the_map_keeps_the_pictures_form_and_holds_padding_beyond_it(model):
    picture = square(2, 4, 0, 0)
    found = position_states(model, picture)
    reading = HeadReader(model).read(found)
    boxes = model.boxes(picture) * [1, 2, 1, 2] - [0, 0.5, 0, 0.5]  # padded above and below
    spec = patch_map(found, reading, boxes, MEETS, chosen=0).to_dict()
    encoding = spec["layer"][0]["encoding"]
    assert encoding["y"]["scale"]["domain"] == [-8, 24]
    assert encoding["x"]["scale"]["domain"] == [0, 32]
    fits = [encoding[side]["scale"]["range"][1]["expr"] for side in "xy"]
    assert fits[0].split("*")[1] == fits[1].split("*")[1] == "min(width/32.0, height/32.0)"


def test_states_are_those_of_the_items_own_positions(model):
    found = position_states(model, square(2, 3, 1, 1))
    assert found.states.shape == (model.n_layers + 1, 6, model.width)
    assert found.grid == (2, 3) and len(found.places) == 6
    np.testing.assert_array_equal(found.states[MEETS, 4], model.meaning[3])


def test_the_mean_is_what_extraction_pools(model):
    picture = square(2, 3, 0, 2)
    np.testing.assert_allclose(
        position_states(model, picture).mean, extract(model, [picture])[:, 0], rtol=1e-5, atol=1e-6
    )


def test_an_item_is_encoded_once_and_run_once(model, monkeypatch):
    asked, encode = [], model.encode
    monkeypatch.setattr(model, "encode", lambda items: asked.extend(items) or encode(items))
    before, picture = model.forwards, square(2, 3, 1, 1)
    position_states(model, picture)
    assert asked == [picture] and model.forwards == before + 1


def test_a_position_is_called_by_its_row_and_column_its_seconds_or_its_number():
    four = {"ids": [0, 1, 2, 3, 4, 0], "content": [False, *[True] * 4, False]}
    assert places(Encoded(**four, modality="image", grid=(2, 2))) == [
        "row 1, column 1", "row 1, column 2", "row 2, column 1", "row 2, column 2",
    ]  # fmt: skip
    assert places(Encoded(**four, modality="image"))[-1] == "position 4"
    heard = places(Encoded(**four, modality="audio", seconds_per_position=0.04))
    assert heard[0] == "0.00 to 0.04 s" and heard[-1] == "0.12 to 0.16 s"


def test_the_last_layer_of_the_logit_reader_is_the_models_own_output(model):
    found = position_states(model, square(1, 2, 0, 1))
    reading = HeadReader(model).read(found, top=3)
    own = model.unembed(found.states[-1]).softmax(-1).topk(3).values.numpy()
    np.testing.assert_allclose(reading.scores[-1], own, atol=1e-6)


def test_a_word_that_is_not_known_cannot_be_tracked(model, reader):
    assert reader.knows("a3") and not reader.knows("zebra")
    with pytest.raises(InputError, match="“zebra”"):
        reader.read(position_states(model, square(1, 2, 0, 0)), track=["zebra"])


def test_what_is_typical_is_the_mean_of_unit_states_over_all_positions(model):
    seen = [position_states(model, square(1, 2, 0, 0)), position_states(model, square(2, 1, 0, 0))]
    states = np.concatenate([item.states.numpy() for item in seen], axis=1)
    expected = (states / np.linalg.norm(states, axis=-1, keepdims=True)).mean(axis=1)
    np.testing.assert_allclose(mean_unit_state(seen), expected, atol=1e-6)


def test_one_patch_shows_its_words_at_every_layer(model, reader):
    reading = reader.read(position_states(model, square(2, 2, 1, 0)), track=["a3"])
    rows = next(
        iter(position_words(reading, 2, MEETS, "row 2, column 1").to_dict()["datasets"].values())
    )
    best = {row["layer"]: row["word"] for row in rows if row["rank"] == 1}
    assert list(best) == list(range(model.n_layers + 1))
    assert all(best[layer] in ("a3", "b3") for layer in range(MEETS, model.n_layers + 1))


def test_a_tracked_word_says_where_and_at_which_layer_it_is_strongest(model, reader):
    reading = reader.read(position_states(model, square(2, 2, 1, 0)), track=["a3"])
    names = ["p0", "p1", "p2", "p3"]
    said = tracked_curve(reading, "a3", names, "patch").to_dict()["title"]["subtitle"]
    layer = int(reading.tracked["a3"].max(axis=1).argmax())
    assert said.startswith(f"Most at p2, layer {layer}:") and layer >= MEETS


def test_the_json_is_plain(model, reader):
    reading = reader.read(position_states(model, square(1, 2, 0, 0)), top=2, track=["a3"])
    told = json.loads(json.dumps(reading.to_position_dict(), allow_nan=False))
    assert told["kind"] == reader.kind and len(told["words"]) == model.n_layers + 1


def test_a_wide_picture_leaves_no_empty_room_below_it_and_a_tall_one_no_longer_page(model):
    def drawn(rows: int, columns: int) -> tuple[float, float]:
        picture = square(rows, columns, 0, 0)
        found = position_states(model, picture)
        chart = patch_map(
            found, HeadReader(model).read(found), model.boxes(picture), MEETS, chosen=0
        )
        spec = chart.to_dict()
        return spec["height"], TITLE_ROOM + WIDTH * rows / columns

    for rows, columns in [(1, 5), (2, 7)]:
        height, filled = drawn(rows, columns)
        assert height == pytest.approx(filled, abs=1)
    assert drawn(3, 3)[0] == drawn(6, 2)[0] == HEIGHT
