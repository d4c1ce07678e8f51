"""An optional pack on the pages: offered wherever sets are chosen, once it is made."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from semhub.datasets import pack, tuxpaint
from tests.app.conftest import APP, ROOT, TEXT, curve, healthy, said
from tests.app.test_image_page import answers, titles
from tests.models.multimodal import folder
from tests.sentences import assert_one_sentence
from tests.stamps import HEARD, THINGS, stamps

IMAGE, AUDIO = "pages/4_Image.py", "pages/5_Audio.py"
TUX, HEARD_TUX = "Tux Paint", "Tux Paint, with sounds"


@pytest.fixture
def tree(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    return stamps(tmp_path / "stamps")


@pytest.fixture
def made(tree):
    """The folder of a small pack."""
    return pack.write(tuxpaint.rows(tree), tree)


@pytest.fixture(scope="module")
def hearing() -> str:
    return folder("Qwen2-Audio")


def opened(path: str, **link: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=300)
    page.switch_page(path)
    for key, value in link.items():
        page.query_params[key] = value
    return healthy(page.run())


def offered(page: AppTest) -> dict[str, list[str]]:
    """Key of each choice of a set -> what it offers."""
    return {
        choice.key: choice.options
        for kind in (page.selectbox, page.get("button_group"))
        for choice in kind
        if choice.key in ("set", "image_set", "audio_set")
    }


def test_without_a_pack_none_is_offered_and_a_link_to_it_opens_the_usual_set(tree, llama):
    page = opened(TEXT, model=llama, set=TUX)
    assert TUX not in offered(page)["set"] and "200 pairs" in curve(page)
    page = opened(IMAGE, image_set=TUX)
    assert TUX not in offered(page)["image_set"]
    assert page.selectbox(key="image_set").value == "world:image"


def test_captions_of_the_pack_are_compared_on_the_text_page(made, llama):
    page = opened(TEXT, model=llama, set=TUX, a="German", b="Hindi", table="true", trust="true")
    assert f"{len(THINGS)} pairs" in curve(page)
    assert page.data_editor[0].value["a"][0] == f"Ein {THINGS[0]}"
    assert "tuxpaint:de tuxpaint:hi" in page.code[0].value


def test_a_language_that_the_pack_lacks_falls_back(made, llama):
    page = opened(TEXT, model=llama, set="Concepts", a="Swahili", b="German")
    page.selectbox(key="set").set_value("tuxpaint")
    page = healthy(page.run())
    assert (page.selectbox(key="a").value, page.selectbox(key="b").value) == ("en", "de")


def test_pictures_of_the_pack_are_a_gallery(made):
    page = opened(IMAGE, image_set=TUX, image_row=f"3: A {THINGS[2]}")
    assert page.text_area(key="image_captions").value.split("\n")[:2] == [
        f"A {THINGS[2]}", f"{THINGS[2]}一",
    ]  # fmt: skip
    assert "What does semhub-nano see at layer" in titles(page)
    assert "has never seen a picture like this" in said(page)
    assert offered(page)["image_set"][-2:] == [TUX, HEARD_TUX]


def test_pictures_and_sounds_of_the_pack_are_compared(made):
    page = opened(IMAGE, image_set=HEARD_TUX, image_tab="Whole gallery",
                  image_against="Recorded sound")  # fmt: skip
    assert "Where do Picture and Recorded sound meet?" in titles(page)
    assert "tuxpaint-sounds:image tuxpaint-sounds:sound" in said(page)


def test_sounds_of_the_pack_are_a_gallery(made, hearing):
    page = opened(AUDIO, model=hearing, audio_set=HEARD_TUX, audio_by="Logit lens")
    assert page.selectbox(key="audio_row").options == [
        f"{k + 1}: A {thing}" for k, thing in enumerate(HEARD)
    ]
    assert not page.error and offered(page)["audio_set"][-1] == HEARD_TUX


def test_a_pack_that_goes_away_takes_its_choice_with_it(made, llama):
    page = opened(TEXT, model=llama, set=TUX)
    (made / "rows.json").unlink()
    assert "200 pairs" in curve(healthy(page.run()))
    assert page.selectbox(key="set").value == "everyday"


def test_a_pack_made_anew_is_shown_anew(made, tree):
    page = opened(IMAGE, image_set=TUX, image_tab="Whole gallery")
    assert f"by chance 1 in {len(THINGS)}" in said_by_curve(page)
    (tree / f"animals/{THINGS[0]}.png").unlink()
    pack.write(tuxpaint.rows(tree), tree)
    assert f"by chance 1 in {len(THINGS) - 1}" in said_by_curve(healthy(page.run()))


def said_by_curve(page: AppTest) -> str:
    return answers(page)["Where do Picture and English meet?"]


@pytest.mark.parametrize("name", ["media.zip", "rows.json"])
def test_a_damaged_pack_is_one_sentence_on_every_page(made, llama, name):
    (made / name).write_bytes(b"PK")
    pages = [opened(IMAGE, image_set=TUX), opened(AUDIO, audio_set=HEARD_TUX)]
    if name == "rows.json":
        pages.append(opened(TEXT, model=llama, set=TUX))
    for page in pages:
        assert ["damaged; make it again" in error.value for error in page.error] == [True]
        assert_one_sentence(page.error[0].value)
    page = pages[0]
    page.selectbox(key="image_set").set_value("world:image")
    assert "What does semhub-nano see at layer" in titles(healthy(page.run()))
