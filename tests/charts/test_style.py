"""What all charts share."""

import json

from semhub.charts.style import quoted


def test_a_quoted_text_is_one_line_of_an_expression_and_the_text_again():
    text = "“a”\u2028b\u2029c\n'd' \\ \u732b"
    assert not set("\u2028\u2029\n") & set(quoted(text))
    assert json.loads(quoted(text)) == text
    assert json.loads(quoted([text, "e"])) == [text, "e"]
