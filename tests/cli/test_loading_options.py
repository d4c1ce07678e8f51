"""--device, --dtype, --revision and --chat reach the model on every command that loads one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from semhub.cli import _parser
from semhub.models.loading import load
from semhub.states.store import StateFolder
from tests.tiny import chatty_folder

LOADING = ("--device", "--dtype", "--revision")
READ_TEXTS = {"compare", "hub", "lens", "languages", "steer", "extract", "reproduce"}


def commands() -> dict[str, set[str]]:
    """Command -> its options."""
    (choices,) = (one.choices for one in _parser()._actions if one.choices)
    return {name: set(parser._option_string_actions) for name, parser in choices.items()}


@pytest.fixture(scope="module")
def chatty(tmp_path_factory) -> str:
    return str(chatty_folder(tmp_path_factory.mktemp("chatty")))


def test_every_command_with_a_model_says_where_it_runs_and_those_of_texts_take_a_chat():
    with_a_model = {name: options for name, options in commands().items() if "--model" in options}
    assert len(with_a_model) == 10
    for name, options in with_a_model.items():
        assert set(LOADING) <= options, name
        assert ("--chat" in options) == (name in READ_TEXTS), name


def test_the_type_of_the_weights_is_the_one_asked_for_and_its_cost_is_told(run, llama):
    code, out, _ = run("lens", "--model", llama, "The cat", "--dtype", "bfloat16")
    assert code == 0
    assert "In bfloat16 its states lie" in out and "reads the same word first in" in out
    _, plain, _ = run("lens", "--model", llama, "The cat", "--dtype", "float32")
    assert "off those in float32" not in plain


def test_a_chat_changes_the_states_and_is_told(run, chatty, tmp_path):
    answers = []
    for chat in ([], ["--chat"]):
        file = tmp_path / f"{len(chat)}.json"
        assert run("lens", "--model", chatty, "The cat", "--json", str(file), *chat)[0] == 0
        answers.append(json.loads(file.read_text()))
    assert len(answers[1]["tokens"]) > len(answers[0]["tokens"])
    _, out, _ = run("lens", "--model", chatty, "The cat", "--chat")
    assert "before it stands “<s>user↵” and behind it “</s>↵<s>assistant↵”" in out


def test_states_on_disk_are_of_the_chat_and_not_mixed_with_others(run, refused, chatty, tmp_path):
    folder, file = tmp_path / "states", tmp_path / "a.txt"
    file.write_text("The cat sleeps.\nA dog.\nThe river is long.\nA house.\n")
    extract = "extract", "--model", chatty, "--data", str(file), "--out", str(folder)
    assert run(*extract, "--chat", "--states-dtype", "bfloat16")[0] == 0
    assert "in chat" in StateFolder(folder).side().source.revision
    assert "revision" in refused(
        "compare", "--model", chatty, f"{folder}:a", str(file), "--pool", "unit"
    )
    assert run("compare", "--model", chatty, f"{folder}:a", str(file), "--chat")[0] == 0


def test_a_record_names_the_chat(run, chatty, tmp_path):
    sides = []
    for name in "ab":
        sides.append(str(tmp_path / f"{name}.txt"))
        Path(sides[-1]).write_text("The cat sleeps.\nA dog.\nThe river is long.\nA house.\n")
    record = tmp_path / "record"
    command = "compare", "--model", chatty, *sides, "--chat", "--record", str(record)
    assert run(*command)[0] == 0
    about = json.loads((record / "record.json").read_text())
    assert "in chat" in json.dumps(about) and "--chat" in json.dumps(about)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--chat",), "has no chat template"),
        (("--device", "gpu9"), "no device “gpu9”"),
        (("--device", ""), "no device “”"),
        (("--dtype", "int8"), "invalid choice"),
        (("--revision", "v1"), "leave the revision out"),
        (("--revision", ""), "leave the revision out"),
    ],
)
def test_what_cannot_be_is_one_sentence(refused, llama, options, says):
    assert says in refused("lens", "--model", llama, "The cat", *options)


def test_a_revision_that_no_branch_is_called_is_one_sentence(refused):
    for revision in ("../../x", "a b", "", "x" * 300):
        sentence = refused("lens", "--model", "owner/name", "a cat", "--revision", revision)
        assert "no name of a commit, branch or tag" in sentence


def test_the_load_check_of_a_command_names_no_device_where_there_is_the_cpu_alone(llama):
    assert load(llama, device="cpu").check.sentence.startswith("The last block")
