"""A picture file becomes upright RGB pixels, or one sentence that says what to do."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import PIL.Image
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from semhub.errors import InputError
from semhub.inputs import Image
from semhub.inputs.image import LONGEST_SIDE, MAX_PIXELS, suffixes
from semhub.public import PIXELS
from tests.media import noise, png_of_size, saved
from tests.sentences import assert_one_sentence, said

ORIENTATION = 0x112
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def refusal(data: bytes, label: str = "dog.png") -> str:
    sentence = said(lambda: Image.from_bytes(data, label))
    assert label in sentence
    return sentence


@pytest.mark.parametrize("format", ["PNG", "BMP", "TIFF", "WEBP", "GIF"])
def test_a_lossless_file_of_any_format_gives_its_own_pixels(format):
    pixels = noise(12, 20) // 128 * 128  # at most eight colours, so that a GIF holds them too
    options = {"lossless": True} if format == "WEBP" else {}
    found = Image.from_bytes(saved(pixels, format, **options))
    assert (found.pixels == pixels).all()
    assert (found.pixels.dtype, found.pixels.shape, found.note) == (np.uint8, (12, 20, 3), None)


@pytest.mark.parametrize("suffix", ["jp2", "ico", "tga", "ppm", "pcx", "sgi", "dds", "qoi"])
def test_whatever_the_library_writes_and_reads_is_a_picture_by_its_name(suffix):
    pixels = noise(16, 16)
    format = PIL.Image.registered_extensions()[f".{suffix}"]
    assert f".{suffix}" in suffixes()
    found = Image.from_bytes(saved(pixels, format), f"dog.{suffix}").pixels
    assert found.shape == pixels.shape
    assert suffix == "jp2" or (found == pixels).all()


@pytest.mark.parametrize("format", ["EPS", "PDF"])
def test_a_document_that_a_program_would_have_to_draw_is_no_picture(format):
    assert "not a picture that can be read" in refusal(saved(noise(8, 8), format))


def test_a_file_that_says_nothing_of_its_kind_is_a_picture_by_its_name_alone():
    data = saved(noise(8, 8), "TGA")
    assert Image.from_bytes(data, "dog.tga").pixels.shape == (8, 8, 3)
    assert "not a picture" in refusal(data, "dog.png")


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF"])
def test_a_lossy_file_gives_nearly_its_pixels(format):
    pixels = np.zeros((32, 48, 3), dtype=np.uint8)
    pixels[:, 24:] = (200, 120, 40)
    found = Image.from_bytes(saved(pixels, format, quality=95)).pixels
    assert found.shape == pixels.shape
    assert np.abs(found.astype(int) - pixels).mean() < 4


def test_a_truncated_png_is_refused():
    data = saved(noise(64, 64))
    assert "cut short" in refusal(data[: len(data) // 2])


@pytest.mark.parametrize(
    "size", [(40_000, 40_000), (12_000, 12_000), (MAX_PIXELS // 1000 + 1, 1000)]
)
def test_a_picture_that_is_too_large_is_refused_by_its_header_with_the_limit(size, recwarn):
    # The file holds no pixels: had they been decoded, it would be refused as cut short.
    sentence = refusal(png_of_size(*size))
    assert f"at most {MAX_PIXELS:,}" in sentence and "scale it down" in sentence
    assert not recwarn.list


def test_the_largest_picture_is_let_in_by_its_header():
    assert "cut short" in refusal(png_of_size(MAX_PIXELS // 1000, 1000))


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_a_large_photograph_is_scaled_down_in_proportion(format):
    pixels = np.zeros((3000, 6000, 3), dtype=np.uint8)
    pixels[:, 3000:] = 255
    found = Image.from_bytes(saved(pixels, format)).pixels
    assert found.shape == (LONGEST_SIDE // 2, LONGEST_SIDE, 3)
    assert found[:, : LONGEST_SIDE // 2 - 8].max() < 8
    assert found[:, LONGEST_SIDE // 2 + 8 :].min() > 247


def test_a_picture_of_the_longest_side_is_left_as_it_is():
    assert Image.from_bytes(saved(noise(4, LONGEST_SIDE))).pixels.shape == (4, LONGEST_SIDE, 3)


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_the_first_is_used_and_that_is_said(format):
    frames = [PIL.Image.new("RGB", (10, 8), colour) for colour in (RED, GREEN, BLUE)]
    options = {"lossless": True} if format == "WEBP" else {}
    data = saved(frames[0], format, save_all=True, append_images=frames[1:], **options)
    found = Image.from_bytes(data)
    assert (found.pixels == RED).all()
    assert "first" in found.note
    assert_one_sentence(found.note)


def test_the_preview_inside_a_phones_photograph_is_no_second_frame():
    picture = PIL.Image.new("RGB", (16, 16), RED)
    data = saved(picture, "MPO", save_all=True, append_images=[picture.resize((8, 8))])
    found = Image.from_bytes(data)
    assert (found.note, found.pixels.shape) == (None, (16, 16, 3))


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_cmyk_becomes_the_colours_that_are_seen(format):
    data = saved(PIL.Image.new("CMYK", (16, 16), (0, 255, 255, 0)), format)
    assert np.abs(Image.from_bytes(data).pixels.astype(int) - RED).max() <= 4


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
def test_sixteen_bits_keep_their_shades(format):
    shades = np.linspace(0, 65_535, 256).round().astype(np.uint16)
    found = Image.from_bytes(saved(np.tile(shades, (4, 1)), format)).pixels
    assert (found == np.arange(256)[None, :, None]).all()


def test_sixteen_bits_with_the_high_byte_first_keep_their_shades():
    pixels = np.full((4, 4), 0x80FF, dtype=">u2")
    data = saved(PIL.Image.frombytes("I;16B", (4, 4), pixels.tobytes()), "TIFF")
    assert (Image.from_bytes(data).pixels == round(0x80FF / 257)).all()


@pytest.mark.parametrize("mode", ["I", "F"])
def test_measured_values_without_a_scale_are_refused(mode):
    assert "32 bits" in refusal(saved(PIL.Image.new(mode, (4, 4), 7), "TIFF"))


@pytest.mark.parametrize("mode", ["1", "L", "P", "YCbCr", "RGBX"])
def test_other_modes_come_out_white_where_they_are_white(mode):
    white = PIL.Image.new("RGB", (8, 8), "white").convert(mode)
    assert (Image.from_bytes(saved(white, "TIFF")).pixels >= 254).all()


def test_a_palette_with_alpha_is_laid_over_white():
    palette = PIL.Image.new("P", (3, 1))
    palette.putpalette([*RED, *GREEN, *BLUE])
    palette.putdata([0, 1, 2])
    data = saved(palette, transparency=bytes([255, 0, 128]))
    assert Image.from_bytes(data).pixels[0].tolist() == [
        list(RED),
        [255, 255, 255],
        [127, 127, 255],
    ]


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("RGBA", (0, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 255), RED),
        ("LA", (0, 0), (255, 255, 255)),
        ("LA", (0, 255), (0, 0, 0)),
    ],
)
def test_what_is_transparent_is_white(mode, colour, seen):
    assert (Image.from_bytes(saved(PIL.Image.new(mode, (4, 4), colour))).pixels == seen).all()


TURNS = {1: 0, 3: 2, 6: 3, 8: 1}
"""EXIF orientation -> quarter turns to the left that put the picture upright."""


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_exif_rotation_is_honoured(format, orientation):
    pixels = np.zeros((16, 32, 3), dtype=np.uint8)
    pixels[:8, :16] = 255  # a white corner
    exif = PIL.Image.Exif()
    exif[ORIENTATION] = orientation
    found = Image.from_bytes(saved(pixels, format, exif=exif)).pixels
    upright = np.rot90(pixels, TURNS[orientation])
    assert found.shape == upright.shape
    assert np.abs(found.astype(int) - upright).mean() < 8


def test_exif_rotation_is_honoured_on_a_photograph_that_is_scaled_down():
    exif = PIL.Image.Exif()
    exif[ORIENTATION] = 6
    found = Image.from_bytes(saved(np.zeros((2000, 5000, 3), dtype=np.uint8), "JPEG", exif=exif))
    assert found.pixels.shape[0] == LONGEST_SIDE > found.pixels.shape[1]


SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def test_a_drawing_of_lines_is_told_to_be_saved_as_png():
    for data in (SVG, b"\n  <SVG></SVG>"):
        sentence = refusal(data, "icon.svg")
        assert "SVG drawing" in sentence and "save it as PNG" in sentence


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "is empty"),
        (b"The cat sleeps on the warm stone.\n" * 50, "not a picture"),
        (gzip.compress(SVG), "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n", "not a picture"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "not a picture"),
    ],
    ids=["empty", "text", "compressed drawing", "program in PostScript", "sound"],
)
def test_what_is_no_picture_is_refused_whatever_its_name(data, named):
    assert named in refusal(data, "dog.jpg")


PNG, JPEG, GIF = (saved(noise(9, 7), format) for format in ("PNG", "JPEG", "GIF"))


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.tuples(
            st.sampled_from([PNG, JPEG, GIF]), st.integers(8, 200), st.binary(min_size=1)
        ).map(lambda cut: cut[0][: cut[1]] + cut[2] + cut[0][cut[1] + len(cut[2]) :]),
    )
)
@example(PNG[:30])
@example(JPEG[:-40])
def test_any_bytes_are_a_picture_or_one_sentence(data):
    try:
        assert Image.from_bytes(data).pixels.size
    except InputError as error:
        assert_one_sentence(str(error))


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 4), dtype=np.uint8),
        np.zeros((4, 4, 4), dtype=np.uint8),
        np.zeros((0, 4, 3), dtype=np.uint8),
        np.zeros((4, 4, 3), dtype=np.float32),
    ],
)
def test_an_array_that_is_no_picture_is_refused(pixels):
    with pytest.raises(InputError) as caught:
        Image(pixels)
    assert_one_sentence(str(caught.value))


def test_the_digest_is_of_shape_and_pixels_and_not_of_the_label():
    pixels = noise(4, 6)
    assert Image(pixels, "a").digest == Image(pixels.copy(), "b").digest
    assert len({Image(p).digest for p in (pixels, pixels.reshape(6, 4, 3), 255 - pixels)}) == 3
    assert Image(pixels).modality == "image"


def test_strangers_give_smaller_pictures_and_a_header_is_enough_to_refuse_one(monkeypatch):
    monkeypatch.setenv("SEMHUB_PUBLIC", "1")
    assert f"at most {PIXELS:,}" in refusal(png_of_size(PIXELS // 1000 + 1, 1000))
    assert "cut short" in refusal(png_of_size(PIXELS // 1000, 1000))


@pytest.mark.parametrize("head", [b"\x2f", b""], ids=["lossless", "lossy"])
def test_a_webp_of_a_few_bytes_is_refused_by_its_header(head):
    """Valid ones that decode to a gigabyte have a few hundred bytes."""
    side = 10_000
    size = struct.pack("<I", (side - 1) | (side - 1) << 14)
    plain = b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", side, side) + bytes(8)
    name, data = (b"VP8L", head + size + bytes(3)) if head else (b"VP8 ", plain)
    chunk = b"WEBP" + name + struct.pack("<I", len(data)) + data
    webp = b"RIFF" + struct.pack("<I", len(chunk)) + chunk
    assert len(webp) < 40 and "scale it down" in refusal(webp)


@pytest.mark.parametrize("name", ["dog.ico", "dog.icns"])
def test_a_picture_inside_an_icon_is_refused_by_its_own_header(name):
    inside = png_of_size(MAX_PIXELS // 1000 + 1, 1000)
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(inside), 22)
    ico = struct.pack("<HHH", 0, 1, 1) + entry + inside
    icns = struct.pack(">4sI4sI", b"icns", len(inside) + 16, b"ic07", len(inside) + 8) + inside
    assert "scale it down" in refusal(ico if name == "dog.ico" else icns, name)
