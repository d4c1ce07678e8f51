"""What all charts share."""

import io
import json

import altair as alt
import pytest
from PIL import Image

from semhub.charts.style import FONT, on_paper, png, quoted, title


def test_a_quoted_text_is_one_line_of_an_expression_and_the_text_again():
    text = "“a”\u2028b\u2029c\n'd' \\ \u732b"
    assert not set("\u2028\u2029\n") & set(quoted(text))
    assert json.loads(quoted(text)) == text
    assert json.loads(quoted([text, "e"])) == [text, "e"]


def asking(question: str) -> alt.LayerChart:
    point = alt.Chart(alt.InlineData([{}])).mark_point().encode(x=alt.value(0))
    return alt.layer(point).properties(height=120, title=title(question, "no"))


def letters(question: str) -> Image.Image:
    """The first word of a chart's title, as it is drawn in a file."""
    return Image.open(io.BytesIO(png(asking(question)))).convert("L").crop((0, 0, 200, 90))


@pytest.mark.parametrize("sign", ["−0.5", "→", "≥", "⏎", "⟨0xE7⟩", "∞"])
def test_a_sign_in_a_title_leaves_its_letters_in_their_font(sign):
    alone = letters("Meeting")
    assert alone.getextrema()[0] < 100
    assert letters(f"Meeting {sign}").tobytes() == alone.tobytes()


def test_a_title_with_chinese_is_in_the_font_that_has_both():
    found = on_paper(asking("Is “猫” a cat?"))["config"]["title"]
    assert (found["font"], found["subtitleFont"]) == ("Noto Sans CJK SC", FONT)
