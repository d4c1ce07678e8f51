"""Fitting once, going on after an interruption, and never reading with another model's lens."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from filelock import FileLock

from semhub.errors import InputError
from semhub.inputs import Text, texts
from semhub.lenses import jacobian
from semhub.lenses.jacobian import fitting, store
from semhub.lenses.jacobian.corpus import default_texts
from semhub.lenses.reading import read
from semhub.models.loading import load
from tests.sentences import assert_one_sentence
from tests.tiny import SENTENCES, bert_folder, llama_folder

GIVEN = texts(SENTENCES)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return load(str(llama_folder(tmp_path_factory.mktemp("model") / "llama")))


@pytest.fixture
def groups_of_two(monkeypatch, model):
    longest = max(len(item) for item in model.encode(GIVEN))
    room = 2 * longest * fitting.PER_POSITION * model.n_layers * model.width
    monkeypatch.setitem(fitting.MEMORY, "cpu", room)


def stopped_at(passes: int):
    def progress(done: int, total: int) -> None:
        if done == passes:
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize("passes", [1, 31, 32, 33, 100])
def test_a_fit_that_goes_on_gives_the_numbers_of_one_that_was_not_interrupted(
    model, groups_of_two, passes
):
    told: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        jacobian.fit(model, GIVEN, progress=stopped_at(passes))
    with pytest.raises(InputError, match="not fitted yet"):
        jacobian.fitted(model)
    resumed = jacobian.fit(model, GIVEN, progress=lambda done, _total: told.append(done))
    assert told[0] == passes + 1
    store._folder(model).joinpath(store.LENS).unlink()
    whole = jacobian.fit(model, GIVEN)
    assert torch.equal(resumed.jacobians, whole.jacobians)


def test_an_interrupted_fit_leaves_nothing_that_another_fit_takes_for_its_own(model):
    with pytest.raises(KeyboardInterrupt):
        jacobian.fit(model, GIVEN, progress=stopped_at(5))
    other = jacobian.fit(model, GIVEN[:3])
    store._folder(model).joinpath(store.LENS).unlink()
    assert torch.equal(other.jacobians, jacobian.fit(model, GIVEN[:3]).jacobians)


def test_a_fit_is_made_once_and_its_sums_are_thrown_away(model, cache_folder):
    made = jacobian.fit(model, GIVEN)
    again = jacobian.fit(model, GIVEN, progress=stopped_at(1))
    assert torch.equal(made.jacobians, again.jacobians)
    assert torch.equal(made.jacobians, jacobian.fitted(model).jacobians)
    assert [file.name for file in cache_folder.rglob("*.safetensors")] == [store.LENS]


def test_a_file_that_is_cut_short_is_no_lens(model):
    jacobian.fit(model, GIVEN)
    path = store._folder(model) / store.LENS
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match="not fitted yet"):
        jacobian.fitted(model)
    assert jacobian.fit(model, GIVEN).texts == len(GIVEN)


def test_the_lens_of_other_weights_is_refused_and_made_anew(model, tmp_path):
    folder = tmp_path / "retrained"
    old = load(str(llama_folder(folder, seed=0)))
    first = jacobian.fit(old, GIVEN)
    new = load(str(llama_folder(folder, seed=1)))
    with pytest.raises(InputError, match="other weights") as refused:
        jacobian.fitted(new)
    assert_one_sentence(str(refused.value))
    assert "python -m semhub fit-lens --model" in str(refused.value)
    second = jacobian.fit(new, GIVEN)
    assert not torch.allclose(first.jacobians, second.jacobians)


def test_a_lens_beside_the_models_folder_is_taken_and_is_no_weight_of_it(tmp_path):
    folder = llama_folder(tmp_path / "given")
    model = load(str(folder))
    lens = jacobian.fit(model, GIVEN)
    store._folder(model).joinpath(store.LENS).unlink()
    store.write(lens, folder / store.BESIDE, torch.float16)
    again = load(str(folder))
    assert again.revision == model.revision
    np.testing.assert_allclose(jacobian.fitted(again).jacobians, lens.jacobians, rtol=2e-3)


def test_two_fits_of_one_model_at_a_time_are_refused(model):
    jacobian.fit(model, GIVEN)
    with (
        FileLock(store._folder(model) / ".lock"),
        pytest.raises(InputError, match="Another process") as refused,
    ):
        jacobian.fit(model, GIVEN)
    assert_one_sentence(str(refused.value))


def test_texts_that_are_too_short_are_left_out_and_nothing_else_is_refused(model):
    assert jacobian.fit(model, [Text("The cat"), *GIVEN[:2]]).texts == 2
    with pytest.raises(InputError, match="long enough") as refused:
        jacobian.fit(model, [Text("The cat")])
    assert_one_sentence(str(refused.value))


def test_an_encoder_has_no_lens(tmp_path):
    encoder = load(str(bert_folder(tmp_path / "bert")))
    for asked in (jacobian.fit, jacobian.fitted):
        with pytest.raises(InputError, match="without a head"):
            asked(encoder)


def test_a_cache_that_cannot_be_written_is_one_sentence(model, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SEMHUB_CACHE", str(tmp_path / "file"))
    with pytest.raises(InputError, match="could not be written") as refused:
        jacobian.fit(model, GIVEN)
    assert "SEMHUB_CACHE" in str(refused.value)


def test_the_last_row_of_the_reading_is_the_models_own_output(model):
    jacobian.fit(model, GIVEN)
    item = Text("The cat sleeps beside the river")
    logit, read_on = (read(model, item, kind=kind) for kind in ("logit", "jacobian"))
    np.testing.assert_array_equal(read_on.scores[-1], logit.scores[-1])
    np.testing.assert_array_equal(read_on.tokens[-1], logit.tokens[-1])
    assert not np.allclose(read_on.scores[1], logit.scores[1])


def test_an_inner_row_is_the_head_on_the_state_that_was_carried_to_the_last_layer(model):
    from semhub.states.extraction import positions

    lens = jacobian.fit(model, GIVEN)
    item = Text("The cat sleeps beside the river")
    _, states = positions(model, item)
    carried = torch.einsum("ij,pj->pi", lens.jacobians[1], states[1])
    expected = model.unembed(carried).softmax(dim=-1).amax(dim=-1)
    found = read(model, item, kind="jacobian").scores[1, :, 0]
    np.testing.assert_allclose(found, expected.detach(), rtol=1e-4)


def test_the_texts_of_any_model_are_articles_in_nine_languages(model):
    given = default_texts(model)
    assert len(given) == len(set(given)) and given == default_texts(model)
    assert jacobian.fit(model).texts > 20
    assert {"ا", "的", "о", "e"} <= set("".join(text.text for text in given))
