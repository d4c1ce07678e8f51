"""Links that anyone may have written: a page opens, or says one sentence, whatever they hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from huggingface_hub.utils import validate_repo_id
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from semhub.models import huggingface as hub
from semhub.ui.shared import links
from semhub.ui.shared.frame import HOME, PAGES
from tests.app.conftest import APP, ROOT, TEXT, healthy
from tests.sentences import assert_one_sentence

STORY, CODE, IMAGE, AUDIO, HUB, STEER, EMERGENCE, RESULTS = (
    page for page in PAGES if page not in (HOME, TEXT)
)
FEW, MANY = 4, 320
"""Links a page: by default, and by `pytest -m long`, where they are 2,000 in all."""

SHARE = {HOME: 1 / 16, STORY: 1 / 16, EMERGENCE: 3 / 16, RESULTS: 3 / 16}
"""Of them, for pages that take one parameter, or two."""

DIGITS = "9" * 4_301
NASTY = (
    "", " ", "0", "-3", "+2", "²", "٣", "1e3", "1e999", "-inf", "nan", "1.5", "abc", "true", "None",
    "null", "~", "~nosuch", "../..", "/", ".", "a\0b", "%00", "\ufeff", "\ufffd", "<b>", "false",
    "if", "layer", "English", "English and Chinese", "__proto__", "datum['a']", "猫", "🦊" * 80,
    "x" * 256, "x" * 5_000, DIGITS, f"-{DIGITS}", "open_clip:", "open_clip:ViT-B-32",
    f"open_clip:ViT-B-32//{'w' * 300}.safetensors",
    "open_clip:ViT-B-32/~nosuch/w.safetensors", "~nosuch/a.gguf", f"{'x' * 300}.gguf", "owner/name",
    "a\tb\n\tc\nd\t", "\t" * 400, "\u202e\u0661",
)  # fmt: skip
"""What has broken a page of this kind, or might."""

SECTIONS = ("pairs", "table", "reading", "checks", "trust")
TOPIC = ("set", "a", "b", "rows")
HOW = ("model", "device", "dtype", "revision", "chat")
SHOWN = (*HOW, "pool", "metric", "over", "partial", "layer", "controls", "lens", "tint", "source")
SENSE = (
    "from", "set", "row", "captions", "layer", "track", "by", "cosine", "tab", "against", "metric",
    "geometry", "seed", "rows", "over", "conflict", "clash", "clashset", "clashshow", "says",
    "shows", "told",
)  # fmt: skip
PATCHED = ("patch", *(f"patch{part}" for part in (
    "over", "a", "b", "place", "show", "layer", "from", "into", "word", "kept",
)))  # fmt: skip
GIVEN = ("from", "set", "row")
STEERED = (
    "push", "while", "seed", "places", "pool", "others", "layer", "layers", "several", "strength",
    "beside", "answers", "hard", "sweep", "failed", "from", "to", "prompts", "said", "minus",
    "plus", "reads",
)  # fmt: skip
PARAMETERS = {
    HOME: ("controls", "say", "meet", "idea", "real"),
    TEXT: (*TOPIC, *SHOWN, *SECTIONS, *PATCHED, "frame", "real"),
    CODE: (
        "tab", *SHOWN,
        *(f"{tab}_{part}" for tab in ("code", "sums", "logic")
          for part in (*TOPIC, *SECTIONS, "changed", "next", "words", "prompt",
                        "meaning", "surface")),
    ),
    IMAGE: (*HOW, "controls", *(f"image_{part}" for part in SENSE)),
    AUDIO: (*HOW, "controls", *(f"audio_{part}" for part in SENSE)),
    HUB: (
        *HOW, "pool",
        *(f"hub_{part}" for part in ("set", "world", "everyday", "concepts", "sentences", "metric",
                                     "beside", "checkpoint", "layer", "pair", "rows", "by",
                                     "pairs", "meet", "trust", "beside_pairs", "beside_curves",
                                     "map", "map_model", "map_a", "map_b", "map_metric",
                                     "map_layer_a", "map_layer_b")),
    ),
    STEER: (
        *HOW, *(f"steer_{part}" for part in STEERED),
        *(f"steer_{kind}_{part}" for kind in ("image", "audio") for part in GIVEN),
    ),
    EMERGENCE: tuple(
        f"emergence_{part}" for part in ("a", "b", "checkpoint", "layers", "twins")
    ),
    STORY: ("step", "talk"),
    RESULTS: ("record", "talk", "story"),
}  # fmt: skip
"""Page -> every parameter that it takes from a link."""

CHEAP = {
    TEXT: {"set": "Your own", "rows": "the cat\t猫\nthe dog\t狗\nthe bird\t鸟"},
    CODE: {"code_set": "Your own", "code_rows": "add one\tx += 1\nadd two\tx += 2\nnot\tnot x"},
    HUB: {"hub_set": "Concepts", "hub_concepts": ["English", "Chinese"]},
    STEER: {"steer_sweep": "false"},
}
"""What a link asks for where it asks for nothing else, so that many can be opened."""


@pytest.fixture
def unreachable(monkeypatch) -> None:
    """The hub knows which names could be a model's, and does not answer."""

    class Hub:
        def model_info(self, repository: str, **_options):
            validate_repo_id(repository)
            raise ConnectionError

    monkeypatch.setattr(hub, "HfApi", Hub)


def opened(path: str, model: str, link: dict) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=240)
    if path != HOME:
        page.switch_page(path)
    for key, value in ({"model": model} | CHEAP.get(path, {}) | link).items():
        if key in PARAMETERS[path]:
            page.query_params[key] = value
    return healthy(page.run())


def widgets(block) -> Iterator:
    """All that a page draws, however deep."""
    for element in block.children.values():
        if hasattr(element, "children"):
            yield from widgets(element)
        else:
            yield element


def links_of(path: str) -> st.SearchStrategy[dict]:
    """Up to four parameters of a page with anything in them, some more than once."""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    number = st.one_of(st.integers().map(str), st.floats().map(str))
    value = st.one_of(st.sampled_from(NASTY), text, number)
    several = st.lists(value, min_size=1, max_size=3)
    return st.dictionaries(
        st.sampled_from(PARAMETERS[path]), st.one_of(value, several), min_size=1, max_size=4
    )


def open_many(path: str, count: int, model: str, *, again: bool) -> None:
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

    @settings(
        max_examples=max(1, round(count * SHARE.get(path, 1))), deadline=None, database=None,
        derandomize=again, suppress_health_check=quiet,
    )  # fmt: skip
    @given(links_of(path))
    def any_link_opens(link: dict) -> None:
        for error in opened(path, model, link).error:
            assert_one_sentence(error.value)

    any_link_opens()


@pytest.mark.parametrize("path", PARAMETERS)
def test_whatever_stands_in_a_link_a_page_opens_or_says_one_sentence(path, llama, unreachable):
    open_many(path, FEW, llama, again=True)


@pytest.mark.long
@pytest.mark.parametrize("path", PARAMETERS)
def test_thousands_of_links_open(path, llama, unreachable):
    open_many(path, MANY, llama, again=False)


@pytest.mark.parametrize("path", PARAMETERS)
def test_every_parameter_of_a_page_is_among_those_that_are_tried(path, llama, unreachable):
    page = opened(path, llama, {})
    bound = {
        element.proto.query_param_key
        for element in widgets(page.main)
        if hasattr(element.proto, "query_param_key")
    }
    assert bound - {""} <= set(PARAMETERS[path])
    assert path in (HOME, STORY, RESULTS) or len(bound) > 1


@given(st.one_of(st.text(), st.integers().map(str), st.sampled_from(NASTY)), st.integers(0, 40))
def test_a_number_of_a_link_is_in_range_or_none(written, high):
    found = links.whole_number(written, 0, high)
    assert found is None or 0 <= found <= high
    if written.isascii() and written.isdigit() and len(written) < 4_300:
        assert found == min(int(written), high)


@pytest.mark.parametrize(
    ("path", "key", "tried"),
    [(TEXT, "layer", 7), (CODE, "layer", 3), (HUB, "hub_layer", 3), (IMAGE, "image_layer", 3),
     (AUDIO, "audio_layer", 3), (STEER, "steer_layer", 3)],
)  # fmt: skip
def test_a_layer_of_a_link_is_brought_into_range_and_the_link_put_right(path, key, tried, llama):
    model = "semhub-nano" if path in (IMAGE, AUDIO, STEER) else llama
    section = {HUB: "hub_pairs", TEXT: "pairs", CODE: "code_pairs"}.get(path)
    shown = {section: "true"} if section else {}  # the section that the slider is in
    usual = opened(path, model, shown).slider(key=key)
    low, high = int(usual.min), int(usual.max)
    links_and_layers = {
        "abc": None, DIGITS: high, "-3": low, "99": high, "٢": 2, "²": None, "1e3": None,
    }  # fmt: skip
    for written, layer in [*links_and_layers.items()][:tried]:
        page = opened(path, model, shown | {key: written})
        assert page.slider(key=key).value == (usual.value if layer is None else layer)
        assert page.query_params.get(key) == (None if layer is None else str(layer))


def test_a_layer_that_was_chosen_stays_for_another_picture_and_is_in_the_link():
    page = opened(IMAGE, "semhub-nano", {})
    usual = page.slider(key="image_layer").value
    page.slider(key="image_layer").set_value(usual + 1)
    page = healthy(page.run())
    assert page.query_params["image_layer"] == str(usual + 1)
    page.selectbox(key="image_row").set_value(3)
    assert healthy(page.run()).slider(key="image_layer").value == usual + 1
