"""Published data sets of pictures and sounds: tiny ones of each format, whole and damaged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from semhub.datasets.published import published
from semhub.datasets.published.panoptic import segmented
from tests.datasets.test_published import columns, texts, whys
from tests.media import noise, recorded, saved, tone
from tests.sentences import assert_one_sentence, said


def coco(folder: Path, images: list, annotations: list, pictures: int = 2) -> str:
    (folder / "annotations").mkdir()
    (folder / "val2017").mkdir()
    for k in range(pictures):
        (folder / "val2017" / f"{k}.png").write_bytes(saved(noise(4, 5 + k)))
    whole = {"images": images, "annotations": annotations}
    (folder / "annotations" / "captions_val2017.json").write_text(json.dumps(whole), "utf-8")
    return f"coco:{folder}"


IMAGES = [{"id": 10 + k, "file_name": f"{k}.png"} for k in range(2)]
CAPTIONS = [{"image_id": 11, "caption": "A cat. "}, {"image_id": 10, "caption": "A dog."}]


def test_coco_pairs_a_picture_with_the_first_of_its_captions(tmp_path):
    more = [*CAPTIONS, {"image_id": 11, "caption": "Another."}]
    found = columns(coco(tmp_path, IMAGES, more))
    assert [row.item.pixels.shape for row in found["image"]] == [(4, 5, 3), (4, 6, 3)]
    assert texts(found["caption"]) == ["A dog.", "A cat."]


def test_coco_decodes_a_picture_when_it_is_asked_for(tmp_path):
    rows = published(coco(tmp_path, IMAGES, CAPTIONS)).columns()["image"]
    (tmp_path / "val2017" / "1.png").write_bytes(b"")
    assert next(iter(rows)).item is not None
    (row,) = rows
    assert "1.png" in row.why and "empty" in row.why


@pytest.mark.parametrize(
    "images, annotations, column, says",
    [
        (IMAGES, CAPTIONS[:1], "caption", "image 1 has no caption"),
        (
            IMAGES,
            [*CAPTIONS, {"image_id": 9, "caption": "x"}],
            "image",
            "a caption of image 9, and does not",
        ),
        ([*IMAGES, {"id": 3}], [*CAPTIONS, {"image_id": 3, "caption": "x"}], "image", "file_name"),
        ([*IMAGES, {"id": 3, "file_name": "z.png"}], CAPTIONS, "image", "no file z.png"),
        ([*IMAGES, {"id": 3, "file_name": "../v/0.png"}], CAPTIONS, "image", "no file ../v/0"),
        ([*IMAGES, 5], CAPTIONS, "caption", "image 3 has no caption"),
    ],
)
def test_coco_hands_on_damaged_entries_with_a_sentence(tmp_path, images, annotations, column, says):
    found = columns(coco(tmp_path, images, annotations))
    (why,) = whys(found[column])
    assert says in why
    assert len(found["image"]) == len(found["caption"])


@pytest.mark.parametrize(
    "content, says",
    [('{"images": [', "cut short"), ("[1]", "no object of lists"), ("{}", "no list “images”")],
)
def test_a_damaged_index_is_refused(tmp_path, content, says):
    typed = coco(tmp_path, IMAGES, CAPTIONS)
    (tmp_path / "annotations" / "captions_val2017.json").write_text(content)
    assert says in said(published(typed).columns)


def test_of_several_indices_one_has_to_be_named(tmp_path):
    typed = coco(tmp_path, IMAGES, CAPTIONS)
    first = tmp_path / "annotations" / "captions_val2017.json"
    first.with_name("captions_train2017.json").write_bytes(first.read_bytes())
    assert "name one of them" in said(published(typed).columns)
    assert len(columns(f"coco:{first}")["image"]) == 2
    assert "holds no captions_" in said(published(f"coco:{tmp_path}/val2017").columns)


# Panoptic masks

BIG = 3 + 256 * 2 + 256**2 * 1
SEGMENTS = [{"id": BIG, "category_id": 1}, {"id": 7, "category_id": 2}]


def panoptic(folder: Path, changes: dict | None = None, shape: tuple = (4, 6)) -> Path:
    colours = np.zeros((*shape, 3), dtype=np.uint8)
    colours[:2, :, 0] = 7
    colours[2:, :3] = (3, 2, 1)
    for place, content in (("annotations/panoptic_v", saved(colours)), ("v", saved(noise(4, 6)))):
        (folder / place).mkdir(parents=True)
        (folder / place / "0.png").write_bytes(content)
    entry = {"image_id": 5, "file_name": "0.png", "segments_info": SEGMENTS}
    whole = {
        "images": [{"id": 5, "file_name": "0.png"}],
        "categories": [{"id": 1, "name": "dog", "isthing": 1}, {"id": 2, "name": "sky"}],
        "annotations": [entry | (changes or {}), entry],
    }
    (folder / "annotations" / "panoptic_v.json").write_text(json.dumps(whole), "utf-8")
    return folder


def test_a_mask_is_where_its_number_stands_in_the_colours(tmp_path):
    first, _ = segmented(panoptic(tmp_path))
    dog, sky = first.segments
    assert [(s.word, s.thing) for s in (dog, sky)] == [("dog", True), ("sky", False)]
    expected = np.zeros((4, 6), dtype=bool)
    expected[2:, :3] = True
    assert (dog.mask == expected).all() and sky.mask[:2].all() and not sky.mask[2:].any()
    assert first.picture.pixels.shape == (4, 6, 3)


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"image_id": [6]}, "an image that the file does not list"),
        ({"image_id": 6}, "an image that the file does not list"),
        ({"file_name": "1.png"}, "no file 1.png"),
        ({"file_name": None}, "no “file_name”"),
        ({"segments_info": None}, "no list “segments_info”"),
        ({"segments_info": [{"id": 8, "category_id": 1}]}, "segment 8, which no pixel"),
        ({"segments_info": [{"id": 7, "category_id": 9}]}, "a category that the file does not"),
        ({"segments_info": [{"category_id": 1}]}, "without a number"),
    ],
)
def test_a_damaged_annotation_is_one_sentence_and_the_next_is_read(tmp_path, changes, says):
    spoilt, whole = segmented(panoptic(tmp_path, changes))
    assert spoilt.picture is None and whole.picture is not None
    assert says in spoilt.why
    assert_one_sentence(spoilt.why)


def test_a_mask_of_another_size_than_its_picture_is_one_sentence(tmp_path):
    first, _ = segmented(panoptic(tmp_path, shape=(5, 6)))
    assert "a mask of 5 x 6 pixels and a picture of 4 x 6" in first.why


def test_masks_are_no_sides(tmp_path):
    assert "which are no sides" in said(published(f"panoptic:{panoptic(tmp_path)}").columns)


# VGGSound


def vggsound(folder: Path, *lines: str) -> str:
    (folder / "clips").mkdir()
    for k in (1, 2):
        (folder / "clips" / f"-a_b{k}_00003{k}.wav").write_bytes(recorded(tone(0.2)))
    rows = ['-a_b1,31,"dog, barking",train', "-a_b2,32,rain,test", *lines]
    (folder / "vggsound.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return f"vggsound:{folder}"


def test_vggsound_pairs_a_clip_with_its_label(tmp_path):
    found = columns(vggsound(tmp_path))
    assert texts(found["label"]) == ["dog, barking", "rain"]
    assert [row.item.modality for row in found["sound"]] == ["audio"] * 2


@pytest.mark.parametrize(
    "line, says",
    [
        ("gone,5,rain,test", "1 row of vggsound.csv has no clip, the first in line 3"),
        ("x,5,rain", "line 3 has 3 cells"),
        ("x,five,rain,test", "no whole number"),
    ],
)
def test_vggsound_names_rows_without_a_clip_and_damaged_ones(tmp_path, line, says):
    found = columns(vggsound(tmp_path, line))
    for rows in found.values():
        (why,) = whys(rows)
        assert says in why and len(rows) == 3


def test_a_video_is_named_as_a_sound_that_cannot_be_read(tmp_path):
    typed = vggsound(tmp_path, "v,0,rain,test")
    (tmp_path / "clips" / "v_000000.mp4").write_bytes(b"\0\0\0 ftypisom")
    (why,) = whys(columns(typed)["sound"])
    assert "v_000000.mp4" in why


def test_vggsound_is_refused_without_its_file_or_its_clips(tmp_path):
    assert "holds no vggsound.csv" in said(published(f"vggsound:{tmp_path}").columns)
    typed = vggsound(tmp_path)
    for file in (tmp_path / "clips").iterdir():
        file.unlink()
    assert "holds no sound called ID_START" in said(published(typed).columns)


# COGS
