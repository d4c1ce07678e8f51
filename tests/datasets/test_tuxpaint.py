"""Stamps of Tux Paint become rows that mean the same in every column."""

from __future__ import annotations

import numpy as np
import pytest

from semhub import datasets
from semhub.datasets import pack, tuxpaint
from semhub.errors import InputError
from semhub.inputs import Audio, Image
from tests.media import recorded, tone
from tests.sentences import assert_one_sentence
from tests.stamps import HEARD, THINGS, caption, picture, stamp, stamps


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def tree(tmp_path):
    return stamps(tmp_path / "stamps")


def english(tree) -> list[str]:
    return [row.texts["en"] for row in tuxpaint.rows(tree)]


def test_pictures_sounds_and_captions_of_a_row_are_of_one_stamp(tree):
    pack.write(tuxpaint.rows(tree), tree)
    for name, things in (("tuxpaint", THINGS), ("tuxpaint-sounds", HEARD)):
        table = datasets.table(name)
        assert table == {
            "en": [f"A {thing}" for thing in things],
            "de": [f"Ein {thing}" for thing in things],
            "zh": [f"{thing}一" for thing in things],
            "hi": [f"एक {thing}" for thing in things],
        }
        seen = datasets.column(f"{name}:image")
        expected = [Image.from_bytes(picture(THINGS.index(thing))).digest for thing in things]
        assert [item.digest for item in seen] == expected
        assert [item.label for item in seen] == table["en"]
    heard = datasets.column("tuxpaint-sounds:sound")
    files = [(tree / f"animals/{thing}.ogg").read_bytes() for thing in HEARD]
    assert [item.digest for item in heard] == [Audio.from_bytes(data).digest for data in files]
    assert "sound" not in datasets.columns("tuxpaint")


def test_the_pack_is_listed_only_where_it_is(tree):
    assert datasets.packs() == {}
    with pytest.raises(InputError, match="not on this machine; make it with") as fault:
        datasets.column("tuxpaint:image")
    assert_one_sentence(str(fault.value))
    pack.write(tuxpaint.rows(tree), tree)
    assert set(datasets.packs()) == {"tuxpaint", "tuxpaint-sounds"}
    assert not set(datasets.packs()) & set(datasets.DATASETS)


def test_every_column_of_the_pack_has_a_name(tree):
    pack.write(tuxpaint.rows(tree), tree)
    named = {**datasets.NAMES, **datasets.PICTURES, **datasets.SOUNDS}
    for name in datasets.packs():
        assert set(datasets.columns(name)) <= set(named)


def test_a_pack_made_of_other_stamps_takes_its_place(tree):
    pack.write(tuxpaint.rows(tree), tree)
    assert len(datasets.table("tuxpaint")["en"]) == len(THINGS)
    (tree / "animals/dog.png").unlink()
    pack.write(tuxpaint.rows(tree), tree)
    assert "A dog" not in datasets.table("tuxpaint")["en"]
    assert len(datasets.column("tuxpaint:image")) == len(THINGS) - 1


@pytest.mark.parametrize("name", ["media.zip", "rows.json"])
def test_a_damaged_pack_is_one_sentence_and_is_made_again(tree, name):
    rows = tuxpaint.rows(tree)
    (pack.write(rows, tree) / name).write_bytes(b"PK")
    with pytest.raises(InputError, match="damaged; make it again") as fault:
        datasets.column("tuxpaint:image")
    assert_one_sentence(str(fault.value))
    pack.write(rows, tree)
    assert len(datasets.column("tuxpaint:image")) == len(THINGS)


@pytest.mark.parametrize(
    ("line", "code", "read"),
    [
        ("hi.utf8=एक कुत्ता|", "hi", "एक कुत्ता"),
        ("hi.utf8=एक| दो|", "hi", "एक। दो"),
        ("ar.utf8=.أرنب", "ar", "أرنب"),
        ("ar.utf8=A أرنب.", "ar", "أرنب"),
        ("zh_CN.utf8=狗。", "zh", "狗"),
        ("am.utf8=ውሻ ", "am", None),
        ("de.utf8=Ein Hund! ", "de", "Ein Hund!"),
        ("de.utf8=Ein Hund.\r", "de", "Ein Hund"),
        ("id.utf8=A dog.", "id", None),
        ("de.utf8=.", "de", None),
        ("de=Ein Hund.", "de", None),
    ],
)
def test_a_caption_is_what_it_says_without_its_stop(tmp_path, line, code, read):
    file = stamp(tmp_path, "dog", f"A dog.\n{line}\n").with_suffix(".txt")
    assert tuxpaint.captions(file) == {"en": "A dog"} | ({code: read} if read else {})


def test_a_name_that_two_languages_share_is_a_translation(tmp_path):
    file = stamp(tmp_path, "flower", "Hibiscus\nde.utf8=Hibiscus\n").with_suffix(".txt")
    assert tuxpaint.captions(file) == {"en": "Hibiscus", "de": "Hibiscus"}


@pytest.mark.parametrize("text", ["", "\n", b"\xff\xfe", "a\x07b"])
def test_a_caption_that_cannot_be_read_leaves_the_stamp_out(tree, text):
    (tree / "animals/dog.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert english(tree) == [f"A {thing}" for thing in THINGS if thing != "dog"]


def test_letters_mirrored_and_damaged_pictures_and_drawings_of_lines_are_left_out(tree):
    stamp(tree, "symbols/alphabets/a", "The letter a.")
    (tree / "animals/dog_mirror.png").write_bytes(picture(77))
    broken = stamp(tree, "animals/broken", caption("broken"))
    broken.write_bytes(broken.read_bytes()[:60])
    lines = stamp(tree, "animals/lines", caption("lines"))
    lines.with_suffix(".svg").write_text("<svg/>")
    lines.unlink()
    assert english(tree) == [f"A {thing}" for thing in THINGS]


def test_of_one_caption_the_photograph_is_taken_and_rather_one_that_is_heard(tree):
    stamp(tree, "aaa/cartoon/dog", caption("dog"), seed=90, sound=tone(0.5))
    stamp(tree, "aaa/cow", caption("cow"), seed=91, sound=tone(0.6))
    rows = {row.texts["en"]: row for row in tuxpaint.rows(tree)}
    assert len(rows) == len(THINGS)
    assert rows["A dog"].picture == "animals/dog.png"
    assert (rows["A cow"].picture, rows["A cow"].sound) == ("aaa/cow.png", "aaa/cow.ogg")


def test_a_recording_stands_in_one_row_and_one_that_cannot_be_heard_in_none(tree):
    same, silent = tree / "animals/dog.ogg", tree / "animals/goat.ogg"
    same.write_bytes((tree / "animals/bear.ogg").read_bytes())
    silent.write_bytes(recorded(np.zeros(4000, dtype=np.float32)))
    heard = [row.texts["en"] for row in tuxpaint.rows(tree) if row.sound]
    assert heard == [f"A {thing}" for thing in HEARD if thing not in ("dog", "goat")]


def test_a_language_of_most_stamps_costs_the_others_and_one_of_few_is_left_out(tree):
    for thing in THINGS[:2]:
        (tree / f"animals/{thing}.txt").write_text(f"A {thing}.\nde.utf8=Ein.\nzh_CN.utf8=一\n")
    for thing in THINGS[5:]:
        (tree / f"animals/{thing}.txt").write_text(caption(thing) + f"fr.utf8=Un {thing}.\n")
    rows = tuxpaint.rows(tree)
    assert len(THINGS) * tuxpaint.COVERED > len(THINGS) - 3
    assert {tuple(row.texts) for row in rows} == {("en", "de", "zh", "hi")}
    assert [row.texts["en"] for row in rows] == [f"A {thing}" for thing in THINGS[2:]]
