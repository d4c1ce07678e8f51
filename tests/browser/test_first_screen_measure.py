"""The measure of first screens, on small pages whose answer is known."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import first_screen
from tests.browser.conftest import needs_chromium

pytestmark = needs_chromium

PAGE = """<!DOCTYPE html><style>body {{ margin: 0; font: 20px sans-serif }}
.st-key-address {{ height: 40px }} svg, canvas {{ display: block }}</style>
<div data-testid=stMain style="height: 100vh; overflow: auto">
<div class=st-key-address>Semhub <button>Copy link</button></div>{body}</div>"""
CHART = "<div class=stVegaLiteChart><svg width=600 height=400><text y=50>meet</text></svg></div>"


@pytest.fixture
def drawn(tab, monkeypatch):
    """Draws a page of this body, in a window of this size."""
    monkeypatch.setattr(first_screen, "QUIET", 200)

    def draw(body: str, size: tuple[int, int] = first_screen.WIDE) -> Page:
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        first_screen.note(tab)
        tab.goto("about:blank")
        tab.set_content(PAGE.format(body=body))
        first_screen.settle(tab)
        return tab

    return draw


def chart_of(page: Page) -> first_screen.Chart:
    return first_screen.wide(page).chart


def test_a_chart_is_whole_where_all_of_it_is_in_the_window(drawn):
    assert chart_of(drawn(CHART)).whole
    low = chart_of(drawn(f'<div style="height: 300px"></div>{CHART}'))
    assert not low.whole and (low.top, low.bottom) == (340, 740)
    assert not chart_of(drawn(f'<div style="height: 99px; overflow: hidden">{CHART}</div>')).whole


def test_a_chart_under_a_bar_is_covered(drawn):
    assert not chart_of(drawn(CHART)).covered
    bar = '<div style="position: fixed; top: 40px; width: 100%; height: 20px"></div>'
    assert chart_of(drawn(CHART + bar)).covered


def test_the_first_chart_is_the_first_that_is_shown_and_has_letters(drawn):
    assert chart_of(drawn("nothing")) is None
    hidden = f'<div style="display: none">{CHART}</div>'
    picture = CHART.replace("meet", "")
    assert chart_of(drawn(hidden + picture)) is None
    marked = '<div class="st-key-chart-map">a map</div>'
    assert chart_of(drawn(hidden + picture + marked)).letters == [first_screen.Letters("a map", 20)]


@pytest.mark.parametrize(
    ("svg", "sizes"),
    [
        ('<svg width=200 height=100><text y=20 font-size=14>a</text></svg>', [14]),
        # Scaled by the picture's own coordinates, and by a group.
        ('<svg width=100 height=100 viewBox="0 0 200 200"><text y=50 font-size=20>a</text></svg>',
         [10]),
        ('<svg width=200 height=100><g transform="scale(2) rotate(30)">'
         '<text y=20 font-size=8>a</text></g></svg>', [16]),
        # Not drawn.
        ('<svg width=200 height=100><text y=20 font-size=3 opacity=0>a</text>'
         '<g opacity=0><text y=20 font-size=3>b</text></g><text y=20 font-size=3> </text>'
         '<text y=20 font-size=3 fill=none>c</text><text y=20 font-size=3 fill-opacity=0>d</text>'
         '<text y=20 font-size=15>e</text></svg>', [15]),
    ],
)  # fmt: skip
def test_letters_of_a_picture_have_the_size_on_the_screen(drawn, svg, sizes):
    chart = chart_of(drawn(f"<div class=stVegaLiteChart>{svg}</div>"))
    assert [one.size for one in chart.letters] == pytest.approx(sizes)


CANVAS = """<div class=stVegaLiteChart><canvas width=400 height=200 style="width: 200px"></canvas>
</div><script>const canvas = document.querySelector("canvas"), pen = canvas.getContext("2d");
{drawing}</script>"""


@pytest.mark.parametrize(
    ("drawing", "found"),
    [
        # A canvas of two pixels to one of the screen.
        ("pen.font = '28px serif'; pen.fillText('hub', 20, 50)", [("hub", 14)]),
        ("pen.scale(2, 2); pen.font = 'bold 12px serif'; pen.fillText('hub', 9, 9)", [("hub", 12)]),
        ("pen.font = '20px serif'; pen.globalAlpha = 0; pen.fillText('hub', 20, 50)", []),
        ("pen.font = '20px serif'; pen.fillStyle = 'transparent'; pen.fillText('hub', 9, 9)", []),
        ("pen.font = '20px serif'; pen.fillText(' ', 9, 9)", []),
        # What was wiped is not seen.
        ("pen.font = '9px serif'; pen.fillText('old', 9, 9); pen.clearRect(0, 0, 400, 200); "
         "pen.font = '30px serif'; pen.fillText('new', 9, 29)", [("new", 15)]),
        ("pen.font = '9px serif'; pen.fillText('old', 9, 9); canvas.width = 400", []),
        ("pen.font = '9px serif'; pen.fillText('off', 500, 9)", []),
    ],
)  # fmt: skip
def test_letters_on_a_canvas_have_the_size_on_the_screen(drawn, drawing, found):
    chart = chart_of(drawn(CANVAS.format(drawing=drawing)))
    assert [(one.text, one.size) for one in chart.letters] == found if found else chart is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Where do 98 of 100 meet?", ["Where", "do", "of", "meet?"]),
        ("红色的猪", ["红色", "的", "猪"]),
        (CHART, ["meet"]),
        (CANVAS.format(drawing="pen.fillText('hub', 9, 19); pen.fillText('0.5', 9, 39)"), ["hub"]),
        ('<input value="two pigs"><input placeholder="a sentence"><input type=checkbox>',
         ["two", "pigs", "a", "sentence"]),
        ('<details><summary>More</summary><p>hidden</p></details>', ["More"]),
        ('<p style="opacity: 0">a</p><p style="visibility: hidden">b</p><p hidden>c</p>'
         '<p style="position: absolute; clip-path: inset(50%)">d</p>'
         '<div style="overflow: hidden; width: 1px; height: 1px">e</div>'
         '<span data-testid=stIconMaterial>keyboard_arrow_down</span>', []),
        ('<canvas width=99 height=99><table role=grid><td role=gridcell>pig</td></table></canvas>',
         ["pig"]),
        ('<div style="height: 690px"></div><p>below</p>', []),
    ],
)  # fmt: skip
def test_words_are_what_can_be_read(drawn, body, words):
    found = first_screen.wide(drawn(body)).words
    assert found == ["Semhub", "Copy", "link", *words]


def test_the_words_of_a_page_are_those_of_all_its_screens(drawn):
    seen = first_screen.wide(drawn('one<div style="height: 3000px"></div>two'))
    assert seen.words[3:] == ["one"] and seen.page[3:] == ["one", "two"]


SEGMENTED = "<div data-testid=stButtonGroup><button>a</button><button>b</button></div>"
NUMBER = "<div class=stNumberInput><input><button>-</button><button>+</button></div>"
TABS = "<div role=tablist><button role=tab>a</button><button role=tab>b</button></div>"
TABLE = "<div class=stDataFrame><canvas data-testid=data-grid-canvas></canvas></div>"


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<button>a</button><input><select></select>", 3),
        (SEGMENTED, 1), (NUMBER, 1), (TABS, 1), (TABLE, 1), (SEGMENTED + NUMBER + TABS + TABLE, 4),
        ("<a href=x>a link</a><p>text</p>", 0),
        ('<button hidden>a</button><div style="opacity: 0"><button>b</button></div>', 0),
        ('<div style="height: 690px"></div><button>below</button>', 0),
        ("<details><summary>More</summary><button>hidden</button></details>", 1),
        # A switch, whose own box is not seen, but its picture is.
        ('<label class=stCheckbox><input type=checkbox style="opacity: 0"> on</label>', 1),
    ],
)  # fmt: skip
def test_controls_are_what_can_be_used_and_what_belongs_together_counts_once(drawn, body, count):
    assert len(first_screen.wide(drawn(body)).controls) == count


def test_a_jump_is_a_shift(drawn):
    still = drawn(CHART)
    assert first_screen.wide(still).shift == 0
    still.evaluate("document.querySelector('.stVegaLiteChart').style.marginTop = '300px'")
    first_screen.settle(still)
    assert first_screen.wide(still).shift > 0.1


NAMED = "Where do English and Chinese meet, among all pairs, in the middle of the model?"


def test_on_a_narrow_screen_what_is_cut_off_is_found(drawn):
    def cut(body: str) -> list[str]:
        return first_screen.narrow(drawn(body, first_screen.NARROW)).cut

    line = '<p style="white-space: nowrap; {}">' + NAMED + "</p>"
    assert cut(f"<p>{NAMED}</p>") == []
    assert cut(line.format("overflow: hidden"))
    assert cut(line.format("overflow: hidden; text-overflow: ellipsis"))
    assert cut(f'<div style="overflow-x: auto">{line.format("")}</div>')
    low = f'<div style="height: 2000px"></div><svg width=300><text y=50>{NAMED}</text></svg>'
    assert cut(low)


def test_on_a_narrow_screen_the_order_and_the_width_are_found(drawn):
    def seen(body: str) -> first_screen.Narrow:
        return first_screen.narrow(drawn(body, first_screen.NARROW))

    small = CHART.replace("600", "300")
    first = seen(f"{small}<button>a</button>")
    assert (first.sideways, first.chart, first.control) == (0, 40, pytest.approx(440, abs=5))
    last = seen(f"<button>a</button>{small}")
    assert last.control < last.chart
    assert seen('<div style="width: 500px">a</div>').sideways == 110


def test_tab_finds_what_it_passes_by_and_what_does_not_show_the_focus(drawn):
    page = drawn(
        "<button>a</button><button tabindex=-1>b</button>"
        '<button style="outline: none">c</button><button disabled>d</button>'
        '<div style="height: 9px; overflow: auto; outline: none">can be scrolled<br>a lot</div>'
        '<a href=x style="outline: none">e</a>'
    )
    assert first_screen.tabbed(page) == first_screen.Tabbed(["BUTTON “b”"], ["BUTTON “c”", "A “e”"])
