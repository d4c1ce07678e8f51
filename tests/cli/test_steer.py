"""`steer`: its contract, its page of text, and what it refuses."""

from __future__ import annotations

import json

import pytest

WAY = ("--from", "The cat", "--to", "The house")


def test_steer_prints_only_the_contract_on_stdout(run, llama, tmp_path):
    prompts = tmp_path / "prompts.txt"
    prompts.write_text("The cat sleeps\nA house\n猫\nDie Katze\n", encoding="utf-8")
    code, out, err = run(
        "steer", "--model", llama, *WAY, "--prompt", str(prompts), "--suffix", " and",
        "--layer", "2", "--strength", "1.5", "--target", "cat", "house", "dog", "--json", "-",
    )  # fmt: skip
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert (result["model"], result["from"], result["to"]) == (llama, "The cat", "The house")
    assert (result["layer"], result["strength"], result["n"]) == (2, 1.5, 4)
    assert result["prompts"][2] == "猫 and"
    assert len(result["continuations"]) == 3
    assert {"prompt", "before", "after"} == set(result["continuations"][0])
    for name in ("push", "reversed", "wrong_layer"):
        assert len(result[name]["change"]) == 4
        assert 0 <= result[name]["wrong_way"] <= 1
    assert result["wrong_layer"]["layer"] == 1
    assert len(result["random"]["means"]) == 20
    assert result["random"]["low"] <= result["random"]["centre"] <= result["random"]["high"]
    for name in ("push", "reversed", "wrong_layer", "random"):
        assert result[name]["flipped"] <= result[name]["changed"] <= 1
    assert result["words"] == [["cat", "house"]] * 4


def test_steer_without_json_shows_the_push_beside_its_controls(run, llama):
    code, out, _ = run(
        "steer", "--model", llama, *WAY, "--prompt", "The cat", "--layer", "2",
        "--target", "cat", "house",
    )  # fmt: skip
    assert code == 0
    lines = [line.split("  ")[0] for line in out.splitlines()]
    for row in ("push", "reversed", "wrong layer (1)", "20 random"):
        assert row in lines
    assert "before" in out and "pushed" in out and "wrong way" in out and "at all" in out
    assert "1 natural difference is" in out and "norms of a state there" in out


def test_controls_of_other_words_stand_in_the_table_and_in_the_json(run, llama, tmp_path):
    river = tmp_path / "river.txt"
    river.write_text("The river\nA river\n", encoding="utf-8")
    asked = (
        "steer", "--model", llama, *WAY, "--prompt", "The cat", "--layer", "2",
        "--target", "cat", "house", "--controls", "pairs", "third", "states",
        "--others", str(river), "The dog", "The owl",
    )  # fmt: skip
    code, out, _ = run(*asked, "--json", "-")
    controls = json.loads(out)["controls"]
    counts = {name: band["directions"] for name, band in controls.items()}
    assert (code, counts) == (0, {"pairs": 6, "third": 3, "states": 2})
    code, out, _ = run(*asked)
    assert code == 0 and "\n6 pairs  " in out and "\nBeside 3 third: " in out


def test_the_controls_that_are_offered_are_those_of_the_library():
    from semhub.cli.steer import CONTROLS as offered
    from semhub.steering import CONTROLS

    assert offered == CONTROLS


@pytest.mark.parametrize("given", [("1", "2"), ("1-2",), ("2", "1-1")])
def test_several_layers_are_pushed_at_once(run, llama, given):
    asked = "steer", "--model", llama, *WAY, "--prompt", "The cat", "--target", "cat", "house"
    code, out, _ = run(*asked, "--layer", *given, "--json", "-")
    result = json.loads(out)
    assert (code, result["layer"], result["wrong_layer"]) == (0, [1, 2], None)
    code, out, _ = run(*asked, "--layer", *given)
    assert code == 0 and "at layers 1-2, strength 1 (1 natural difference is" in out
    assert "Apart from layers 1-2 the model has too few other layers in a row" in out


def test_several_wrong_layers_stand_in_the_table_and_in_the_json(run):
    asked = (
        "steer", "--model", "semhub-nano", "--from", "A red dog. →", "--to", "A red cat. →",
        "--prompt", "狗在跑。", "--suffix", " →", "--length", "1", "--layer", "7-9",
        "--target", "狗", "猫",
    )  # fmt: skip
    _, out, _ = run(*asked)
    assert "\nwrong layers (1-3)  " in out and "as far from layers 7-9 as can be" in out
    _, out, _ = run(*asked, "--json", "-")
    assert json.loads(out)["wrong_layer"]["layer"] == [1, 2, 3]


def test_without_a_target_continuations_are_all_that_is_shown(run, llama):
    code, out, _ = run("steer", "--model", llama, *WAY, "--prompt", "The cat", "--layer", "1")
    assert code == 0 and "pushed" in out and "log-odds" not in out
    code, out, _ = run(
        "steer", "--model", llama, *WAY, "--prompt", "The cat", "--layer", "1", "--json", "-"
    )
    assert "push" not in json.loads(out) and json.loads(out)["continuations"]


def test_a_side_is_a_text_a_file_with_one_a_line_or_a_column(run, llama, tmp_path):
    sides = tmp_path / "plus.txt"
    sides.write_text("The house\nThe river\n", encoding="utf-8")
    code, out, _ = run(
        "steer", "--model", llama, "--from", "concepts:en", "--to", str(sides),
        "--prompt", "The cat", "--layer", "1", "--length", "2", "--json", "-",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out)["from"].endswith(" and 239 more")
    assert json.loads(out)["to"] == "The house and 1 more"


def test_a_picture_is_pushed_in_the_embedded_model(run):
    _, out, _ = run(
        "steer", "--model", "semhub-nano", "--from", "A small red dog sleeps. →",
        "--to", "A small blue dog sleeps. →", "--prompt", "world:image", "--suffix", " →",
        "--layer", "8", "--target", "red", "blue", "--length", "3", "--json", "-",
    )  # fmt: skip
    result = json.loads(out)
    assert result["times_random"] > 3 and result["random"]["limit"] > 0
    assert result["push"]["wrong_way"] < 0.1 and result["reversed"]["mean"] < 0


@pytest.mark.parametrize("layer", ["0", "4", "-1", "many", "2-1", "2-4", "1-", "1,2", "9" * 5000])
def test_a_layer_that_is_not_there_is_refused(refused, llama, layer):
    assert "--layer" in refused(
        "steer", "--model", llama, *WAY, "--prompt", "The cat", f"--layer={layer}"
    )


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (("--target", "cat"), "two words"),
        (("--target", "cat", "cat"), "once"),
        (("--strength", "nan"), "--strength"),
        (("--strength", "strong"), "--strength"),
        (("--length", "0"), "1 or more"),
        (("--length", "1000"), "shorten"),
        (("--places", "first"), "--places"),
        (("--controls", "pairs"), "--target"),
        (("--controls", "others"), "--controls"),
        (("--target", "cat", "house", "--controls", "pairs"), "2 or more other words"),
        (("--target", "cat", "house", "--controls", "states"), "two or more on a side"),
    ],
)
def test_bad_numbers_and_words_are_refused(refused, llama, more, named):
    assert named in refused(
        "steer", "--model", llama, *WAY, "--prompt", "The cat", "--layer", "1", *more
    )


def test_two_sides_that_are_the_same_are_refused(refused, llama):
    sentence = refused(
        "steer", "--model", llama, "--from", "cat", "--to", "cat", "--prompt", "a", "--layer", "1"
    )
    assert "same states" in sentence


def test_a_model_without_a_head_is_refused(refused, bert):
    assert "head" in refused("steer", "--model", bert, *WAY, "--prompt", "The cat", "--layer", "1")


def test_a_file_that_is_not_there_is_refused(refused, llama):
    assert "none.png" in refused(
        "steer", "--model", llama, *WAY, "--prompt", "none.png", "--layer", "1"
    )


def test_an_empty_prompt_is_refused(refused, llama):
    refused("steer", "--model", llama, *WAY, "--prompt", "", "--layer", "1")
