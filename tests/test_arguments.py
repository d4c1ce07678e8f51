"""Whatever is given to a public function is taken, or refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import PIL.Image
import pytest
import torch

import semhub
from semhub.errors import InputError
from tests.sentences import assert_one_sentence
from tests.tiny import llama_folder


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return semhub.load(str(llama_folder(tmp_path_factory.mktemp("llama"))))


@pytest.fixture(scope="module")
def leads(model):
    return semhub.direction(model, "a cat", "a dog")


class Odd:
    """Of no kind that anything knows."""


ODD = {
    "none": None, "number": 5, "broken number": 1.5, "not a number": float("nan"), "truth": True,
    "bytes": b"abc", "no text": "", "text": "a cat", "nothing": [], "nones": [None, None],
    "mixed": ["a cat", 3], "nested": [["a"], ["b"]], "dict": {"a": "b"}, "set": {"a", "b"},
    "strings": np.array(["a cat", "a dog"]), "numbers": np.zeros((3, 4)), "scalar": np.array(3),
    "picture": PIL.Image.new("RGB", (4, 4)), "column": pd.Series(["a cat", "a dog"]),
    "table": pd.DataFrame({"a": ["x"]}), "tensor": torch.zeros(3), "class": semhub.Text,
    "no such path": Path("/nowhere/at/all"), "object": Odd(),
}  # fmt: skip
TWO = ["a cat", "a dog"]


@contextmanager
def entered(*arguments) -> Iterator[None]:
    with semhub.apply_push(*arguments):
        yield


def pushes(*arguments) -> None:
    with entered(*arguments):
        pass


def uses(model, leads, odd) -> dict[str, Callable[[], object]]:
    """Every argument of every public function, given `odd`."""
    choice = semhub.Choice("a", "b")

    def compare(**more):
        return semhub.compare(model, TWO, ["x y", "z"], **more)

    def steer(*given, **more):
        return semhub.steer(*given, **({"layer": 1} | more))

    return {
        "compare: model": lambda: semhub.compare(odd, TWO, TWO),
        "compare: a": lambda: semhub.compare(model, odd, TWO),
        "compare: b": lambda: semhub.compare(model, TWO, odd),
        "compare: suffix": lambda: compare(pool="last", suffix=odd),
        **{
            f"compare: {name}": lambda name=name: compare(**{name: odd})
            for name in ("pool", "metrics", "layers", "clusters", "partial", "resamples", "seed",
                         "memory")
        },
        "compare_towers": lambda: semhub.compare_towers(odd, TWO, TWO),
        "compare_towers: one model": lambda: semhub.compare_towers(model, TWO, TWO),
        "map_models: first": lambda: semhub.map_models(odd, model, TWO, TWO),
        "map_models: second": lambda: semhub.map_models(model, odd, TWO, TWO),
        "map_models: metrics": lambda: semhub.map_models(model, model, TWO, TWO, metrics=odd),
        "extract: model": lambda: semhub.extract(odd, TWO),
        "extract: items": lambda: semhub.extract(model, odd),
        "extract: progress": lambda: semhub.extract(model, TWO, progress=odd),
        "extract: budget": lambda: semhub.extract(model, TWO, token_budget=odd),
        "hub_of: model": lambda: semhub.hub_of(odd, {"a": TWO, "b": TWO}),
        "hub_of: spokes": lambda: semhub.hub_of(model, odd),
        "hub_of: items": lambda: semhub.hub_of(model, {"a": odd, "b": TWO}),
        "hub_of: metric": lambda: semhub.hub_of(model, {"a": TWO, "b": TWO}, metric=odd),
        "read: model": lambda: semhub.read(odd, "a cat"),
        "read: item": lambda: semhub.read(model, odd),
        **{
            f"read: {name}": lambda name=name: semhub.read(model, "a cat", **{name: odd})
            for name in ("kind", "top", "languages", "index", "jacobian", "seen")
        },
        "direction: model": lambda: semhub.direction(odd, "a", "b"),
        "direction: minus": lambda: semhub.direction(model, odd, "b c"),
        "direction: plus": lambda: semhub.direction(model, "b c", odd),
        "direction: pool": lambda: semhub.direction(model, "a", "b", pool=odd),
        "direction: names": lambda: semhub.direction(model, "a", "b", names=odd),
        "Question: item": lambda: semhub.Question(odd),
        "Question: said": lambda: semhub.Question("a", odd),
        "Question: places": lambda: semhub.Question("a", "", odd),
        "Choice: minus": lambda: semhub.Choice(odd, "b"),
        "Choice: by": lambda: semhub.Choice("a", "b", by=odd),
        "Choice: others": lambda: semhub.Choice("a", "b", odd),
        "continuation: model": lambda: semhub.continuation(odd, "a"),
        "continuation: question": lambda: semhub.continuation(model, odd, length=1),
        "continuation: push": lambda: semhub.continuation(model, "a", odd, length=1),
        "continuation: length": lambda: semhub.continuation(model, "a", length=odd),
        "steer: model": lambda: steer(odd, leads, "a", choice),
        "steer: directions": lambda: steer(model, odd, "a", choice),
        "steer: questions": lambda: steer(model, leads, odd, choice),
        "steer: choices": lambda: steer(model, leads, "a", odd),
        **{
            f"steer: {name}": lambda name=name: steer(model, leads, "a", choice, **{name: odd})
            for name in ("layer", "strength", "strengths", "sweep", "controls", "seed")
        },
        "apply_push: model": lambda: pushes(odd, {}),
        "apply_push: pushes": lambda: pushes(model, odd),
        "apply_push: vector": lambda: pushes(model, {1: odd}),
        "apply_push: where": lambda: pushes(model, {1: torch.zeros(model.width)}, odd),
        "column": lambda: semhub.column(odd),
        "load": lambda: semhub.load(odd),
        "open": lambda: semhub.open(odd),
        "load: device": lambda: semhub.load("semhub-nano", device=odd),
        "load: dtype": lambda: semhub.load("semhub-nano", dtype=odd),
        "Text": lambda: semhub.Text(odd),
        "Target: text": lambda: semhub.Target(odd, source="Ein Hund."),
        "Target: source": lambda: semhub.Target("A dog.", source=odd),
        "texts": lambda: semhub.texts(odd),
        "Image": lambda: semhub.Image(odd),
        "Audio: samples": lambda: semhub.Audio(odd, 16_000),
        "Audio: rate": lambda: semhub.Audio(np.ones(16_000, np.float32), odd),
        "Image.from_bytes": lambda: semhub.Image.from_bytes(odd),
        "Audio.from_bytes": lambda: semhub.Audio.from_bytes(odd),
        "read_column": lambda: semhub.read_column(odd),
        "read_file": lambda: semhub.read_file(odd),
        "read_folder": lambda: semhub.read_folder(odd),
        "read_lines": lambda: semhub.read_lines(odd),
        "Memory": lambda: semhub.Memory(odd),
        "Comparison.from_dict": lambda: semhub.Comparison.from_dict(odd),
    }  # fmt: skip


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_every_argument_is_taken_or_refused_in_one_sentence(model, leads, odd):
    for name, use in uses(model, leads, odd).items():
        try:
            use()
        except InputError as error:
            assert_one_sentence(str(error))
        except Exception as error:
            raise AssertionError(f"{name}: {error!r}") from error


def test_every_public_function_is_among_them(model, leads):
    results = {"LayerMap", "Reading", "InputError", "__version__"}  # which no one makes by hand
    tried = {name.partition(":")[0].partition(".")[0] for name in uses(model, leads, None)}
    assert tried == set(semhub.__all__) - results


def test_strings_are_texts_wherever_an_item_is_taken(model):
    texts = semhub.texts(TWO)
    assert (semhub.extract(model, TWO) == semhub.extract(model, texts)).all()
    assert (
        semhub.compare(model, TWO, TWO).to_dict() == semhub.compare(model, texts, texts).to_dict()
    )
    assert semhub.read(model, "a cat").to_dict() == semhub.read(model, texts[0]).to_dict()
    assert (
        semhub.direction(model, "a cat", ["a dog"]).vectors
        == semhub.direction(model, texts[0], [texts[1]]).vectors
    ).all()
    assert semhub.Question("a cat") == semhub.Question(texts[0])
    assert semhub.continuation(model, "a cat", length=2) == semhub.continuation(
        model, semhub.Question(texts[0]), length=2
    )


def test_one_name_stands_for_a_list_of_one(model):
    assert list(semhub.compare(model, TWO, TWO, metrics="acc1").metrics) == ["acc1"]
    assert semhub.compare(model, TWO, TWO, layers=1).layers == [1]
    assert list(semhub.read(model, "a cat", track="a").tracked) == ["a"]
    assert semhub.Choice("a", "b", "cd").others == ("cd",)


def test_a_dict_of_sides_is_a_hub(model, tmp_path):
    (tmp_path / "b.txt").write_text("a cat\na dog\n", encoding="utf-8")
    found = semhub.hub_of(model, {"a": TWO, "b": tmp_path / "b.txt"})
    assert found.names == ("a", "b") and found.rows["rows"].n == 2


def test_labels_of_pairs_are_clusters(model):
    side = [f"a cat {k}" for k in range(6)]
    found = semhub.compare(model, side, side, metrics="acc1", clusters={"word": list("aabbcd")})
    assert found.over == ("word",)


def test_an_unknown_metric_is_named_whole(model):
    with pytest.raises(InputError, match="no metric “accc”"):
        semhub.compare(model, TWO, TWO, metrics="accc")


@pytest.mark.parametrize("n", [1, 2, 3])
def test_too_few_pairs_are_told(model, n):
    side = ["a cat", "a dog", "an owl"][:n]
    (note,) = semhub.compare(model, side, side).notes
    assert note.startswith(f"{n} pair") and "give at least 4" in note
    assert_one_sentence(note)


def test_notes_are_kept_in_the_file_of_a_result(model):
    side = ["a cat", "a dog", "a cat", "an owl", "a pig"]
    found = semhub.compare(model, side, side, metrics="acc1")
    assert "1 of the 5 pairs" in found.notes[0]
    assert semhub.Comparison.from_dict(found.to_dict()).notes == found.notes
    alone = semhub.compare(model, side[1:], side[1:], metrics="acc1")
    assert "notes" not in alone.to_dict()
