"""A word is claimed only where it is stronger than in inputs with nothing in them."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from semhub import datasets
from semhub.charts.lens.faded import nothing_read
from semhub.charts.media.patch_map import patch_map
from semhub.charts.media.position_words import position_words, tracked_curve
from semhub.charts.media.word_map import word_map
from semhub.datasets.nouns import nouns
from semhub.inputs import Audio, Image, Text
from semhub.lenses import floor, neighbours
from semhub.lenses.floor import INPUTS, POSITIONS, Empty, Floor, empty, empty_like, with_floor
from semhub.lenses.head import HeadReader
from semhub.lenses.kinds import KINDS
from semhub.lenses.neighbours.reader import NeighbourReader
from semhub.lenses.reading import read
from semhub.models.loading import load
from semhub.states.positions import position_states
from tests.toy_picture import PlantedPicture, square

MEETS = 2
ABOVE = 0.08
"""Share of an empty input's positions that may stand above the floor: by construction about 5% do
of shades and noises that it was taken from, and these are others."""


@pytest.fixture(scope="module")
def nano():
    return load("semhub-nano")


@pytest.fixture(scope="module")
def readers(nano):
    """Of both kinds, for pictures and for sounds: that for neighbours centred as on the pages."""
    index = neighbours.index(nano)

    def readers(column: str):
        items = datasets.column(column)[::12]
        near = NeighbourReader(index).centred_on([position_states(nano, item) for item in items])
        return {"neighbours": near, "logit": HeadReader(nano)}

    return {"image": readers("world:image"), "audio": readers("world:speech")}


def grey(shade: float, noise: float, seed: int, shape=(60, 60, 3)) -> Image:
    pixels = shade + noise * np.random.default_rng(seed).standard_normal(shape)
    return Image(np.clip(pixels.round(), 0, 255).astype(np.uint8))


def hiss(seconds: float, peak: float, seed: int, rate: int = 16_000) -> Audio:
    noise = np.random.default_rng(seed).standard_normal(round(seconds * rate))
    return Audio((peak * noise / np.abs(noise).max()).astype(np.float32), rate)


def floored(model, reader, items, nothing, **more):
    """What each of them reads as, with the floor, from one run of empty inputs."""
    return [
        reader.with_floor(reader.read(position_states(model, i), **more), nothing) for i in items
    ]


def claimed(readings) -> np.ndarray:
    """(layers, items, positions) of the best words."""
    return np.stack([reading.claimed[:, :, 0] for reading in readings], axis=1)


@pytest.mark.parametrize("kind", ["neighbours", "logit"])
def test_an_empty_picture_of_another_grey_is_faded_but_for_what_chance_leaves(nano, readers, kind):
    blanks = [grey(9 + 12 * k, (0.5, 1, 2, 3)[k % 4], seed=100 + k) for k in range(20)]
    found = claimed(floored(nano, readers["image"][kind], blanks, empty(nano, blanks[0])))
    assert found.mean() <= ABOVE
    assert found.any()  # it is a percentile, and not out of reach


@pytest.mark.parametrize("kind", ["neighbours", "logit"])
def test_other_hiss_is_faded_but_for_what_chance_leaves(nano, readers, kind):
    quiet = [hiss(2, 2.0**-k, seed=100 + round(10 * k)) for k in (7.3, 8.6, 9.9, 11.2, 12.5, 13.8)]
    found = claimed(floored(nano, readers["audio"][kind], quiet, empty(nano, quiet[0])))
    assert found.mean() <= ABOVE


def test_a_picture_of_the_embedded_world_keeps_the_words_of_its_thing(nano, readers):
    reader, pictures = readers["image"]["neighbours"], datasets.column("world:image")[:40]
    own = nouns("world")
    readings = floored(nano, reader, pictures, empty(nano, pictures[0]), top=1)
    for layer in range(2, nano.n_layers + 1):
        kept = [
            bool(reading.claimed[layer, position, 0])
            for words, reading in zip(own, readings, strict=False)
            for position, [word] in enumerate(reading.words[layer])
            if word.casefold() in words
        ]
        assert len(kept) > 40 and np.mean(kept) > 0.85


def test_speech_keeps_the_words_that_it_says(nano, readers):
    sounds = datasets.column("world:speech")[:5]
    for sound in sounds:
        [reading] = floored(
            nano, readers["audio"]["neighbours"], [sound], empty(nano, sound), top=1
        )
        said = sound.label.casefold().strip(".").split()
        own = [word.casefold() in said for [word] in reading.words[MEETS + 3]]
        assert reading.claimed[MEETS + 3, :, 0][own].mean() > 0.6


def test_the_floor_is_the_largest_of_the_inputs_percentiles_word_by_word():
    rng = np.random.default_rng(0)
    states = torch.from_numpy(rng.standard_normal((2, 11, 7, 4)))
    head = rng.standard_normal((4, 9))
    numbers = rng.integers(0, 9, (2, 5, 3))

    def scores(some):
        return (layer.numpy() @ head for layer in some)

    found = Empty("image", states).floor(scores, numbers, {"both": (2, 6)})
    all_scores = states.numpy() @ head
    for cell in np.ndindex(numbers.shape):
        word = all_scores[cell[0], :, :, numbers[cell]]
        slow = max(np.percentile(each, 95) for each in word)
        assert found.cells[cell] == pytest.approx(slow, abs=1e-5)
    both = all_scores[1][:, :, [2, 6]].sum(axis=-1)
    assert found.tracked["both"][1] == pytest.approx(
        max(np.percentile(each, 95) for each in both), abs=1e-5
    )


def test_empty_pictures_are_of_the_same_size_and_of_all_greys():
    blanks = empty_like(Image(np.zeros((30, 50, 3), dtype=np.uint8)))
    assert {blank.pixels.shape for blank in blanks} == {(30, 50, 3)}
    shades = [blank.pixels.mean() for blank in blanks]
    assert len(shades) == INPUTS and shades == sorted(shades)
    assert shades[0] < 3 and shades[-1] > 252
    assert max(blank.pixels.std() for blank in blanks) < 3


def test_empty_sounds_are_of_the_same_length_and_rate_and_faint():
    quiet = empty_like(hiss(0.7, 0.9, seed=0, rate=22_050))
    assert {(len(sound.samples), sound.rate) for sound in quiet} == {(15_435, 22_050)}
    assert len(quiet) == INPUTS and max(np.abs(sound.samples).max() for sound in quiet) < 0.02
    assert [a.digest for a in quiet] == [
        b.digest for b in empty_like(hiss(0.7, 0.9, seed=0, rate=22_050))
    ]


def test_of_a_large_picture_some_positions_are_read_spread_over_all_of_it():
    model = PlantedPicture(meets_at=MEETS)
    picture = square(9, 20, 0, 0)
    told = []
    found = empty(model, picture, lambda done, total: told.append((done, total)))
    assert found.states.shape == (model.n_layers + 1, INPUTS, POSITIONS, model.width)
    assert told[-1] == (INPUTS, INPUTS)


@pytest.fixture
def toy() -> tuple:
    """A grey picture with one red patch, and its reading with the floor: only grey is empty."""
    model = PlantedPicture(meets_at=MEETS)
    picture = square(2, 3, 1, 2)
    states = position_states(model, picture)
    reader = HeadReader(model)
    reading = reader.read(states, track=["a3", "a7"])
    return model, picture, states, reader.with_floor(reading, empty(model, picture))


def test_of_a_grey_picture_with_a_red_patch_only_the_patch_is_claimed(toy):
    reading = toy[-1]
    for layer in range(MEETS, 5):
        assert reading.claimed[layer, :, 0].tolist() == [False] * 5 + [True]
        assert reading.above("a3")[layer].tolist() == [False] * 5 + [True]
    assert not reading.above("a7")[MEETS:].any()
    assert reading.strongest("a3")[1] == 5


def test_the_map_fades_what_is_not_claimed_and_names_the_floor_on_hover(toy):
    model, picture, states, reading = toy
    spec = patch_map(states, reading, model.boxes(picture), MEETS, chosen=0).to_dict()
    [rows] = [rows for rows in spec["datasets"].values() if "claimed" in rows[0]]
    assert [row["claimed"] for row in rows] == [False] * 5 + [True]
    assert rows[0]["floor"] >= rows[0]["score"] and rows[5]["floor"] < rows[5]["score"]
    letters = spec["layer"][-1]
    assert "datum.claimed ? 1 : 0.45" in letters["mark"]["opacity"]["expr"]
    assert {"field": "floor", "title": "an empty picture reaches", "format": ".3f",
            "type": "quantitative"} in letters["encoding"]["tooltip"]  # fmt: skip
    assert "Faded: no stronger than in an empty picture" in spec["title"]["subtitle"]


def test_a_tracked_word_is_tinted_only_above_its_floor(toy):
    model, picture, states, reading = toy
    boxes = model.boxes(picture)
    spec = patch_map(states, reading, boxes, MEETS, chosen=0, tracked="a7").to_dict()
    assert spec["title"]["subtitle"] == "“a7” is at no patch stronger than in an empty picture"
    [rows] = [rows for rows in spec["datasets"].values() if "claimed" in rows[0]]
    assert {row["strength"] for row in rows} == {0}
    curve = tracked_curve(reading, "a3", states.places, "patch").to_dict()
    assert "in an empty picture, at most" in json.dumps(curve)
    cells = word_map(reading, "a3", 0.1, MEETS).to_dict()["datasets"].values()
    [tints] = [[row["tint"] for row in rows] for rows in cells if "tint" in rows[0]]
    assert (np.array(tints) > 0).tolist() == reading.above("a3").ravel().tolist()


def test_the_words_of_one_patch_fade_layer_by_layer(toy):
    reading = toy[-1]
    for position in (0, 5):
        spec = position_words(reading, position, MEETS, "here").to_dict()
        [rows] = [rows for rows in spec["datasets"].values() if "claimed" in rows[0]]
        best = [row for row in rows if row["rank"] == 1 and row["layer"] >= MEETS]
        assert {row["claimed"] for row in best} == {position == 5}
        assert all(row["tint"] == row["score"] * row["claimed"] for row in rows)


def test_where_all_is_faded_one_sentence_says_so_and_names_no_word():
    model = PlantedPicture(meets_at=MEETS)
    blank = Image(square(2, 3, 0, 0).pixels * 0 + np.uint8(128))
    states, reader = position_states(model, blank), HeadReader(model)
    reading = reader.with_floor(reader.read(states), empty(model, blank))
    sentence = "Nothing here reads stronger than an empty picture does"
    assert nothing_read(reading, MEETS) == sentence
    spec = patch_map(states, reading, model.boxes(blank), MEETS, chosen=0).to_dict()
    assert spec["title"]["subtitle"] == sentence


def test_what_chance_leaves_above_the_floor_is_called_chance(toy):
    reading = toy[-1]
    one_of = np.zeros((5, 20, 5))
    one_of[:, 3] = 2
    words = [[["a0"] * 5] * 20] * 5
    reading = replace(
        reading,
        content=np.ones(20, bool),
        scores=one_of,
        words=words,
        floor=Floor("silence", one_of * 0 + 1, {}),
    )
    assert nothing_read(reading, 1) == (
        "No stronger than silence reads, but for 1 of 20 (by chance 1 in 20)"
    )
    one_of[:, 4] = 2
    assert nothing_read(reading, 1) is None


def test_without_a_floor_every_word_is_claimed(toy):
    model, _, states, _ = toy
    reading = HeadReader(model).read(states, track=["a3"])
    assert reading.claimed.all() and reading.above("a3").all()
    assert "floor" not in reading.to_position_dict() and nothing_read(reading, MEETS) is None


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_lens_has_a_floor_and_only_at_the_items_own_positions(nano, monkeypatch, kind):
    blanks = [grey(shade, 1, seed=shade) for shade in range(15, 255, 30)]
    nothing = empty(nano, blanks[0])
    monkeypatch.setattr(floor, "empty", lambda *_: nothing)
    index = neighbours.index(nano) if kind == "neighbours" else None
    above = []
    for blank in blanks:
        found = read(nano, blank, kind=kind, top=2, track=["dog"], index=index)
        reading = with_floor(nano, blank, found, index=index)
        above.append(reading.claimed[:, reading.content, 0].mean())
        assert reading.claimed[:, ~reading.content].all()
    assert np.mean(above) < 2 * ABOVE
    told = json.loads(json.dumps(reading.to_dict()))
    assert np.shape(told["floor"]) == reading.scores.shape
    assert told["floor_of"] == "an empty picture" and len(told["tracked_floor"]["dog"]) == 11


def test_a_lens_of_text_has_no_floor(nano):
    assert "floor" not in read(nano, Text("The dog sleeps."), top=1).to_dict()


def test_each_empty_input_is_encoded_once(monkeypatch):
    model = PlantedPicture(meets_at=MEETS)
    seen, encode = [], model.encode
    monkeypatch.setattr(model, "encode", lambda items: seen.extend(items) or encode(items))
    empty(model, square(1, 2, 0, 0))
    assert len(seen) == len({item.digest for item in seen}) == INPUTS
