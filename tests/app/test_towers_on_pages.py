"""Two towers on the pages: a map where one belongs, and a sentence everywhere else."""

from __future__ import annotations

import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from semhub.inputs import Image, Text
from semhub.ui.shared import models
from tests.app.conftest import APP, ROOT, TEXT, healthy, said, shown
from tests.app.test_image_page import answers, titles
from tests.media import noise, recorded, saved, tone
from tests.models.towers import made
from tests.sentences import assert_one_sentence

CODE, IMAGE, AUDIO = "pages/3_Code.py", "pages/4_Image.py", "pages/5_Audio.py"
CALLS, WORLD = {"audio_set": "Animal calls"}, {"image_set": "World"}
NO_WORDS = "can be read as words"


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> str:
    """open_clip with random weights: three blocks for pictures, two for texts."""
    folder = tmp_path_factory.mktemp("towers")
    made.register(folder)
    return f"open_clip:semhub-vit/{made.weights(folder, 'semhub-vit')}"


@pytest.fixture(scope="module")
def clap(tmp_path_factory) -> str:
    """CLAP with random weights: two stages for sounds, three blocks for texts."""
    return str(made.clap_folder(tmp_path_factory.mktemp("clap")))


def opened(path: str, **link: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=240)
    page.switch_page(path)
    for key, value in link.items():
        page.query_params[key] = value
    return healthy(page.run())


def cells(page: AppTest) -> list[tuple[str, str]]:
    """Layers of the map's cells, without the names of their sides."""
    frames = [
        convert_arrow_bytes_to_pandas_df(dataset.data.data)
        for chart in page.get("vega_lite_chart")
        for dataset in chart.proto.datasets
    ]
    found = next(frame for frame in frames if "a_name" in frame)
    sides = ([name.partition(": ")[2] for name in found[f"{side}_name"]] for side in "ab")
    return list(zip(*sides, strict=True))


def test_the_gallery_is_mapped_layer_by_layer_with_the_joint_space_in_its_corner(clip):
    page = opened(IMAGE, model=clip, **WORLD)
    answer = answers(page)["Where do Picture and English meet?"]
    assert "where both end, chance 0.005; 200 pairs" in answer
    found = cells(page)
    assert found[-1] == ("joint", "joint")
    assert set(found[:-1]) == {
        (f"layer {a}", f"layer {b}") for a in range(4) for b in range(3)
    }  # fmt: skip
    assert not page.error


def test_another_language_and_another_metric_are_another_map(clip):
    page = opened(IMAGE, model=clip, **WORLD)
    before = answers(page)["Where do Picture and English meet?"]
    page.segmented_control(key="image_geometry").set_value("mknn")
    after = answers(healthy(page.run()))["Where do Picture and English meet?"]
    assert "CKA" in before and "Shared neighbours" in after
    page.selectbox(key="image_against").set_value("fr")
    assert "Where do Picture and French meet?" in answers(healthy(page.run()))


def test_a_caption_too_long_for_its_tower_costs_no_other_and_is_counted(clip):
    page = opened(IMAGE, model=clip, image_set="Concepts", image_against="Russian")
    [warning] = [warning.value for warning in page.warning if "pairs are" in warning.value]
    left_out = int(warning.split(" of 240 pairs are left out")[0])
    answer = answers(page)["Where do Picture and Russian meet?"]
    assert 0 < left_out < 240 and answer.endswith(f"; {240 - left_out} pairs")
    page = opened(IMAGE, model=clip, image_against="Code", **WORLD)
    assert "shorten it" in page.error[0].value and "Where do" not in titles(page)


def test_a_picture_of_ones_own_is_set_beside_its_captions_where_both_towers_end(clip):
    page = opened(IMAGE, model=clip, image_from="Upload", image_captions="a red ball\na frog")
    page.file_uploader[0].upload("ball.png", saved(noise(40, 40)))
    near = healthy(page.run()).dataframe[0].value
    assert set(near["caption"]) == {"a red ball", "a frog"}
    towers = models.ready_or_towers(clip)
    item = towers.joint([Image.from_bytes(saved(noise(40, 40)))])
    expected = {text: float(item[0] @ towers.joint([Text(text)])[0]) for text in near["caption"]}
    assert dict(near.to_numpy()) == pytest.approx(expected, abs=1e-5)
    assert near["cosine"].is_monotonic_decreasing and not page.warning
    page.text_area(key="image_captions").set_value("a frog\n" + "very " * 30 + "long")
    page = healthy(page.run())
    assert "Captions left out: 1." in page.warning[0].value and len(page.dataframe[0].value) == 1


def test_what_needs_a_language_model_is_one_sentence_that_offers_one(clip):
    page = opened(IMAGE, model=clip)
    [sentence] = [info.value for info in page.info if NO_WORDS in info.value]
    assert "semhub-vit has no language model" in sentence
    next(b for b in page.button if b.label == "Use semhub-nano").click()
    assert "What does semhub-nano see at layer" in titles(healthy(page.run()))


def test_the_map_tells_its_null_its_corner_and_how_to_get_it_again(clip):
    page = opened(IMAGE, model=clip, trust="true", **WORLD)
    told = shown("\n".join(map(str, page.table[0].value.to_numpy().ravel())))
    for part in ("200, world:image and world:en", "1,000 shuffles stay below", "Retrieval 0.",
                 "A tower has no language-model head"):  # fmt: skip
        assert part in told
    assert page.code[0].value == f"python -m semhub compare --model {clip} world:image world:en"


def test_a_folder_of_clip_is_two_towers_too(tmp_path):
    page = opened(IMAGE, model=str(made.pair_folder(tmp_path, "CLIP")), **WORLD)
    assert "where both end" in answers(page)["Where do Picture and English meet?"]
    assert cells(page)[-1] == ("joint", "joint")


def test_sounds_are_mapped_too_and_what_is_not_heard_is_said(clap):
    page = opened(AUDIO, model=clap, audio_against="Chinese", **CALLS)
    assert "10 pairs" in answers(page)["Where do Recorded sound and Chinese meet?"]
    assert "only the first 1 seconds are heard" in said(page)


def test_a_sound_of_ones_own_is_said_to_make_no_map(clap):
    page = opened(AUDIO, model=clap, audio_from="Upload", **CALLS)
    assert "Add a sound beside this" in said(page) and not answers(page)
    page.file_uploader[0].upload("own.wav", recorded(tone(1.0)))
    page = healthy(page.run())
    assert "One sound of your own makes no map" in said(page)
    assert "Where do Recorded sound and English meet?" in answers(page)


@pytest.mark.parametrize("page", [TEXT, CODE])
def test_a_page_of_texts_says_which_page_shows_two_towers(page, clip, clap):
    for model, lead in ((clip, "the Image page maps"), (clap, "the Audio page maps")):
        shown = opened(page, model=model)
        [sentence] = [info.value for info in shown.info if "two towers" in info.value]
        assert lead in sentence and not answers(shown) and not shown.error


def test_towers_for_another_sense_say_what_they_take(clip, clap):
    assert "takes text and image and no sounds" in said(opened(AUDIO, model=clip, **CALLS))
    assert "takes text and audio and no pictures" in said(opened(IMAGE, model=clap))


@pytest.mark.parametrize(
    "name", ["open_clip:", "open_clip:ViT-B-32", "open_clip:ViT-B-32/none", "open_clip:Vi/t"]
)
def test_a_name_that_open_clip_does_not_know_is_one_sentence_and_the_last_model_stays(name):
    page = opened(IMAGE, model=name)
    assert len(page.error) == 1
    assert_one_sentence(page.error[0].value)
    assert "Shown meanwhile: semhub-nano." in said(page)
    assert "What does semhub-nano see at layer" in titles(page)


def test_weights_written_anew_are_loaded_anew(clip, tmp_path):
    file = made.weights(tmp_path, "semhub-vit")
    before = models.stamp(f"open_clip:semhub-vit/{file}")
    made.weights(tmp_path, "semhub-vit", seed=1)
    assert before and models.stamp(f"open_clip:semhub-vit/{file}") != before
    assert models.stamp("open_clip:ViT-B-32/openai") == ()
