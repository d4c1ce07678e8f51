"""What each position of a picture shows: grids, boxes, tiles, separators."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semhub.inputs import Image, Text
from semhub.models.layout import boxes_of
from semhub.states.extraction import positions
from tests.models.multimodal import item, loaded

# Not PaliGemma, whose random tower spreads a change, nor Chameleon, which makes codes of pictures.
LOCAL = [
    "LLaVA",
    "Qwen2-VL",
    "Qwen2.5-VL",
    "Qwen3-VL",
    "Gemma 3",
    "Qwen2.5-Omni thinker",
    "Gemma 4",
]


def grey(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), 128, np.uint8)


@pytest.mark.parametrize("size", [(96, 192), (192, 96)], ids=["wide", "tall"])
@pytest.mark.parametrize("family", LOCAL)
def test_a_square_painted_into_a_box_changes_that_position_most(family, size):
    model, (height, width) = loaded(family), size
    plain = Image(grey(*size))
    batch, before = positions(model, plain)
    boxes = model.boxes(plain)
    span = batch.content[0].nonzero()[:, 0]
    assert len(boxes) == len(span)
    for k in (1, len(boxes) - 2):
        shares = boxes[k].clip(0, 1) * [width, height, width, height]
        left, top, right, bottom = shares.round().astype(int)
        painted = grey(*size)
        painted[top:bottom, left:right] = (255, 0, 0)
        _, after = positions(model, Image(painted))
        change = (after[0] - before[0]).norm(dim=-1)[span]
        assert int(change.argmax()) == k


@pytest.mark.parametrize("family", LOCAL)
def test_a_grid_is_the_boxes_row_by_row(family):
    model = loaded(family)
    picture = item("image", 2)
    (encoded,) = model.encode([picture])
    rows, columns = encoded.grid
    boxes = model.boxes(picture).reshape(rows, columns, 4)
    assert (np.diff(boxes[..., 0], axis=1) > 0).all() and (np.diff(boxes[..., 1], axis=0) > 0).all()
    assert model.tokens(picture).count(f"▦ {rows},{columns}") == 1


def test_a_cropped_picture_is_covered_only_where_the_crop_is():
    boxes = loaded("LLaVA").boxes(Image(grey(96, 192)))
    np.testing.assert_allclose(boxes[0, :2], (0.25, 0), atol=0.01)
    np.testing.assert_allclose(boxes[-1, 2:], (0.75, 1), atol=0.01)


def test_a_picture_cut_into_tiles_has_boxes_of_each_and_of_the_whole():
    model = loaded("InternVL")
    picture = Image(grey(96, 192))  # two tiles side by side, then the whole, four positions each
    boxes = model.boxes(picture)
    half = np.array([[0, 0, 1, 2], [1, 0, 2, 2]]) / 2
    for tile, around in zip(boxes.reshape(3, 4, 4), [half[0], half[1], [0, 0, 1, 1]], strict=True):
        edges = [*tile[:, :2].min(axis=0), *tile[:, 2:].max(axis=0)]
        np.testing.assert_allclose(edges, around, atol=0.02)
    assert model.encode([picture])[0].grid is None


def test_padding_lies_beyond_the_picture():
    def padded_below(pixels: np.ndarray) -> dict:
        square = torch.full((1, 3, 64, 64), -1.0)
        square[0, :, :32] = torch.tensor(pixels).permute(2, 0, 1) / 255
        return {"pixel_values": square}

    boxes = boxes_of(padded_below, 16, (32, 64, 3))
    np.testing.assert_allclose(boxes[-1], (0.75, 1.5, 1, 2), atol=0.02)


@pytest.mark.parametrize("family", ["LLaVA-OneVision", "Phi-4-multimodal"])
def test_separators_among_the_positions_of_a_picture_are_not_its_content(family):
    model = loaded(family)
    (encoded,) = model.encode([item("image")])
    placeholders = encoded.ids.count(max(set(encoded.ids), key=encoded.ids.count))
    assert 0 < sum(encoded.content) < placeholders
    assert model.boxes(item("image")) is None and encoded.grid is None


def test_a_text_has_no_boxes():
    assert loaded("LLaVA").boxes(Text("a dog")) is None
