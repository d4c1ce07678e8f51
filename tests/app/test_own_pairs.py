"""A person's own pairs: two boxes, what was pasted, the list, and the language of each side."""

from __future__ import annotations

import pytest

from semhub.ui.text import clipboard
from tests.app.conftest import TEXT, charts, healthy, said
from tests.app.test_text_page import OWN, SIX, add

GERMAN = ("Der Hund schläft im Garten.", "Die Katze trinkt Milch.", "Das Pferd ist müde.")
FRENCH = ("Le chien dort dans le jardin.", "Le chat boit du lait.", "Le cheval est fatigué.")


def pairs(page, key: str = "own") -> list[tuple[str, str]]:
    return page.session_state[f"pairs/{key}"]


def compared(page) -> int:
    """How many pairs the page compares; their curve is there."""
    assert any(title.startswith("Where do") for title in charts(page))
    return len(clipboard.read(page.query_params["rows"]))


def boxes(page) -> list[str]:
    return [page.text_area(key=f"box/own/{side}").value for side in "ab"]


def press(page, key: str):
    page.button(key=key).click()
    return healthy(page.run())


def test_a_pair_is_added_and_the_boxes_are_empty_again(text_page):
    page = add(text_page(**OWN, rows=SIX), "the frog sees a dog", "青蛙看见一只狗")
    assert pairs(page)[6:] == [("the frog sees a dog", "青蛙看见一只狗")]
    assert compared(page) == 7 and boxes(page) == ["", ""]


def test_half_a_pair_waits_in_its_box_without_a_word(text_page):
    page = add(text_page(**OWN, rows=SIX), "the frog sees a dog", " ")
    assert len(pairs(page)) == 6 and boxes(page)[0] == "the frog sees a dog"
    assert not page.warning and not page.error
    page = add(page, "the frog sees a dog", "青蛙看见一只狗")
    assert compared(page) == 7


def test_half_a_row_in_a_link_waits_in_the_list_without_a_word(text_page):
    page = text_page(**OWN, rows=f"{SIX}\nonly one side\t")
    assert compared(page) == 6 and not page.warning
    assert "7\\. only one side **|** …" in said(page)


@pytest.mark.parametrize("side", [0, 1])
def test_two_columns_pasted_into_one_box_are_several_pairs(text_page, side):
    pasted = 'a frog\t一只青蛙\n"two\nlines"\t两行\n\nan owl\t一只猫头鹰\n'
    page = add(text_page(**OWN), *(pasted if side == n else "" for n in range(2)))
    assert pairs(page) == [("a frog", "一只青蛙"), ("two\nlines", "两行"), ("an owl", "一只猫头鹰")]
    assert compared(page) == 3


def test_as_many_lines_in_both_boxes_are_a_pair_a_line():
    assert clipboard.typed("a\nb\n", "c\n\nd") == [("a", "c"), ("b", "d")]
    assert clipboard.typed("a\nb", "c") == [("a\nb", "c")]
    assert clipboard.typed("if x:\n\treturn", "a return") == [("if x:\n\treturn", "a return")]


def test_a_pair_is_changed_in_its_place_or_left_as_it_was(text_page):
    page = press(text_page(**OWN, rows=SIX), "Change/own/2")
    assert boxes(page) == ["the cat sees 2 dogs", "猫看见2只狗"]
    assert page.button(key="add/own").label == "Change pair 3"
    page = add(page, "the cat sees nothing", "猫什么也没看见")
    assert pairs(page)[2] == ("the cat sees nothing", "猫什么也没看见") and len(pairs(page)) == 6
    page = press(press(page, "Change/own/0"), "leave/own")
    assert boxes(page) == ["", ""] and page.button(key="add/own").label == "Add a pair"
    assert pairs(page)[0] == ("the cat sees 0 dogs", "猫看见0只狗")


def test_a_pair_is_removed_and_so_are_all(text_page):
    page = press(text_page(**OWN, rows=SIX), "Remove/own/2")
    assert compared(page) == 5
    assert ("the cat sees 2 dogs", "猫看见2只狗") not in pairs(page)
    page = press(page, "none/own")
    assert pairs(page) == [] and "rows" not in page.query_params


def test_many_pairs_are_listed_when_all_are_asked_for(text_page):
    rows = "\n".join(f"the cat sees {k} dogs\t猫看见{k}只狗" for k in range(30))
    page = text_page(**OWN, rows=rows)
    assert "\n30\\. the cat" in said(page) and "\n1\\. the cat" not in said(page)
    page.toggle(key="all/own").set_value(True)
    assert "\n1\\. the cat sees 0 dogs" in said(healthy(page.run()))


def test_the_language_of_each_side_is_guessed_and_shown(text_page):
    page = add(text_page(**OWN), "\n".join(GERMAN), "\n".join(FRENCH))
    assert (page.selectbox(key="a").value, page.selectbox(key="b").value) == ("de", "fr")
    assert "Guessed from the text: German and French." in said(page)


def test_a_wrong_guess_that_was_changed_is_not_made_again(text_page):
    page = add(text_page(**OWN), GERMAN[0], FRENCH[0])
    page.selectbox(key="a").set_value("nl")
    page = add(healthy(page.run()), GERMAN[1], FRENCH[1])
    assert (page.selectbox(key="a").value, page.selectbox(key="b").value) == ("nl", "fr")
    assert "Guessed from the text: French." in said(page)


def test_what_is_no_language_is_not_guessed(text_page):
    page = text_page()
    page.switch_page("pages/3_Code.py")
    page.query_params["code_set"] = "Your own"
    page = add(healthy(page.run()), GERMAN[0], "print(dog.sleep(garden))", "own/code_")
    assert [page.selectbox(key=f"code_{side}").value for side in "ab"] == ["de", "code"]


def test_what_was_typed_and_not_added_outlives_a_visit_to_another_page(text_page):
    page = add(text_page(**OWN, rows=SIX), "the frog sees a dog", "")
    healthy(page.switch_page("pages/3_Code.py").run())
    page.query_params.clear()
    page.query_params["set"] = "Your own"
    page = healthy(page.switch_page(TEXT).run())
    assert boxes(page) == ["the frog sees a dog", ""]


def test_changing_a_pair_into_white_space_takes_no_pair_away(text_page):
    page = text_page(**OWN, rows=SIX)
    page.button(key="Change/own/2").click().run()
    page.text_area(key="box/own/a").set_value("\t")
    page.text_area(key="box/own/b").set_value("")
    page.button(key="add/own").click()
    assert len(pairs(healthy(page.run()))) == 6
