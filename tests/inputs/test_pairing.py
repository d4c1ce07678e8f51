"""Files of two folders pair by their names, and every file that does not is named."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from semhub.datasets.arguments import sides_of
from semhub.errors import InputError
from semhub.inputs import read_folder
from semhub.inputs.pairing import pair_folders
from tests.media import noise, saved
from tests.sentences import assert_one_sentence

PICTURE = saved(noise(4, 4))
WORDS = [
    "élan", "Äpfel", "âne", "œuf", "ñandú", "zèbre", "Öl", "über", "ça", "naïve", "été", "île",
    "crêpe", "façade", "cliché", "forêt", "garçon", "hôtel", "pêche", "rôle",
]  # fmt: skip


def folder(path: Path, names: list[str]) -> Path:
    path.mkdir()
    for name in names:
        (path / name).write_bytes(PICTURE)
    return path


def paired(tmp_path: Path, a: list[str], b: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """The names of the files that pair, without suffix, and what is said."""
    found = pair_folders([folder(tmp_path / "a", a), folder(tmp_path / "b", b)])
    for note in found.notes:
        assert_one_sentence(note)
    left, right = ([unicodedata.normalize("NFC", f.stem) for f in side] for side in found.files)
    return list(zip(left, right, strict=True)), found.notes


def test_names_in_two_normal_forms_pair_with_themselves(tmp_path):
    composed = [unicodedata.normalize("NFC", f"{word}.png") for word in WORDS]
    apart = [unicodedata.normalize("NFD", f"{word}.wav") for word in WORDS]
    pairs, notes = paired(tmp_path, composed, apart)
    assert len(pairs) == len(WORDS) and all(a == b for a, b in pairs)
    assert notes == []


def test_the_order_of_a_folder_does_not_depend_on_the_normal_form(tmp_path):
    labels = []
    for form in ("NFC", "NFD"):
        names = [unicodedata.normalize(form, f"{word}.png") for word in WORDS]
        labels.append([item.label for item in read_folder(folder(tmp_path / form, names))])
    assert labels[0] == labels[1]
    assert all(unicodedata.is_normalized("NFC", label) for label in labels[0])


def test_where_each_side_lacks_a_file_the_others_pair_and_both_are_named(tmp_path):
    names = [f"{k}.png" for k in range(1, 21)]
    pairs, notes = paired(tmp_path, names[:4] + names[5:], names[:9] + names[10:])
    assert len(pairs) == 18 and all(a == b for a, b in pairs)
    assert len(notes) == 2
    assert "1 of the 19 files" in notes[0] and notes[0].endswith(": 10.png.")
    assert notes[1].endswith(": 5.png.")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (["2.png", "10.png", "1.png"], ["010.wav", "001.wav", "002.wav"]),
        (["Dog.png", "CAT.png", "Straße.png"], ["dog.wav", "cat.wav", "strasse.wav"]),
        (["pig_1.png", "pig_2.png", "pig_10.png"], ["oink-01.wav", "oink-10.wav", "oink-02.wav"]),
        (["dog_en.png", "cat_en.png", "owl_en.png"], ["cat.wav", "dog.wav", "owl.wav"]),
        (["a7.png", "a8.png", "a9.png"], ["b7.wav", "b8.wav", "b9.wav"]),
        (["\uff11.png", "\u0662.png", "3.png"], ["1.wav", "2.wav", "\uff13.wav"]),
    ],
    ids=[
        "zeros in front",
        "case",
        "what tells apart",
        "an ending",
        "a letter in front",
        "digits",
    ],
)
def test_names_that_say_the_same_in_another_way_pair(tmp_path, a, b):
    pairs, notes = paired(tmp_path, a, b)
    assert len(pairs) == 3 and notes == []

    def said(name: str) -> str:
        name = name.casefold().removesuffix("_en").removeprefix("pig_").removeprefix("oink-")
        return str(int(name.lstrip("ab"))) if name[-1].isdigit() else name

    assert all(said(one) == said(other) for one, other in pairs)


@pytest.mark.parametrize("form", ["{}-{:02}-{:02}", "{}_{:02}_{:02}", "{}.{}.{}", "{} {:02} {:02}"])
def test_dates_pair_however_they_are_written(tmp_path, form):
    days = [(2024, 1, 5), (2024, 1, 15), (2023, 11, 5)]
    plain = ["a_{}{:02}{:02}.png".format(*day) for day in days]
    pairs, notes = paired(tmp_path, plain, [f"a {form.format(*day)}.wav" for day in days[::-1]])
    first = dict(zip(plain, days, strict=True))
    assert [b for _, b in pairs] == [f"a {form.format(*first[f'{a}.png'])}" for a, _ in pairs]
    assert len(pairs) == 3 and notes == []


@pytest.mark.parametrize("more", [0, 3])
def test_a_few_names_that_agree_by_chance_make_no_pairs(tmp_path, more):
    a = [f"{word}.png" for word in ("radio", "dog", "cat", "owl", "bee")]
    b = [f"{word}.wav" for word in ("radio", "Hund", "Katze", "Eule", "Biene")]
    with pytest.raises(InputError, match="Only 1 of 5 names") as caught:
        paired(tmp_path, a, b + [f"Wort{k}.wav" for k in range(more)])
    assert_one_sentence(str(caught.value))


def test_two_folders_of_one_file_each_pair_and_that_is_said(tmp_path):
    pairs, notes = paired(tmp_path, ["dog.png"], ["Hund.wav"])
    assert pairs == [("dog", "Hund")]
    assert len(notes) == 1 and notes[0].endswith("dog.png with Hund.wav.")


def test_a_link_to_nothing_is_named_and_not_its_partner(tmp_path):
    sides = [folder(tmp_path / side, ["1.png", "3.png"]) for side in "ab"]
    (sides[0] / "2.png").symlink_to(tmp_path / "gone.png")
    (sides[1] / "2.png").write_bytes(PICTURE)
    assert [len(side) for side in pair_folders(sides).files] == [3, 3]
    for read in (lambda: sides_of(*sides), lambda: read_folder(sides[0])):
        with pytest.raises(InputError, match=r"a/2.png is a link to a file that is not") as caught:
            read()
        assert_one_sentence(str(caught.value))


def test_names_that_are_no_text_pair_by_their_bytes(tmp_path):
    names = [os.fsdecode(b"caf\xe9.png"), "caf\\udce9.png", os.fsdecode(b"\xff2.png")]
    pairs, notes = paired(tmp_path, names, names)
    assert len(pairs) == 3 and all(a == b for a, b in pairs) and notes == []


def test_a_number_is_not_cut_in_two_to_make_names_agree(tmp_path):
    pairs, _ = paired(tmp_path, ["x10.png", "x11.png", "x12.png"], ["11.wav", "12.wav", "10.wav"])
    assert pairs == [("x10", "10"), ("x11", "11"), ("x12", "12")]


def test_case_tells_apart_where_a_folder_has_both(tmp_path):
    pairs, notes = paired(tmp_path, ["A.png", "a.png", "b.png"], ["a.wav", "b.wav", "A.wav"])
    assert sorted(pairs) == [("A", "A"), ("a", "a"), ("b", "b")] and notes == []


def test_names_that_agree_nowhere_pair_in_order_and_that_is_said(tmp_path):
    pairs, notes = paired(tmp_path, ["dog.png", "cat.png"], ["Hund.wav", "Esel.wav"])
    assert pairs == [("cat", "Esel"), ("dog", "Hund")]
    assert len(notes) == 1 and "cat.png with Esel.wav" in notes[0]


def test_names_that_agree_nowhere_and_other_numbers_are_refused(tmp_path):
    with pytest.raises(InputError, match="their numbers differ") as caught:
        paired(tmp_path, ["dog.png", "cat.png"], ["Hund.wav"])
    assert_one_sentence(str(caught.value))


def test_two_files_of_one_name_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"dog.jpg and dog.png .* have one name") as caught:
        paired(tmp_path, ["dog.png", "dog.jpg"], ["dog.wav", "cat.wav"])
    assert_one_sentence(str(caught.value))


def test_files_that_are_neither_are_named(tmp_path):
    pairs, notes = paired(tmp_path, ["dog.png", "LICENSE", "notes.docx"], ["dog.wav", ".hidden"])
    assert pairs == [("dog", "dog")]
    assert len(notes) == 1 and notes[0].endswith(": LICENSE, notes.docx.")


def test_three_folders_keep_what_all_of_them_have(tmp_path):
    sides = [["1.png", "2.png", "3.png"], ["1.wav", "3.wav"], ["3.png", "2.png", "1.png"]]
    folders = [folder(tmp_path / f"{k}", names) for k, names in enumerate(sides)]
    found = pair_folders(folders)
    assert [[file.stem for file in side] for side in found.files] == [["1", "3"]] * 3
    assert len(found.notes) == 2
