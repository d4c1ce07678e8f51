"""The page Results: records are opened without a model, alone or laid over each other."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from semhub.models import loading
from semhub.records import shelf
from semhub.records.writing import packed
from tests.app.conftest import APP, ROOT, healthy
from tests.records.conftest import made
from tests.records.test_damage import rewritten

PAGE = "pages/9_Results.py"


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path))

    def refuse(*_args, **_options):
        raise AssertionError("a model is loaded")

    monkeypatch.setattr(loading, "load", refuse)


def opened(*names: str) -> AppTest:
    page = AppTest.from_file(str(ROOT / APP), default_timeout=60)
    page.switch_page(PAGE)
    if names:
        page.query_params["record"] = ",".join(names)
    return healthy(page.run())


def charts(page: AppTest) -> list[dict]:
    return [json.loads(one.proto.spec) for one in page.get("vega_lite_chart")]


def drawn(page: AppTest) -> pd.DataFrame:
    """The rows of the overlay."""
    (chart,) = page.get("vega_lite_chart")
    return convert_arrow_bytes_to_pandas_df(chart.proto.datasets[0].data.data)


def shown(page: AppTest) -> str:
    return "\n".join(one.value for kind in (page.markdown, page.caption) for one in kind)


def test_without_a_record_the_page_shows_some_and_says_how_to_make_one():
    page = opened()
    assert {row.split(" · ")[0] for row in drawn(page)["series"]} == {"semhub-nano", "smollm2"}
    page.session_state["record_is"] = True
    healthy(page.run())
    assert "without the model" in shown(page)
    assert page.code[0].value.startswith("semhub reproduce")


def test_a_link_opens_the_record_that_it_names():
    name = shelf.keep(made()).stem
    page = opened(name)
    assert made().found.split(":")[0] in shown(page) and "nothing is run here" in shown(page)
    (chart,) = charts(page)
    assert chart["usermeta"]["title"] == "Where do en and zh meet?"
    assert page.query_params["record"] == name


def test_another_chart_of_the_record_is_one_click_away():
    page = opened(shelf.keep(made()).stem)
    page.selectbox[0].set_value("similarity-acc1").run()
    assert "of 100" in json.dumps(charts(healthy(page))[0]["usermeta"])


def test_several_records_are_curves_on_one_axis_of_relative_depth():
    names = [shelf.keep(made(model=f"toy-{k}")).stem for k in range(3)]
    page = opened(*names)
    (chart,) = charts(page)
    rows = drawn(page)
    assert set(rows["series"]) == {"toy-0", "toy-1", "toy-2"}
    assert set(rows["depth"]) == {0.0, 0.5, 1.0}
    assert chart["usermeta"]["subtitle"][0].startswith("toy-0: ")
    assert len({row for row in chart["usermeta"]["subtitle"]}) == 3


def test_curves_of_one_name_are_told_apart_by_their_record():
    first = shelf.keep(made(seed=1))
    second = first.rename(first.with_name("again.zip"))
    third = shelf.keep(made(seed=2))
    series = set(drawn(opened(second.stem, third.stem))["series"])
    assert series == {f"toy · {second.stem}", f"toy · {third.stem}"}


def test_a_name_that_is_not_here_is_one_sentence():
    page = opened("nothing")
    assert "that is not on this machine" in page.warning[0].value


def test_many_names_that_are_not_here_are_one_sentence_with_a_few_of_them():
    page = opened(*(f"r{k}" for k in range(300)))
    assert len(page.warning) == 1
    assert "300 records that are not" in page.warning[0].value
    assert "r5" in page.warning[0].value and "r6" not in page.warning[0].value


def test_a_damaged_record_is_one_sentence_and_the_others_stay():
    good = shelf.keep(made()).stem
    (shelf.folder() / "bad.zip").write_bytes(b"x")
    page = opened("bad", good)
    assert "no record" in page.error[0].value and len(charts(page)) == 1


def test_an_upload_is_opened_too():
    page = opened()
    page.file_uploader[0].set_value([("mine.zip", packed(made()), "application/zip")])
    assert len(charts(healthy(page.run()))) == 1


def uploaded(*files: tuple[str, bytes]) -> AppTest:
    page = opened()
    page.file_uploader[0].set_value([(name, data, "application/zip") for name, data in files])
    return healthy(page.run())


def test_two_uploads_of_one_name_are_two_records():
    page = uploaded(("m.zip", packed(made(model="a"))), ("m.zip", packed(made(model="b"))))
    assert set(drawn(page)["series"]) == {"a", "b"}


def test_a_name_with_a_comma_is_one_name_in_a_link():
    shelf.keep(made()).rename(shelf.folder() / "a, 5%2C.zip")
    page = opened()
    page.multiselect[0].set_value(["a, 5%2C"]).run()
    again = opened(page.query_params["record"])
    assert len(charts(again)) == 1 and not again.warning


def test_a_folder_and_a_zip_of_one_name_are_both_there():
    kept = shelf.keep(made())
    made(model="other").save(kept.with_suffix(""))
    (shelf.folder() / "gone.zip").symlink_to("nowhere")
    assert {shelf.find(name).model for name in shelf.kept()} == {"toy", "other"}


def test_of_several_records_a_damaged_one_is_told_and_the_others_are_drawn():
    page = uploaded(("m.zip", rewritten(files={"result.parquet": b"x"})), ("n.zip", packed(made())))
    assert "not as Semhub writes it" in page.error[0].value and len(charts(page)) == 1


def test_curves_without_a_value_are_none():
    table = io.BytesIO()
    made().to_pandas().assign(value=float("nan")).to_parquet(table)
    empty = rewritten(files={"result.parquet": table.getvalue()})
    page = uploaded(("m.zip", empty), ("n.zip", empty))
    assert "no curve over layers" in page.info[0].value


def test_what_a_record_calls_its_charts_is_shown_letter_for_letter():
    def hostile(about):
        for figure in about["figures"]:
            figure["label"] = "![x](http://elsewhere.example/x.png)"

    page = uploaded(("m.zip", rewritten(hostile)))
    assert page.selectbox[0].options[0].startswith("![x]")  # a list draws no markdown
