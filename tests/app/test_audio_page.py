"""The audio page: what is heard is drawn, read and compared, or refused in one sentence."""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from semhub import datasets
from semhub.datasets.calls import animals
from semhub.resources import CHECKPOINTS
from semhub.ui.shared.frame import HOME
from tests.app.conftest import APP, ROOT, charts, healthy, said
from tests.media import RATE, as_file, packed, recorded, tone
from tests.models.multimodal import folder
from tests.sentences import assert_one_sentence

PAGE = "pages/5_Audio.py"
CAPTIONS = "Which caption does the sound come near?"
CALLS = {"audio_set": "Animal calls"}


def place(page):
    """The box of the moment that is read."""
    (box,) = (box for box in page.selectbox if box.key.startswith("audio_place/"))
    return box


@pytest.fixture(scope="module")
def hearing() -> str:
    """A model with random weights that hears two seconds."""
    return folder("Qwen2-Audio")


@pytest.fixture
def audio_page(hearing):
    """Opens the page as a link with these parameters does, by default with animal calls."""

    def opened(**link: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / APP), default_timeout=300)
        page.switch_page(PAGE)
        given = {"model": hearing, "audio_by": "Logit lens"} | CALLS | link
        for key, value in given.items():
            page.query_params[key] = value
        return healthy(page.run())

    return opened


@pytest.fixture
def upload(audio_page):
    """The page with this file in its uploader."""

    def uploaded(data: bytes, name: str = "own.wav", **link: str) -> AppTest:
        page = audio_page(audio_from="Upload", **link)
        page.file_uploader[0].upload(name, data)
        return healthy(page.run())

    return uploaded


def heard(page: AppTest) -> str:
    """The title of the sound's own chart."""
    return next(title for title in charts(page) if " hear at layer " in title)


def test_a_sound_of_the_gallery_is_played_drawn_read_and_compared(audio_page):
    page = audio_page(audio_near="true", audio_one="true")
    titles = list(charts(page))
    assert " hear at layer " in titles[0] and titles[1].startswith("What does it read as at ")
    assert titles[2] == CAPTIONS
    assert len(page.get("audio")) == 1
    assert not page.error and not page.warning


def test_a_call_is_captioned_by_its_animal_in_several_languages(audio_page):
    lines = audio_page().text_area(key="audio_captions").value.split("\n")
    names = animals()
    assert lines[:4] == [names[code][0] for code in ("en", "zh", "es", "ru")]
    assert set(lines[4:]) <= {name for column in names.values() for name in column[1:]}


def test_a_model_from_elsewhere_opens_with_everyday_speech(audio_page):
    page = audio_page(audio_set="")
    assert page.selectbox(key="audio_set").value == "everyday:speech"
    first = datasets.table("everyday")["en"][0]
    assert page.text_area(key="audio_captions").value.startswith(f"{first}\n")
    assert not page.error


def test_speech_is_captioned_by_its_transcript_and_translations(audio_page):
    row = 7
    spoken = datasets.column("world:speech-zh")[row]
    page = audio_page(audio_set="Chinese speech", audio_row=f"{row + 1}: {spoken.label}")
    lines = page.text_area(key="audio_captions").value.split("\n")
    table = datasets.table("world")
    assert lines[:4] == [table[code][row] for code in ("en", "zh", "es", "ru")]
    assert spoken.label == table["zh"][row]


@pytest.mark.parametrize("suffix", ["m4a", "aac", "webm", "mov"])
def test_what_a_phone_recorded_is_heard_by_its_name(upload, suffix):
    page = upload(as_file(suffix, 1.0), f"own.{suffix}")
    assert heard(page) and not page.error
    assert f".{suffix}" in page.file_uploader[0].proto.type


@pytest.mark.parametrize("format", ["WAV", "FLAC", "MP3", "OGG"])
def test_an_upload_is_heard_in_every_format(upload, format):
    page = upload(recorded(tone(1.0), RATE, format), f"own.{format.lower()}")
    assert heard(page)
    assert len(page.get("audio")) == 1
    assert not page.error


def test_a_recording_is_heard(audio_page):
    page = audio_page(audio_from="Microphone")
    assert "Add a sound beside this" in said(page) and not charts(page)
    page.audio_input[0].upload("audio.wav", recorded(tone(0.8)))
    page = healthy(page.run())
    assert heard(page) and not page.error


def test_at_the_microphone_it_is_said_how_much_the_embedded_model_hears(audio_page):
    ear = json.loads((CHECKPOINTS / "semhub-nano" / "processor_config.json").read_text())
    seconds = ear["feature_extractor"]["chunk_length"]
    sentence = f"hears {seconds} seconds: what you say after them is played back, but not read"
    embedded = {"model": "semhub-nano"}
    assert sentence in said(audio_page(audio_from="Microphone", **embedded))
    for link in ({"audio_from": "Upload", **embedded}, {"audio_from": "Microphone"}):
        assert sentence not in said(audio_page(**link))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (recorded(np.zeros(RATE, dtype=np.float32)), "is silent"),
        (recorded(np.full(RATE, np.nan, dtype=np.float32), subtype="FLOAT"), "16-bit WAV"),
        (recorded(np.zeros(0, dtype=np.float32)), "holds no sound"),
        (b"the dog barks", "WAV, FLAC, MP3 or OGG"),
        (as_file("m4a")[:4000], "WAV, FLAC, MP3 or OGG"),
        (packed(None, container="mp4", pictures="mpeg4"), "holds no sound"),
    ],
    ids=["silent", "nan", "empty", "text", "half an M4A", "a film without sound"],
)
def test_what_cannot_be_heard_is_one_sentence_and_leaves_the_page_standing(upload, data, sentence):
    page = upload(data)
    assert [error.value.count("“own.wav”") for error in page.error] == [1]
    assert sentence in page.error[0].value
    assert_one_sentence(page.error[0].value)
    assert not charts(page)
    page.selectbox(key="audio_from").set_value("gallery")
    assert heard(healthy(page.run()))


def test_ten_minutes_are_trimmed_twice_and_both_are_said(upload):
    page = upload(recorded(tone(600, 8_000), 8_000))
    assert "Only the first 30 of its 600.0 seconds" in said(page)
    assert "The model hears the first 2.0 of 30.0 seconds." in said(page)


def test_own_captions_are_compared_in_their_order(upload):
    page = upload(recorded(tone(1.0)), audio_captions="a dog barks\n狗在叫",
                  audio_near="true")  # fmt: skip
    assert page.text_area(key="audio_captions").value == "a dog barks\n狗在叫"
    assert CAPTIONS in charts(page)


def test_a_click_on_the_sound_reads_that_moment_at_every_layer(audio_page):
    page = audio_page()
    page.session_state["audio_chart"] = {"selection": {"moment": [{"position": 3}]}}
    page = healthy(page.run())
    name = place(page).options[3]
    assert place(page).value == 3
    assert f"What does it read as at {name}?" in charts(page)


def test_the_layer_goes_into_the_chart_and_is_kept_within_the_model(audio_page):
    page = audio_page(audio_layer="1")
    assert heard(page).endswith("at layer 1?")
    page.slider(key="audio_layer").set_value(0)
    assert heard(healthy(page.run())).endswith("at layer 0?")


def test_a_tracked_word_is_shown_over_time_and_layers_and_found(audio_page):
    page = audio_page(audio_track="dog")
    shown = charts(page)
    title = next(title for title in shown if title.endswith("light up?"))
    assert "“dog”" in title and "“dog”, the lowest row" in shown[heard(page)]
    next(b for b in page.button if b.label == "Show where it is strongest").click()
    page = healthy(page.run())
    layer, moment = page.slider(key="audio_layer").value, place(page).value
    said_at = charts(page)[title]
    assert f"layer {layer}:" in said_at
    start = place(page).options[moment].split(" ")[0]
    assert f"Most at {start} s" in said_at


def test_neighbours_read_a_sound_and_name_a_word_that_they_do_not_know(audio_page):
    page = audio_page(audio_by="Neighbours", audio_track="xylophone")
    assert "No sentence of the index says “xylophone”" in page.warning[0].value
    assert "nearest words in context" in charts(page)[heard(page)]


def test_the_whole_gallery_is_compared_with_interval_chance_and_null(audio_page):
    page = audio_page(audio_tab="Whole gallery")
    answer = charts(page)["Where do Recorded sound and English meet?"]
    assert "by chance 1 in 10" in answer
    assert "calls:sound calls:en" in said(page)


@pytest.mark.parametrize("other", ["Chinese", "Picture"])
def test_speech_is_compared_with_every_other_column_of_its_set(audio_page, other):
    page = audio_page(model="semhub-nano", audio_set="French speech", audio_tab="Whole gallery",
                      audio_against=other)  # fmt: skip
    assert "by chance 1 in 200" in charts(page)[f"Where do French speech and {other} meet?"]
    assert "French speech" not in page.selectbox(key="audio_against").options


def test_what_a_model_does_not_take_is_one_sentence(audio_page):
    page = audio_page(audio_set="Chinese speech", audio_tab="Whole gallery",
                      audio_against="Picture")  # fmt: skip
    assert ["but no image" in error.value for error in page.error] == [True]
    assert_one_sentence(page.error[0].value)


def test_a_model_that_only_reads_says_so_and_offers_one_that_hears(audio_page, llama):
    page = audio_page(model=llama)
    assert "takes text and no sounds" in said(page) and not charts(page)
    aside = ("go_on", "use/", "talk_")
    offered = [b.label for b in page.button if not (b.key or "").startswith(aside)]
    assert offered == ["Use semhub-nano"]


def test_an_upload_is_still_there_after_a_visit_to_another_page(upload, hearing):
    page = upload(recorded(tone(1.0)), "bark.wav")
    before = charts(page)[heard(page)]
    healthy(page.switch_page(HOME).run())
    page.query_params["audio_from"], page.query_params["model"] = "Upload", hearing
    page.query_params["audio_by"] = "Logit lens"
    page.switch_page(PAGE)
    page = healthy(page.run())
    assert "Still “bark.wav”" in said(page)
    assert charts(page)[heard(page)] == before


def test_faint_hiss_is_faded_but_for_what_chance_leaves(upload):
    noise = 0.001 * np.random.default_rng(5).standard_normal(2 * RATE).astype(np.float32)
    page = upload(recorded(noise), model="semhub-nano", audio_by="Neighbours", audio_layer="5")
    answer = charts(page)[heard(page)]
    assert "silence" in answer and not page.error


def test_noise_of_ones_own_gets_a_box_in_place_of_a_claim(upload):
    hiss = 0.1 * np.random.default_rng(5).standard_normal(2 * RATE).astype(np.float32)
    page = upload(recorded(hiss), model="semhub-nano", audio_captions="a dog barks")
    assert "has never heard a sound like this" in said(page)
    assert "other captions; by chance 50" not in said(page)
