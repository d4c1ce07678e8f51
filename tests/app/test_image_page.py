"""The image page: a picture given in three ways, beside captions, and read patch by patch."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import semhub.lenses.floor
from semhub import datasets
from semhub.charts.palette import GREY
from semhub.ui.media.picture import scaled
from tests.app.conftest import APP, ROOT, TEXT, healthy, said, title_of
from tests.media import noise, png_of_size, saved

PAGE = "pages/4_Image.py"
NANO = "semhub-nano"
BESIDE = "Which caption does the picture come near?"
MAP = "What does semhub-nano see at layer"
WORDS = "What does it read as at"


@pytest.fixture
def image_page():
    """Opens the page as a link with these parameters does."""

    def opened(**link: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=240)
        page.switch_page(PAGE)
        for key, value in link.items():
            page.query_params[key] = value
        return healthy(page.run())

    return opened


@pytest.fixture
def upload_page(image_page):
    """The page with a file dropped in."""

    def dropped(name: str, data: bytes, **link: str) -> AppTest:
        page = image_page(**{"image_from": "Upload"} | link)
        page.file_uploader(key="image_upload").upload(name, data)
        return healthy(page.run())

    return dropped


def answers(page: AppTest) -> dict[str, str]:
    """Title of each chart -> its subtitle; the sheet of thumbnails has neither."""
    specs = [chart for chart in page.get("vega_lite_chart") if '"subtitle"' in chart.proto.spec]
    return {title["title"]: title["subtitle"] for title in map(title_of, specs)}


def titles(page: AppTest) -> str:
    return "\n".join(answers(page))


def test_a_gallery_picture_is_drawn_to_curve_and_patch_map(image_page):
    page = image_page()
    assert [title.startswith(MAP) for title in answers(page)] == [True]
    page = image_page(image_near="true", image_one="true")
    shown = titles(page)
    assert BESIDE in shown and MAP in shown and WORDS in shown
    assert not page.error and not page.warning
    own = datasets.table("world")
    assert page.text_area(key="image_captions").value.split("\n")[:2] == [
        own["en"][0], own["zh"][0],
    ]  # fmt: skip


def test_a_link_leads_to_a_picture_a_tab_and_captions(image_page):
    name = datasets.table("concepts")["en"][5]
    page = image_page(
        image_set="Concepts", image_row=f"6: {name}", image_tab="Colour words",
        image_captions=f"{name}\n驼鹿",
    )  # fmt: skip
    assert page.selectbox(key="image_row").value == 5
    assert page.text_area(key="image_captions").value == f"{name}\n驼鹿"
    assert "Which colour do the patches of a plain colour say?" in titles(page)


def test_another_picture_brings_its_own_captions_and_written_ones_stay(image_page):
    page = image_page()
    page.selectbox(key="image_row").set_value(3)
    healthy(page.run())
    first = datasets.table("world")["en"][3]
    assert page.text_area(key="image_captions").value.startswith(first)
    page.text_area(key="image_captions").set_value("my own words")
    healthy(page.run())
    page.selectbox(key="image_row").set_value(4)
    assert healthy(page.run()).text_area(key="image_captions").value == "my own words"
    assert page.query_params["image_captions"] == "my own words"


def test_captions_of_other_pictures_of_the_gallery_are_grey_and_dashed(image_page):
    page = image_page(image_set="world:image", image_near="true")
    charts = [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]
    curves = next(c for c in charts if c["usermeta"]["title"] == BESIDE)
    lines = next(layer for layer in curves["layer"] if "strokeDash" in layer["encoding"])
    ways = [lines["encoding"][way]["scale"]["range"] for way in ("color", "strokeDash")]
    strangers = [(tint, dash) for tint, dash in zip(*ways, strict=True) if dash != [1, 0]]
    assert len(strangers) == 3 and {tint for tint, _ in strangers} == {GREY}


def test_the_gallerys_captions_are_not_taken_for_those_of_a_picture_of_ones_own(upload_page):
    page = upload_page("holiday.png", saved(noise(60, 90)))
    assert "those of the gallery are shown" in said(page)
    assert page.text_area(key="image_captions").value == "" and MAP in titles(page)
    page.text_area(key="image_captions").set_value("a holiday")
    page = healthy(page.run())
    assert "those of the gallery are shown" not in said(page)
    assert page.query_params["image_captions"] == "a holiday"


def test_back_in_the_gallery_its_captions_are_back(upload_page):
    page = upload_page("holiday.png", saved(noise(60, 90)))
    page.selectbox(key="image_from").set_value("gallery")
    first = datasets.table("world")["en"][0]
    assert healthy(page.run()).text_area(key="image_captions").value.startswith(first)


def test_another_gallery_begins_with_its_first_picture_and_the_box_says_so(image_page):
    page = image_page(image_set="World")
    page.selectbox(key="image_row").set_value(3)
    healthy(page.run())
    page.selectbox(key="image_set").set_value("concepts:image")
    page = healthy(page.run())
    first = datasets.table("concepts")["en"][0]
    assert page.selectbox(key="image_row").value == 0 and "image_row" not in page.query_params
    assert page.text_area(key="image_captions").value.startswith(first)


def test_a_picture_that_is_dropped_in_outlives_a_page_switch(upload_page):
    page = upload_page("holiday.png", saved(noise(60, 90)))
    assert MAP in titles(page)
    page.switch_page(TEXT)
    healthy(page.run())
    page.switch_page(PAGE)
    page = healthy(page.run())
    assert "Still “holiday.png”" in said(page) and MAP in titles(page)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("cut.png", saved(noise(60, 60))[:200], "is damaged or cut short"),
        ("huge.png", png_of_size(40_000, 40_000), "at most 50,000,000 can be read"),
        ("text.jpg", b"not a picture", "is not a picture that can be read"),
    ],
)
def test_a_bad_file_is_one_sentence(upload_page, name, data, sentence):
    page = upload_page(name, data)
    assert [sentence in error.value for error in page.error] == [True]


def test_an_animation_is_used_and_said_to_be_one(upload_page):
    import PIL.Image

    frames = [PIL.Image.fromarray(np.full((60, 60, 3), v, np.uint8)) for v in (0, 255)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    page = upload_page("two.gif", data)
    assert "Only the first of its frames is used." in said(page) and MAP in titles(page)


def test_a_click_shows_the_words_of_that_patch_and_a_tracked_word_its_curve(image_page):
    page = image_page(image_track="blue", image_layer="1")
    assert "Where does “blue” light up?" in titles(page)
    page.session_state["image_chart"] = {"selection": {"patch": [{"position": 1}]}}
    page = healthy(page.run())
    assert "What does it read as at row 1, column 2?" in titles(page)
    next(b for b in page.button if b.label == "Show it there").click()
    healthy(page.run())
    assert "Where does “blue” light up?" in titles(page)


def test_a_word_that_no_reading_knows_costs_the_tint_alone(image_page):
    page = image_page(image_track="xylophone")
    assert "No sentence of the index says “xylophone”" in page.warning[0].value
    assert MAP in titles(page)


def test_the_logit_lens_is_the_other_way_to_read(image_page):
    page = image_page(image_by="Logit lens")
    assert any("by logit lens" in answer for answer in answers(page).values())


def test_by_the_logit_lens_the_token_that_stands_for_a_longer_word_is_named(image_page):
    page = image_page(image_by="Logit lens", image_track="blue")
    assert "“blue” is several tokens, “bl”" in said(page)


def test_words_of_captions_are_compared_for_one_picture_and_for_the_gallery(image_page):
    asks = "Do the patches say the words of their own caption?"
    page = image_page(image_tab="Words of captions")
    assert answers(page)[asks].startswith("One picture:")
    page.segmented_control(key="image_over").set_value("many")
    assert "of 40 pictures; chance 0.50" in answers(healthy(page.run()))[asks]


def test_the_whole_gallery_is_compared_with_interval_and_null(image_page):
    page = image_page(image_tab="Whole gallery", image_against="Chinese")
    answer = answers(page)["Where do Picture and Chinese meet?"]
    assert "by chance 1 in 200" in answer
    assert f"compare --model {NANO} world:image world:zh" in said(page)


@pytest.mark.parametrize("other", ["Code", "French speech"])
def test_pictures_are_compared_with_every_other_column_of_their_set(image_page, other):
    page = image_page(image_tab="Whole gallery", image_against=other)
    assert "by chance 1 in 200" in answers(page)[f"Where do Picture and {other} meet?"]
    offered = page.selectbox(key="image_against").options
    names = datasets.NAMES | datasets.PICTURES | datasets.SOUNDS
    assert offered == [names[code] for code in datasets.columns("world") if code != "image"]


def test_a_column_that_another_set_lacks_falls_back(image_page):
    page = image_page(image_tab="Whole gallery", image_against="French speech")
    page.selectbox(key="image_set").set_value("concepts:image")
    assert "Where do Picture and English meet?" in titles(healthy(page.run()))
    page.selectbox(key="image_against").set_value("image-fluent")
    assert "Where do Picture and Picture, flat style meet?" in titles(healthy(page.run()))


def test_a_model_that_sees_nothing_says_so_and_offers_one_that_does(image_page, llama):
    page = image_page(model=llama)
    assert "takes text and no pictures" in said(page)
    next(b for b in page.button if b.label == f"Use {NANO}").click()
    assert MAP in titles(healthy(page.run()))


def test_of_a_picture_cut_up_another_way_the_box_names_the_patch_that_is_read(upload_page):
    page = upload_page("square.png", saved(noise(96, 96)), image_one="true")
    keys = []
    for shape in ((96, 96), (60, 160)):
        page.file_uploader(key="image_upload").upload("a.png", saved(noise(*shape)))
        healthy(page.run())
        (box,) = (box for box in page.selectbox if box.label == "Patch")
        keys.append(box.key)
        assert any(WORDS in title and box.options[box.value] in title for title in answers(page))
    assert keys[0] != keys[1]  # or a browser goes on showing the name of the other grid's patch


def of_map(page: AppTest) -> tuple[str, str]:
    """Title and subtitle of the patch map."""
    return next((title, answer) for title, answer in answers(page).items() if MAP in title)


@pytest.mark.parametrize("layer", ["3", "6", "10"])
def test_of_an_empty_picture_the_headline_says_that_nothing_is_read_and_names_no_word(
    upload_page, layer
):
    blank = saved(np.full((60, 60, 3), 100, dtype=np.uint8))
    _, answer = of_map(upload_page("blank.png", blank, image_layer=layer))
    assert re.fullmatch(
        "Nothing here reads stronger than an empty picture does"
        r"|No stronger than an empty picture reads, but for 1 of 25 \(by chance 1 in 20\)",
        answer,
    )


def test_another_layer_runs_no_empty_picture_again(image_page, monkeypatch):
    page = image_page(image_layer="4")
    monkeypatch.setattr(semhub.lenses.floor, "empty_like", lambda _item: pytest.fail("run again"))
    page.slider(key="image_layer").set_value(7)
    title, answer = of_map(healthy(page.run()))
    assert title.endswith("layer 7?") and "Faded: no stronger than in an empty picture" in answer


def test_the_first_screen_tells_than_how_many_captions_its_own_is_nearer(image_page):
    page = image_page()
    first = datasets.table("world")["en"][0]
    sentence = next(text.value for text in page.markdown if "other captions" in text.value)
    assert sentence.startswith(f"“{first}” is nearer to the picture than ")
    assert "of 100 other captions; by chance 50" in sentence
    ranks = page.table[0].value
    assert list(ranks["caption"])[:2] == [first, datasets.table("world")["zh"][0]]
    assert "100" in ranks["of 100"][0]


def test_a_photograph_gets_a_box_in_place_of_a_claim_and_a_way_to_what_is_known(upload_page):
    from sklearn.datasets import load_sample_images

    page = upload_page("photo.png", saved(load_sample_images().images[1]), image_captions="a cow")
    [box] = [info.value for info in page.info]
    assert "has never seen a picture like this" in box and "trained on a small world" in box
    assert "by chance 50" not in said(page) and MAP in titles(page)
    page.button(key="image_known").click()
    page = healthy(page.run())
    assert page.selectbox(key="image_from").value == "gallery" and not page.info


def test_a_gallery_of_another_world_is_outside_too(image_page):
    assert "has never seen a picture like this" in said(image_page(image_set="Concepts"))


@pytest.mark.parametrize(
    ("tab", "asks"),
    [
        ("Words of captions", "Do the patches say the words of their own caption?"),
        ("Colour words", "Which colour do the patches of a plain colour say?"),
    ],
)
def test_a_link_to_a_tab_of_earlier_opens_the_section(image_page, tab, asks):
    page = image_page(image_tab=tab)
    assert asks in titles(page) and "image_tab" not in page.query_params
    assert asks not in titles(image_page())


@pytest.mark.parametrize("shape", [(3, 4_000), (4_000, 3), (1, 1)])
def test_a_picture_of_any_shape_is_scaled_to_what_can_be_shown(shape):
    height, width, _ = scaled(np.zeros((*shape, 3), np.uint8), 240).shape
    assert 1 <= width <= 240 and 1 <= height <= 480
