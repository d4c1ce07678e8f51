"""A lens that others fitted is read as they wrote it, and one of another model is refused."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from semhub.inputs import Text, texts
from semhub.lenses import jacobian
from semhub.lenses.jacobian import store
from semhub.lenses.jacobian.published import agreement, take
from semhub.lenses.reading import read
from semhub.models.catalogue import CHECKPOINTS
from semhub.models.loading import load
from semhub.models.trial import lens as trial
from tests.sentences import said
from tests.tiny import SENTENCES, llama_folder

ITEM = Text("The cat sleeps beside the river")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return load(str(llama_folder(tmp_path_factory.mktemp("model") / "llama")))


@pytest.fixture(scope="module")
def own(model, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEMHUB_CACHE", str(tmp_path_factory.mktemp("cache")))
        return jacobian.fit(model, texts(SENTENCES))


def as_jlens(lens, **other) -> dict:
    """What jlens saves of the same matrices: block l is layer l + 1 here."""
    matrices = {k - 1: lens.jacobians[k].half() for k in range(1, len(lens.jacobians))}
    width = lens.jacobians.shape[-1]
    content = {"J": matrices, "n_prompts": 485, "source_layers": list(matrices), "d_model": width}
    return content | other


@pytest.fixture
def file(own, tmp_path) -> Path:
    return written(as_jlens(own), tmp_path / "lens.safetensors")


def written(content: dict, path: Path) -> Path:
    """Write what the child process makes of what jlens saved."""
    save_file(trial.matrices(content), path, metadata={"n_prompts": "485"})
    return path


def test_a_lens_of_jlens_is_read_at_the_layers_that_it_is_of(model, own, file, tmp_path):
    torch.save(as_jlens(own), tmp_path / "lens.pt")
    lens = take(tmp_path / "lens.pt", model)
    assert torch.equal(lens.jacobians[1:], own.jacobians[1:].half().float())
    assert torch.equal(lens.jacobians[0], torch.eye(model.width)) and lens.begins == 1
    assert (lens.texts, lens.revision) == (485, model.revision)
    assert torch.equal(take(file, model).jacobians, lens.jacobians)


def test_the_texts_of_its_fit_are_named_with_every_reading(model, file):
    unknown = take(file, model)
    assert "text whose language is unknown (485 texts)" in unknown.note
    file.with_name("config.yaml").write_text(
        'hf_model_name: "Qwen/Qwen3-4B"\ndataset:\n  name: "Salesforce/wikitext"\n'
    )
    assert "unknown (Salesforce/wikitext, 485 texts)" in take(file, model).note
    known = take(file, model, languages=["en", "zh"], corpus="web pages")
    assert "on English and Chinese text (web pages, 485 texts)" in known.note
    reading = read(model, ITEM, kind="jacobian", jacobian=known)
    assert reading.notes[0] == known.note and known.note in reading.to_dict()["notes"]
    store.keep(known)
    assert jacobian.fitted(model).note == known.note
    logit = read(model, ITEM, kind="logit")
    assert logit.notes == [] and np.allclose(reading.scores[0], logit.scores[0])


def test_a_lens_that_semhub_wrote_is_taken_for_the_weights_that_it_names(model, own, tmp_path):
    file = tmp_path / "copy.safetensors"
    store.write(own, file)
    lens = take(file, model, languages=["de"])
    assert torch.equal(lens.jacobians, own.jacobians) and "on German text" in lens.note
    other = load(str(llama_folder(tmp_path / "other", seed=1)))
    assert "was fitted to" in said(lambda: take(file, other))


def test_a_lens_that_was_fitted_here_has_no_such_note(own):
    assert own.note == ""


def test_a_lens_of_another_model_of_the_same_form_is_refused(model, file, tmp_path):
    other = load(str(llama_folder(tmp_path / "other", seed=1)))
    sentence = said(lambda: take(file, other))
    assert "is not the lens of" in sentence and "nothing in common" in sentence


def test_of_the_embedded_models_each_knows_its_own_lens_alone():
    names = ("semhub-nano", "semhub-nano-control")
    lenses = [store.opened(CHECKPOINTS / name / store.BESIDE) for name in names]
    for name, model in zip(names, map(load, names), strict=True):
        alike = {lens.model: agreement(model, lens) for lens in lenses}
        assert alike.pop(name) > 0.4 and max(alike.values()) < 0.1


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda j: {k: m[:5, :5] for k, m in j.items()}, "lens of another model"),
        (lambda j: j | {40: j[0]}, "up to block 40"),
        (lambda j: {0: j[0]}, "1 of the 2 matrices"),
        (lambda j: {k: torch.zeros_like(m) for k, m in j.items()}, "which no fit gives"),
        (lambda j: {k: m * torch.nan for k, m in j.items()}, "not finite"),
    ],
)
def test_matrices_that_are_not_the_models_are_one_sentence(model, own, tmp_path, spoil, named):
    content = as_jlens(own, J=spoil(as_jlens(own)["J"]))
    file = written(content, tmp_path / "lens.safetensors")
    assert named in said(lambda: take(file, model))


@pytest.mark.parametrize(
    "content",
    [
        {"J": {}}, {"J": {"one": torch.eye(3)}}, {"J": {0: [1.0]}}, {"J": {-1: torch.eye(3)}},
        {"J": {0: torch.ones(3)}}, {"J": {0: torch.eye(3).long()}}, {"J": {True: torch.eye(3)}},
        {"jacobian_sum": {0: torch.eye(3)}}, [1, 2], None,
    ],
)  # fmt: skip
def test_what_is_no_lens_of_jlens_has_no_matrices(content):
    with pytest.raises(ValueError, match=r"no matrices named J|something else than matrices"):
        trial.matrices(content)


class Bomb:
    def __init__(self, target: Path):
        self.target = target

    def __reduce__(self):
        return os.mkdir, (str(self.target),)


def test_what_a_pickle_would_run_is_not_run(model, own, tmp_path):
    torch.save(as_jlens(own, extra=Bomb(tmp_path / "ran")), tmp_path / "lens.pt")
    assert "holds more than numbers" in said(lambda: take(tmp_path / "lens.pt", model))
    assert not (tmp_path / "ran").exists()


def test_a_damaged_or_missing_file_and_an_unknown_language_are_one_sentence(
    model, own, file, tmp_path
):
    pickled = tmp_path / "lens.pt"
    torch.save(as_jlens(own), pickled)
    pickled.write_bytes(pickled.read_bytes()[: pickled.stat().st_size // 2])
    assert "cut short" in said(lambda: take(pickled, model))
    assert "There is no file" in said(lambda: take(file.with_name("none.pt"), model))
    assert "no language “qq”" in said(lambda: take(file, model, languages=["qq"]))
    picture = tmp_path / "a.png"
    picture.write_bytes(b"no lens")
    assert "give a .pt or .safetensors file" in said(lambda: take(picture, model))
    file.write_bytes(b"no lens")
    assert "cannot be read as safetensors" in said(lambda: take(file, model))
