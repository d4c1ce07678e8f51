"""A record that a hand, a bad disk or another program wrote is refused in one sentence."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from functools import cache

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import semhub
from semhub.errors import InputError
from semhub.records import limits
from semhub.records.folder import open_record
from semhub.records.publish import publish
from semhub.records.report import report, sentences
from semhub.records.writing import packed
from tests.records.conftest import made

CHART = "charts/similarity-acc1.vl.json"
TITLE = {"text": "What?"}
OPENS = "<!-- <script> </script>"


@cache
def small() -> bytes:
    return packed(made())


def rewritten(change=None, files=None, added=()) -> bytes:
    """The small record as a .zip, with its description changed or other content sealed in."""
    with zipfile.ZipFile(io.BytesIO(small())) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    about = json.loads(contents["record.json"])
    for name, data in (files or {}).items():
        contents[name] = data
        about["files"][name] = hashlib.sha256(data).hexdigest()
    if change:
        change(about)
    contents |= {"record.json": json.dumps(about).encode(), **dict(added)}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return stream.getvalue()


def figures_of(spec, layers=None):
    """The first chart of the small record, which is another's, and what changes in it by layer."""
    files = {CHART: json.dumps(spec).encode()}
    if layers is None:
        return open_record(rewritten(files=files)).figures()
    files[CHART.replace(".vl.", ".layers.")] = json.dumps(layers).encode()
    return open_record(
        rewritten(lambda about: about["figures"][0].update(layer=0), files)
    ).figures()


def every_face(source: bytes, place) -> None:
    record = open_record(source)
    for face in (record.to_pandas, record.items, record.results, record.figures):
        face()
    record._repr_html_()
    report(record)
    publish([record], place / "pages")


@pytest.mark.parametrize("value", [None, 5, "x", [1], {"a": 1}], ids=repr)
def test_a_description_of_another_form_is_read_or_refused(value, tmp_path):
    own = made().about
    changes = [lambda about, key=key: about.update({key: value}) for key in own]
    changes += [lambda about, key=key: about["asked"].update({key: value}) for key in own["asked"]]
    changes += [
        lambda about, key=key: about["figures"][0].update({key: value}) for key in own["figures"][0]
    ]
    for change in changes:
        try:
            every_face(rewritten(change), tmp_path)
        except InputError as error:
            assert "record" in str(error) or "later version" in str(error)


@pytest.mark.parametrize("data", [b"x", b"[]", b"\xff", b'{"a": NaN}', b"[" * 100_000], ids=len)
def test_content_that_semhub_does_not_write_is_refused(data, tmp_path):
    for name in ("result.parquet", "results.json", CHART):
        with pytest.raises(InputError, match="not as Semhub writes it"):
            every_face(rewritten(files={name: data}), tmp_path)
    with pytest.raises(InputError, match="is no record"):
        open_record(rewritten(added={"record.json": data}.items()))


@pytest.mark.parametrize("part",
    [
        {"datasets": 5}, {"data": {"values": 5}}, {"usermeta": 5}, {"params": [5]},
        *({"title": title} for title in (None, 5, "x", {}, {"text": None}, {"text": ["x"]})),
        *({"title": TITLE | {"subtitle": under}} for under in (None, 5, [5])),
    ],
    ids=str,
)  # fmt: skip
def test_a_chart_that_no_page_can_draw_is_refused(part):
    with pytest.raises(InputError, match="not as Semhub writes it"):
        figures_of({"title": TITLE, **part})
    with pytest.raises(InputError, match="not as Semhub writes it"):
        figures_of({"title": TITLE}, {"0": part})


@pytest.mark.parametrize("layer", ["9" * 5000, "٣", "01", "x"], ids=len)
def test_a_layer_that_is_no_number_is_refused(layer):
    assert figures_of({"title": TITLE}, {"0": {}})[0].layers == {0: {}}
    with pytest.raises(InputError, match="not as Semhub writes it"):
        figures_of({"title": TITLE}, {"0": {}, layer: {}})


def test_lists_that_lie_deep_in_each_other_are_refused():
    deep = json.loads("[" * 900 + "]" * 900)
    with pytest.raises(InputError, match="not as Semhub writes it"):
        figures_of({"title": TITLE, "usermeta": {"a": deep}})
    with pytest.raises(InputError, match="is no record"):
        open_record(rewritten(lambda about: about["asked"]["options"].update(a=deep)))


def test_a_number_that_no_clock_shows_is_refused():
    with pytest.raises(InputError, match="is no record"):
        open_record(rewritten(lambda about: about.update(seconds=10**400)))


def items_of(table: pa.Table, **options) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd", **options)
    return rewritten(files={"items.parquet": stream.getvalue()})


@pytest.mark.parametrize("options", [{}, {"use_dictionary": False}], ids=["dictionary", "plain"])
def test_a_table_that_says_one_long_text_often_is_refused_before_it_is_read(monkeypatch, options):
    rows = 5_000
    table = pa.table(
        {
            "side": ["a"] * rows,
            "row": range(rows),
            "item": ["x" * 2000] * rows,
            "digest": [None] * rows,
        }
    )
    data = items_of(table, **options)
    assert len(open_record(data).items()) == rows
    monkeypatch.setattr(limits, "UNPACKED", rows * 2000)
    monkeypatch.setattr(pq.ParquetFile, "read", lambda *_, **__: pytest.fail("it is read"))
    with pytest.raises(InputError, match="not as Semhub writes it"):
        open_record(data).items()


def test_a_table_with_lists_in_it_is_refused():
    table = pa.table({"side": [["a"]], "row": [1], "item": ["x"], "digest": ["y"]})
    with pytest.raises(InputError, match="not as Semhub writes it"):
        open_record(items_of(table)).items()


def test_a_chart_that_is_named_twice_is_refused():
    with pytest.raises(InputError, match="is no record"):
        open_record(rewritten(lambda about: about.update(figures=about["figures"][:1] * 2)))


def test_a_zip_with_any_bytes_changed_is_read_or_refused():
    whole, draw = packed(made()), random.Random(0)
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(3):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        try:
            record = open_record(bytes(damaged))
            record.to_pandas(), record.items(), record.results(), record.figures()
        except InputError:
            continue


def test_a_zip_of_a_version_that_is_not_known_is_refused():
    data = bytearray(small())
    entry = data.index(b"PK\x01\x02")
    data[entry + 6 : entry + 8] = (152).to_bytes(2, "little")  # what is needed to unpack it
    with pytest.raises(InputError):
        open_record(bytes(data))


def test_a_zip_with_an_empty_name_is_opened():
    assert open_record(rewritten(added=[(".", b"")])).model == "toy"


def test_a_chart_that_cannot_be_drawn_leaves_the_sentence():
    record = open_record(rewritten(files={CHART: json.dumps({"title": TITLE, "mark": 5}).encode()}))
    shown = record._repr_html_()
    assert sentences(record.found)[0] in shown and "cannot be drawn" in shown


def test_a_notebook_fetches_nothing_for_a_record(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nsecret-word\n")
    spec = {
        "title": TITLE, "data": {"url": secret.as_uri()}, "mark": "text",
        "encoding": {"text": {"field": "a", "type": "nominal"}},
    }  # fmt: skip
    record = open_record(rewritten(files={CHART: json.dumps(spec).encode()}))
    assert "secret-word" not in record._repr_html_()


@pytest.mark.parametrize("path", ["a\0b", "x" * 300, 5, "/"], ids=str)
def test_a_path_that_cannot_be_is_refused(path, record):
    with pytest.raises(InputError):
        semhub.open(path)
    with pytest.raises(InputError):
        record.save(path)
    with pytest.raises(InputError):
        publish([record], path)


def test_a_record_is_written_where_a_link_leads(record, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    (tmp_path / "new").symlink_to(tmp_path / "not yet")
    for name, there in (("link", "there"), ("new", "not yet")):
        assert record.save(tmp_path / name) == tmp_path / name
        assert (tmp_path / name).is_symlink()
        assert semhub.open(tmp_path / there).found == record.found


def test_a_record_is_written_into_the_empty_folder_one_stands_in(record, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    record.save(".")
    assert semhub.open(tmp_path).found == record.found


def test_pages_of_any_names_never_share_a_file(tmp_path):
    names = ["x", "x-3", "x", "x-2", "x", "x" * 300, "x" * 300, "中 文", "../.."]
    index = publish([made(model=name) for name in names], tmp_path / "pages")
    pages = [page for page in index.parent.glob("*.html") if page != index]
    assert len(pages) == len(names)


def test_a_text_that_opens_a_comment_leaves_the_page_whole():
    hostile = json.dumps({"title": TITLE, "mark": "bar", "description": OPENS}).encode()
    page = report(open_record(rewritten(files={CHART: hostile})), script="charts.js")
    assert "<!-- <script>" not in page
