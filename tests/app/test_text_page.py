"""The text page: every input gets its answer or its one sentence, and nothing else is lost."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from semhub import datasets
from semhub.models import huggingface as hub
from semhub.ui.shared import export
from semhub.ui.shared.frame import HOME
from tests.app.conftest import SECTIONS, TEXT, charts, curve, healthy, said, shown

OWN = {"set": "Your own"}
SIX = "\n".join(f"the cat sees {k} dogs\t猫看见{k}只狗" for k in range(6))
EDITOR = "editor/everyday/en/zh"


def edit(page, editor: str = EDITOR, **change):
    """What the table reports after a person has changed it."""
    nothing = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
    page.session_state[editor] = nothing | change
    return healthy(page.run())


def add(page, a: str, b: str, key: str = "own"):
    """What a person does who fills both boxes and adds the pair."""
    for side, text in zip("ab", (a, b), strict=True):
        page.text_area(key=f"box/{key}/{side}").set_value(text)
    page.button(key=f"add/{key}").click()
    return healthy(page.run())


def table(page) -> str:
    """The table of “Can I trust this?”."""
    return shown(page.table[-1].value.to_string())


def test_the_default_answers_with_all_charts_of_its_sections(text_page):
    page = text_page(**SECTIONS)
    assert list(charts(page)) == [
        "Where do English and Chinese meet?",
        "Which English item is near which Chinese item?",
        "What does tiny-llama “think” at each layer?",
        "What else?",
        next(title for title in charts(page) if title.startswith("Which words led at")),
        "Which language does tiny-llama lean to?",
        "Is it the content, or the frame?",
    ]
    assert "200 pairs" in curve(page)
    assert not page.error and not page.warning


def test_another_language_is_another_comparison(text_page):
    page = text_page()
    page.selectbox(key="b").set_value("fr")
    healthy(page.run())
    assert "Where do English and French meet?" in charts(page)
    assert page.data_editor[0].value["b"][0] == datasets.table("everyday")["fr"][0]


def test_a_language_that_a_set_lacks_falls_back(text_page):
    page = text_page(set="Sentences", a="Arabic", b="Hindi")
    assert "Where do Arabic and Hindi meet?" in charts(page)
    page.selectbox(key="set").set_value("world")
    assert "Where do English and Chinese meet?" in charts(healthy(page.run()))


def test_a_link_carries_every_choice(text_page):
    page = text_page(
        set="World", a="Code", b="Logic", pool="last", metric="CKA", layer="2", tint="Language",
        lens="As in the paper", pairs="true", reading="true",
    )  # fmt: skip
    assert "Where do Code and Logic meet?" in charts(page)
    assert "CKA" in curve(page)
    assert page.slider(key="layer").value == 2
    assert "last: the state at the last word" in table(page)
    assert "without the final norm" in charts(page)["What does tiny-llama “think” at each layer?"]


def test_a_link_with_nonsense_opens_the_default(text_page):
    page = text_page(set="Nowhere", a="Klingon", layer="99", metric="guess", lens="pink")
    assert "Where do English and Chinese meet?" in charts(page)
    assert not page.error


def test_a_link_carries_short_own_rows(text_page):
    page = text_page(**OWN, rows=SIX)
    assert "6 pairs" in curve(page)
    assert page.query_params["rows"] == SIX


PROGRAM = 'def f(x):\n\treturn x\nprint("猫")'


def test_own_rows_may_have_several_lines_and_a_link_and_files_carry_them(text_page):
    page = add(text_page(**OWN, rows=SIX), PROGRAM, "两行\n程序")
    assert "7 pairs" in curve(page) and not page.warning
    assert "a.jsonl b.jsonl" in page.code[0].value
    link = page.query_params["rows"]
    again = text_page(**OWN, rows=link[0] if isinstance(link, list) else link)
    assert again.session_state["pairs/own"][6] == (PROGRAM, "两行\n程序")
    assert curve(again) == curve(page)


def test_a_row_that_is_called_as_the_other_side_is_changes_nothing(text_page):
    page = text_page(**OWN, rows=f"{SIX}\nEnglish\tEnglish\nChinese\tEnglish")
    assert "8 pairs" in curve(page)


def test_rows_that_repeat_others_are_counted(text_page):
    assert "repeat" not in said(text_page(**OWN, rows=SIX))
    page = text_page(**OWN, rows="\n".join([SIX, *SIX.split("\n")[:2]]))
    assert "2 of the 8 pairs repeat an item of an earlier pair" in said(page)


def test_white_space_that_no_one_sees_changes_no_number(text_page):
    rows = "\n".join(f"\u3000{a}\ufeff \t\u00a0{b}\u200b" for a, b in map(
        lambda row: row.split("\t"), SIX.split("\n")
    ))  # fmt: skip
    assert curve(text_page(**OWN, rows=rows)) == curve(text_page(**OWN, rows=SIX))


def test_an_edited_row_is_compared_and_read(text_page):
    page = text_page(metric="Centred gap", reading="true")  # which one row of 200 moves
    before = curve(page)
    edit(page, edited_rows={0: {"a": "A frog jumps over the moon."}})
    assert curve(page) != before
    assert page.selectbox(key="read").value == "A frog jumps over the moon."
    assert "as they stand in the table" in table(page)
    assert "a.txt b.txt" in page.code[0].value


def test_untouched_rows_name_the_data_set_in_the_command(text_page):
    page = text_page()
    assert page.code[0].value.endswith("everyday:en everyday:zh --pool unit")


def test_own_rows_survive_a_visit_to_another_page(text_page):
    page = add(text_page(**OWN, rows=SIX), "a frog", "一只青蛙")
    assert "7 pairs" in curve(page)
    healthy(page.switch_page(HOME).run())
    page.query_params.clear()
    page.query_params["set"] = "Your own"
    page.switch_page(TEXT)
    assert "7 pairs" in curve(healthy(page.run()))


def test_without_a_pair_the_page_teaches_and_an_example_can_be_filled_in(text_page):
    page = text_page(**OWN)
    assert not charts(page)
    assert "in the first box" in said(page)
    next(b for b in page.button if b.label == "Fill in an example").click()
    assert "5 pairs" in curve(healthy(page.run()))


def test_one_pair_draws_the_cosine_and_the_lens_and_says_what_is_lacking(text_page):
    page = text_page(**OWN, reading="true", rows="the cat sleeps\t猫在睡觉")
    assert "needs at least 3 pairs" in said(page)
    assert curve(page).startswith("Plain cosine, 1 pair")
    assert "What does tiny-llama “think” at each layer?" in charts(page)


def test_three_pairs_have_a_curve_and_no_interval(text_page):
    page = text_page(**OWN, rows="\n".join(SIX.split("\n")[:3]))
    assert "(too few for an interval, 3 pairs)" in curve(page)
    assert "of 100 find their partner at layer 0 (too few for an interval" in said(page)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("bell\x07\tbell", "control character U+0007"),
        ("x" * 100_000 + "\ty", "100,000 characters"),
        ("word " * 200 + "\ty", "the model reads at most 128"),
    ],
)
def test_a_row_that_cannot_be_used_costs_no_other(text_page, row, sentence):
    page = text_page(**OWN, rows=f"{SIX}\n{row}")
    assert len(page.warning) == 1
    assert page.warning[0].value.startswith("Row 7 is left out.")
    assert sentence in page.warning[0].value
    assert "6 pairs" in curve(page)


def test_many_bad_rows_are_counted_not_listed(text_page):
    page = text_page(**OWN, rows=SIX + "\nbell\x07\tbell" * 9)
    assert "So are 6 more rows." in page.warning[0].value


def test_right_to_left_text_is_read_like_any_other(text_page):
    page = text_page(**OWN, a="Arabic", b="Hebrew", rows="القطة تنام\tהחתול ישן")
    assert "Where do Arabic and Hebrew meet?" in charts(page)
    assert not page.warning


def test_a_click_on_the_curve_chooses_the_layer(text_page):
    page = text_page(pairs="true")
    page.session_state["curve"] = {"selection": {"pick": [{"layer": 1}]}}
    healthy(page.run())
    assert page.slider(key="layer").value == 1
    matrix = charts(page)["Which English item is near which Chinese item?"]
    assert matrix.startswith("Layer 1;")


def test_a_chosen_layer_stays_when_a_sentence_is_edited(text_page):
    page = text_page(pairs="true")
    page.slider(key="layer").set_value(1)
    healthy(page.run())
    edit(page, edited_rows={0: {"a": "A cow waits."}})
    assert page.slider(key="layer").value == 1


def test_a_click_on_the_lens_shows_that_cell(text_page):
    page = text_page(reading="true")
    page.session_state["grid"] = {"selection": {"cell": [{"layer": 2, "position": 0}]}}
    healthy(page.run())
    assert charts(page)["What else?"].startswith("Layer 2, position 1 ")


def test_a_long_sentence_is_read_from_its_beginning(text_page):
    page = text_page(**OWN, reading="true", rows="the cat\t" + "dog " * 40)
    assert page.selectbox(key="read").value == ("dog " * 40).strip()
    assert "the chart has no room for more positions" in said(page)


def test_an_encoder_has_a_curve_and_offers_a_model_with_a_lens(text_page, bert):
    page = text_page(model=bert, reading="true")
    assert "200 pairs" in curve(page)
    assert "has no language-model head" in said(page)
    next(b for b in page.button if b.label == "Read with semhub-nano").click()
    page.run()
    assert page.selectbox(key="model").value == "semhub-nano"


def test_words_that_the_embedded_model_never_read_are_named(text_page):
    page = text_page(
        model="semhub-nano",
        **OWN,
        rows="The dog sleeps.\t狗在睡觉。\nThe president sleeps.\t总统在睡觉。",
    )
    assert "has never read “president”" in said(page)
    page = text_page(model="semhub-nano")
    assert "has never read" not in said(page)


def faulty(tmp_path, llama, fault: str) -> str:
    """A copy of the decoder's folder that lacks what a load needs."""
    folder = tmp_path / fault
    shutil.copytree(llama, folder)
    if fault == "no-tokenizer":
        (folder / "tokenizer.json").unlink()
    else:
        (folder / "model.safetensors").unlink()
    if fault == "pickled":
        (folder / "pytorch_model.bin").write_bytes(b"\x80")
    return str(folder)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("no-weights", "has no weights"),
        ("pickled", "only pickled weights"),
        ("no-tokenizer", "has no tokenizer"),
    ],
)
def test_a_faulty_folder_is_one_sentence_and_the_last_model_stays(
    text_page, llama, tmp_path, fault, sentence
):
    folder = faulty(tmp_path, llama, fault)
    page = text_page(model=folder)
    assert len(page.error) == 1 and sentence in page.error[0].value
    assert not page.get("progress")
    page.selectbox(key="model").set_value("semhub-nano")
    before = charts(healthy(page.run()))
    assert not page.error
    page.selectbox(key="model").set_value(folder)
    assert charts(healthy(page.run())) == before
    assert len(page.error) == 1 and sentence in page.error[0].value


def test_an_unreachable_hub_is_one_sentence_that_names_what_is_on_disk(text_page, monkeypatch):
    def unreachable(repository, progress=None, *, may, revision=None):
        assert may
        raise hub.HubUnreachable(f"The Hugging Face hub cannot be reached for {repository}.")

    page = text_page(model="owner/model")
    monkeypatch.setattr(hub, "fetch", unreachable)
    page.button(key="fetch/owner/model").click()
    page = healthy(page.run())
    assert "cannot be reached for owner/model; models on disk: semhub-nano" in page.info[0].value
    assert "Shown meanwhile: semhub-nano." in said(page)


def test_the_trust_table_says_all_that_stands_behind_the_number(text_page, llama):
    told = table(text_page())
    for part in ("200, everyday:en and everyday:zh", "unit: each token's state", "1,000 shuffles",
                 "wrong partners of like length",
                 "unembedded, gives the model's own logits", "logit lens", llama, "sha256:",
                 "torch 2.", "transformers 5."):  # fmt: skip
        assert part in told


def test_rows_that_are_all_too_long_leave_a_page_that_teaches(text_page):
    page = text_page(**OWN, rows="word " * 200 + "\ty")
    assert "the model reads at most 128" in page.warning[0].value
    assert "in the first box" in said(page)


def test_rows_that_read_like_a_heading_or_like_each_other_are_rows_like_any_other(text_page):
    row = "{0}\t{0}\n"
    rows = "".join(row.format(word) for word in ("English", "Chinese", "layer", "a", "value", "if"))
    page = text_page(**OWN, rows=rows + "English\tChinese\nEnglish\tEnglish")
    assert "8 pairs" in curve(page) and not page.error
    matrix = export.cells(np.eye(2), ["English", "English"], ["layer", "cosine"], "cosine")
    assert matrix["cosine"].tolist() == [1, 0, 0, 1] and matrix["a"].tolist() == ["English"] * 4


def test_the_box_of_positions_names_those_of_the_sentence_that_is_read(text_page):
    def position(page):
        return next(box for box in page.selectbox if box.label == "Position of the cell")

    page = text_page(**OWN, reading="true", rows="one two three\ta b c d\nfour five six\te f g h")
    assert "Opened at the cell" in said(page)
    before = position(page).key
    position(page).set_value(1)
    assert charts(healthy(page.run()))["What else?"].split(", ")[1].startswith("position 2")
    assert "Opened at the cell" not in said(page)
    page.selectbox(key="read").set_value("four five six")
    page = healthy(page.run())
    assert position(page).key != before and "Opened at the cell" in said(page)
