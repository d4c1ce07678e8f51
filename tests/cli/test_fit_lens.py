"""`fit-lens`, and the lens that then can be read with."""

from __future__ import annotations

import json

import pytest
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from semhub.cli import output
from tests.cli.lines import written
from tests.tiny import SENTENCES


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path):
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def texts(tmp_path) -> str:
    return written(tmp_path / "texts.txt", SENTENCES)


def test_a_model_that_is_fitted_is_read_with_its_lens(run, refused, llama, texts):
    asked = ("lens", "--model", llama, "The cat 猫", "--lens", "jacobian")
    assert f"python -m semhub fit-lens --model {llama}" in refused(*asked)
    code, out, err = run("fit-lens", "--model", llama, "--texts", texts)
    assert (code, err) == (0, "") and f"{len(SENTENCES)} texts" in out
    code, out, err = run(*asked, "--track", "cat", "--json", "-")
    read = json.loads(out)
    assert (code, err, read["lens"], read["score"]) == (0, "", "jacobian", "probability")
    logit = json.loads(run("lens", "--model", llama, "The cat 猫", "--json", "-")[1])
    assert read["top"][-1] == logit["top"][-1] and read["top"][1] != logit["top"][1]
    assert "Jacobian" in run(*asked)[1].splitlines()[0]


def test_progress_goes_to_the_error_stream_where_a_person_looks_on(run, llama, texts, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    code, out, err = run("fit-lens", "--model", llama, "--texts", texts)
    assert code == 0 and out.count("\n") == 1
    assert "Fitting the lens" in err and "100%" in err


def test_into_a_pipe_a_line_of_progress_goes_now_and_then(run, llama, texts, monkeypatch):
    monkeypatch.setattr(output, "EVERY", 0.0)
    code, out, err = run("fit-lens", "--model", llama, "--texts", texts)
    lines = err.splitlines()
    assert code == 0 and out.count("\n") == 1 and len(lines) > 2
    assert all(line.endswith("%") for line in lines) and "\r" not in err
    assert lines[-1].startswith("Fitting the lens") and lines[-1].endswith("100%")
    monkeypatch.setattr(output, "EVERY", 3600.0)
    assert run("fit-lens", "--model", llama, "--texts", texts)[2] == ""  # a quick one says nothing


def test_a_copy_is_the_same_in_half_precision(run, llama, texts, tmp_path):
    copy = tmp_path / "copy.safetensors"
    assert run("fit-lens", "--model", llama, "--texts", texts, "--copy", str(copy))[0] == 0
    with safe_open(copy, framework="np") as file:
        assert file.get_tensor("jacobians").dtype == "float16"
        assert file.metadata()["texts"] == str(len(SENTENCES))


def test_what_cannot_be_fitted_is_refused(refused, llama, bert, texts, tmp_path):
    short = written(tmp_path / "short.txt", ["The cat"])
    assert "without a head" in refused("fit-lens", "--model", bert, "--texts", texts)
    assert "long enough" in refused("fit-lens", "--model", llama, "--texts", short)
    assert "no/file.txt" in refused("fit-lens", "--model", llama, "--texts", "no/file.txt")


def test_a_lens_that_others_fitted_is_kept_and_named_with_what_it_reads(
    run, refused, llama, texts, tmp_path
):
    copy, given = tmp_path / "copy.safetensors", tmp_path / "given.safetensors"
    run("fit-lens", "--model", llama, "--texts", texts, "--copy", str(copy))
    matrices = load_file(copy)["jacobians"]
    save_file({f"J.{k - 1}": matrices[k].clone() for k in range(1, len(matrices))}, given)
    code, out, _ = run("convert-lens", str(given), "--model", llama, "--language", "en")
    assert code == 0 and "fitted by others, on English text; layer 0" in out
    asked = ("lens", "--model", llama, "The cat 猫", "--lens", "jacobian")
    assert "fitted by others, on English text" in run(*asked)[1]
    save_file({"J.0": matrices[1, :5, :5].clone()}, given)
    assert "lens of another model" in refused("convert-lens", str(given), "--model", llama)
