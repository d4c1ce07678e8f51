"""The page of a record holds all it needs, within 3 MB, and no text of a record becomes a tag."""

from __future__ import annotations

import dataclasses
import re

from semhub.records.record import Record
from semhub.records.report import best_rows, report, sentences
from semhub.records.writing import write


def test_the_page_fits_and_names_no_other_place(record):
    page = report(record)
    assert len(page.encode()) < 3_000_000
    assert all(part in page for part in sentences(record.found))
    assert "Content-Security-Policy" in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)


def test_a_name_of_html_stays_text(record, tmp_path):
    evil = '</script><script>alert(1)</script><img src="//x">'
    about = {**record.about, "found": evil, "title": evil, "notes": [evil], "command": evil}
    page = report(dataclasses.replace(record, about=about))
    assert evil not in page and "&lt;img" in page


def test_text_in_a_chart_cannot_end_the_script(record):
    class Evil(Record):
        def figures(self):
            return [
                dataclasses.replace(
                    super().figures()[0], spec={"title": "</script><script>alert(1)</script>"}
                )
            ]

    assert "</script><script>alert" not in report(Evil(record.about, record.files))


def test_of_every_curve_the_table_has_the_largest_value(record):
    rows = record.to_pandas()
    for row in best_rows(rows):
        own = rows[(rows["metric"] == row["metric"]) & (rows["side_a"] == row["side_a"])]
        assert row["value"] == own["value"].max()


def test_the_page_is_written_beside_the_numbers(record, tmp_path):
    assert (write(record, tmp_path / "one") / "report.html").read_text() == report(record)


def test_in_a_notebook_a_record_is_its_sentence_and_a_picture_without_a_script(record):
    shown = record._repr_html_()
    assert "<svg" in shown and "<script" not in shown and len(shown) < 100_000
