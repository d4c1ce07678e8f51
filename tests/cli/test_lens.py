"""`lens`: its contract, its page of text, and what it refuses."""

from __future__ import annotations

import json
import math
import os

import numpy as np
import pytest

from tests.media import RATE, recorded, saved
from tests.tiny import SENTENCES


def test_lens_prints_only_the_contract_on_stdout(run, llama):
    code, out, err = run(
        "lens", "--model", llama, "The cat 猫", "--top", "3", "--track", "cat", "--json", "-"
    )
    result = json.loads(out)
    positions = len(result["tokens"])
    assert (code, err) == (0, "")
    assert (result["model"], result["lens"], result["layers"]) == (llama, "logit", [0, 1, 2, 3])
    assert "猫 1/3" in result["tokens"]
    assert [len(layer) for layer in result["top"]] == [positions] * 4
    for cell in (cell for layer in result["top"] for cell in layer):
        assert [set(entry) for entry in cell] == [{"word", "p"}] * 3
        assert all(entry["word"] and "\ufffd" not in entry["word"] for entry in cell)
        assert 1 >= cell[0]["p"] >= cell[1]["p"] >= cell[2]["p"] >= 0
    assert [len(layer) for layer in result["tracked"]["cat"]] == [positions] * 4
    for mass in result["language_mass"]:
        assert len(mass) == len(result["languages"])
        assert math.isclose(sum(mass), 1, rel_tol=1e-3)
    assert 0 < result["languages_covered"] < 1


def test_lens_without_json_reads_every_position_at_every_layer(run, llama):
    code, out, _ = run("lens", "--model", llama, "قطة", "--lens", "paper")
    assert code == 0
    assert "without the final norm" in out
    lines = out.splitlines()
    assert sum(line.startswith("  layer") for line in lines) == 4 * sum(
        line.startswith("'") for line in lines
    )


def test_a_lens_on_an_encoder_is_refused_with_a_model_that_has_a_head(refused, bert):
    sentence = refused("lens", "--model", bert, "The cat")
    assert "without a head" in sentence and "semhub-nano" in sentence


@pytest.fixture
def near(run, monkeypatch, tmp_path):
    """The neighbours lens with an index of a few sentences, in a cache of the test's own."""
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    sentences = tmp_path / "sentences.txt"
    sentences.write_text("\n".join(SENTENCES), encoding="utf-8")

    def near(model: str, *more: str) -> tuple[int, str, str]:
        return run("lens", "--model", model, "The cat sleeps", "--lens", "neighbours",
                   "--index", str(sentences), *more)  # fmt: skip

    near.sentences = sentences
    return near


@pytest.mark.parametrize("model", ["llama", "bert"])
def test_neighbours_read_any_model_with_a_head_or_without(near, request, model):
    code, out, err = near(request.getfixturevalue(model), "--track", "dog", "--json", "-")
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert (result["lens"], result["score"], result["language_mass"]) == (
        "neighbours",
        "cosine",
        [],
    )
    for cell in (cell for layer in result["top"] for cell in layer):
        assert [set(entry) for entry in cell] == [{"word", "cosine", "count", "sentence"}] * 5
        assert all(entry["word"].casefold() in entry["sentence"].casefold() for entry in cell)
        assert all(entry["sentence"] in SENTENCES for entry in cell)
        assert 1 >= cell[0]["cosine"] >= cell[-1]["cosine"] >= -1
    assert len(result["tracked"]["dog"]) == 4


def test_neighbours_say_in_the_first_line_that_they_are_cosines(near, llama):
    code, out, _ = near(llama)
    assert code == 0 and "cosine" in out.splitlines()[0] and "logits" not in out


def test_an_index_for_another_lens_is_refused(refused, llama):
    assert "--lens neighbours" in refused("lens", "--model", llama, "The cat", "--index", "x.txt")


def test_the_words_of_the_neighbours_are_asked_for_in_another_language(run, monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))
    asked = ("lens", "--model", "semhub-nano", "Two pigs swim.", "--lens", "neighbours")
    code, out, _ = run(*asked, "--words-in", "zh")
    assert code == 0 and "all Chinese: they show a place that languages share" in out
    assert "'猪'" in out and "'pigs'" not in out
    _, out, _ = run(*asked, "--words-in", "zh", "--json", "-")
    assert json.loads(out)["words_in"] == "zh"
    assert "all English" in run(*asked)[1]


def test_a_language_of_words_that_is_of_no_use_is_refused(refused, llama):
    asked = ("lens", "--model", llama, "The cat", "--words-in")
    assert "--lens neighbours" in refused(*asked, "zh")
    assert "choose one of en, " in refused(*asked, "tlh", "--lens", "neighbours")
    assert "not with --index" in refused(*asked, "zh", "--lens", "neighbours", "--index", "x.txt")


def test_an_index_that_is_no_file_is_refused(refused, llama):
    arguments = ("--lens", "neighbours", "--index", "no/file.txt")
    assert "no/file.txt" in refused("lens", "--model", llama, "The cat", *arguments)


@pytest.mark.parametrize(
    ("text", "named"),
    [("", "empty"), ("a\x1bb", "U+001B"), ("a" * 100_000, "100,000"), ("a" * 5000, "tokens")],
)
def test_a_text_that_cannot_be_read_is_refused(refused, llama, text, named):
    assert named in refused("lens", "--model", llama, text)


@pytest.mark.parametrize("top", ["0", "-3", "many", "100000"])
def test_a_number_of_words_that_cannot_be_shown_is_refused(refused, llama, top):
    refused("lens", "--model", llama, "The cat", f"--top={top}")


@pytest.mark.parametrize(
    ("name", "data", "called"),
    [
        ("blank.png", saved(np.full((60, 60, 3), 90, dtype=np.uint8)), "an empty picture"),
        ("quiet.wav", recorded(
            (0.001 * np.random.default_rng(3).uniform(-1, 1, RATE)).astype(np.float32)), "silence"),
    ],
)  # fmt: skip
def test_words_of_nothing_stand_in_parentheses_and_have_a_floor_in_json(
    run, tmp_path, name, data, called
):
    file = tmp_path / name
    file.write_bytes(data)
    code, out, _ = run("lens", "--model", "semhub-nano", str(file), "--top", "1")
    assert code == 0 and f"in parentheses: no stronger than what {called} reads as" in out
    cells = [line for line in out.splitlines() if line.startswith("  layer")]
    assert sum("(" in cell for cell in cells) > 0.7 * len(cells)
    _, out, _ = run("lens", "--model", "semhub-nano", str(file), "--top", "1", "--json", "-")
    told = json.loads(out)
    assert told["floor_of"] == called
    assert np.shape(told["floor"]) == (len(told["layers"]), len(told["tokens"]), 1)


def test_a_lens_of_text_is_compared_with_nothing(run, llama):
    code, out, _ = run("lens", "--model", llama, "The cat")
    assert code == 0 and "in parentheses" not in out


def test_several_inputs_are_read_by_one_model_one_after_the_other(run, llama, tmp_path):
    file = tmp_path / "texts.txt"
    file.write_text("The dog\nA house\n", encoding="utf-8")
    texts = ("The cat", str(file))
    code, out, _ = run("lens", *texts, "--model", llama, "--top", "1", "--json", "-")
    together = json.loads(out)
    assert code == 0 and len(together) == 3
    for text, found in zip(("The cat", "The dog", "A house"), together, strict=True):
        alone = json.loads(run("lens", text, "--model", llama, "--top", "1", "--json", "-")[1])
        assert found == alone
    code, out, _ = run("lens", *texts, "--model", llama)
    assert code == 0 and out.count("logit lens") == 3


def test_a_word_of_several_tokens_is_tracked_by_the_token_that_is_named(run, llama):
    code, out, _ = run("lens", "--model", llama, "The cat", "--track", "zebra", "cat")
    assert code == 0
    assert "“zebra” is several tokens, “z” + “e” + “b” + “r” + “a”" in out and "“cat”" not in out
    told = json.loads(run("lens", "--model", llama, "The cat", "--track", "zebra", "zoo", "z",
                          "--json", "-")[1])  # fmt: skip
    assert told["tracked"]["zebra"] == told["tracked"]["zoo"]
    assert any("“zebra” and “zoo”" in note and "one number" in note for note in told["notes"])


def test_a_part_of_a_character_is_no_word(refused, llama):
    for word in "狮鑫":
        assert "part of a character" in refused("lens", "--model", llama, "猫", "--track", word)


BYTES = os.fsdecode(b"ca\xff")


@pytest.mark.parametrize(
    "arguments",
    [
        ("lens", "The cat", "--track", BYTES),
        ("lens", "The cat", "--lens", "neighbours", "--track", BYTES),
        ("steer", "--from", "A", "--to", "B", "--prompt", "C", "--layer", "2",
         "--target", BYTES, "cat"),
        ("steer", "--from", "A", "--to", "B", "--prompt", "C", "--layer", "2", "--suffix", BYTES),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_one_sentence(near, refused, llama, arguments):
    near(llama)  # so that the neighbours have an index in this test's cache
    index = ("--index", str(near.sentences)) if "neighbours" in arguments else ()
    sentence = refused(*arguments, *index, "--model", llama)
    assert "no valid text" in sentence or "U+DCFF" in sentence
