"""An index of a model whose states are known: what is kept, and that it is made once."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors import SafetensorError

from semhub import datasets
from semhub.errors import InputError
from semhub.inputs import Text, texts
from semhub.lenses import neighbours
from semhub.lenses.neighbours import build
from semhub.lenses.neighbours.words import words
from semhub.models.loading import load
from semhub.states.extraction import positions
from tests.sentences import assert_one_sentence
from tests.tiny import SENTENCES, llama_folder
from tests.toy import PlantedHub

# The first word of each stands at position 0 and is not kept.
SAID = texts([f"a0 a{i} a{(i + 1) % 20}" for i in range(20)])


@pytest.fixture
def model() -> PlantedHub:
    return PlantedHub(meets_at=2)


def test_words_of_another_language_read_as_their_meaning_from_the_meeting_layer(model):
    index = neighbours.index(model, SAID)
    _, states = positions(model, Text("b7 b3"))
    found = index.read(states, top=20)
    for layer in (2, 3, 4):
        assert [words[0] for words in found.words[layer]] == ["a7", "a3"]
        np.testing.assert_allclose(found.similarities[layer, :, 0], 1, atol=1e-3)
    assert found.similarities[0, :, 0].max() < 0.9


def test_cosines_are_those_of_the_meanings_about_their_mean(model):
    index = neighbours.index(model, SAID)
    _, states = positions(model, Text("b7"))
    found = index.read(states, top=20)
    unit = model.meaning / model.meaning.norm(dim=1, keepdim=True)
    # Each meaning is in the index as often as any other: a word's state ignores its sentence here.
    apart = (unit - unit.mean(dim=0)).numpy()
    apart /= np.linalg.norm(apart, axis=1, keepdims=True)
    expected = {f"a{i}": cosine for i, cosine in enumerate(apart @ apart[7])}
    read = dict(zip(found.words[3][0], found.similarities[3, 0], strict=True))
    assert read == pytest.approx(expected, abs=2e-3)


def test_a_word_is_the_mean_of_its_pieces_in_a_real_decoder(tmp_path):
    model = load(str(llama_folder(tmp_path / "llama")))
    index = neighbours.index(model, texts(SENTENCES))
    assert {"cat", "Katze", "القطة"} <= set(index.words)
    assert not any("\ufffd" in word for word in index.words)
    restored = index.states * index.lengths[..., None] + index.means[:, None]
    found = dict(zip(zip(index.words, index.sentences, strict=True), restored.swapaxes(0, 1),
                     strict=True))  # fmt: skip
    for text in texts(SENTENCES):
        batch, states = positions(model, text)
        for word in words(text.text, model.tokens(text), batch.content[0].tolist()):
            if (word.text, text.text) in found and text.text.count(word.text) == 1:
                pieces = [states[:, at] / states[:, at].norm(dim=1)[:, None]
                          for at in word.positions]  # fmt: skip
                mean = sum(pieces).numpy()
                mean /= np.linalg.norm(mean, axis=1, keepdims=True)
                np.testing.assert_allclose(found[word.text, text.text], mean, atol=2e-3)


def test_a_state_that_is_in_the_index_reads_as_its_own_word(tmp_path):
    model = load(str(llama_folder(tmp_path / "llama")))
    index = neighbours.index(model, texts(SENTENCES))
    single = 0
    for text in texts(SENTENCES):
        batch, states = positions(model, text)
        found = index.read(states, top=1)
        for word in words(text.text, model.tokens(text), batch.content[0].tolist()):
            if len(word.positions) == 1 and word.text in index.words:
                at, single = word.positions[0], single + 1
                for layer in range(1, model.n_layers + 1):
                    assert found.words[layer][at][0].casefold() == word.text.casefold()
                    assert found.similarities[layer, at, 0] == pytest.approx(1, abs=1e-3)
    assert single > 10


def test_an_index_is_made_once_for_a_revision_and_its_texts(model):
    made = neighbours.index(model, SAID)
    before = model.forwards
    again = neighbours.index(model, SAID)
    assert model.forwards == before and again.words == made.words
    np.testing.assert_array_equal(again.states, made.states)
    neighbours.index(model, SAID[:5])
    assert model.forwards > before
    before, model.revision = model.forwards, "another"
    neighbours.index(model, SAID)
    assert model.forwards > before


def test_a_beginning_that_two_sentences_share_is_kept_once(model):
    index = neighbours.index(model, texts(["a1 a2 a3", "a1 a2 a4"]))
    assert index.words == ["a2", "a3", "a4"]


def test_a_word_is_kept_from_so_many_sentences_at_most(model, monkeypatch):
    monkeypatch.setattr(build, "CONTEXTS", 3)
    index = neighbours.index(model, texts([f"a{i} b5 b{i}" for i in range(10)]))
    assert index.words.count("b5") == 3 and index.left_out == 0


def test_what_does_not_fit_into_memory_is_left_out_and_counted(model, monkeypatch):
    monkeypatch.setattr(build, "MEMORY", 7 * 2 * 5 * model.width)
    index = neighbours.index(model, SAID)
    assert len(index.words) == 7 and index.left_out == 2 * len(SAID) - 7
    assert index.states.nbytes <= build.MEMORY


def test_progress_is_told_to_the_end_and_an_interrupted_index_leaves_nothing(model, cache_folder):
    told = []
    neighbours.index(model, SAID[:4], progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] and told == sorted(told)

    def stop(_done, _total):
        raise KeyboardInterrupt

    before = sorted(cache_folder.rglob("*"))
    with pytest.raises(KeyboardInterrupt):
        neighbours.index(model, SAID, progress=stop)
    left = [path for path in sorted(cache_folder.rglob("*")) if path not in before]
    assert all(path.suffix == ".lock" for path in left)


def test_texts_without_a_whole_word_are_one_sentence(model):
    with pytest.raises(InputError, match="no whole word") as refused:
        neighbours.index(model, texts(["a1"]))
    assert_one_sentence(str(refused.value))


@pytest.fixture
def full_disk(monkeypatch) -> None:
    """Every file of tensors finds the disk full, as safetensors says it."""

    def full(*_arguments, **_options):
        raise SafetensorError("Error while serializing: I/O error: No space left on device")

    monkeypatch.setattr(build, "save_file", full)


def test_on_a_full_disk_the_index_is_still_there_and_says_so(model, full_disk):
    found = neighbours.index(model, SAID)
    assert "No space left" in found.note and "SEMHUB_CACHE" in found.note
    assert_one_sentence(found.note)
    _, states = positions(model, Text("b7"))
    assert found.read(states, top=1).words[3][0] == ["a7"]


@pytest.mark.parametrize("where", ["~nosuch", "file", "file/below", "x" * 300])
def test_without_a_cache_to_write_the_index_is_still_made(model, tmp_path, monkeypatch, where):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SEMHUB_CACHE", where if where[0] == "~" else str(tmp_path / where))
    monkeypatch.chdir(tmp_path)
    found = neighbours.index(model, SAID)
    assert "could not be written" in found.note and len(found.words) > 10
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert not datasets.packs()


def test_an_index_in_another_language_reads_the_same_place_in_its_words():
    model = load("semhub-nano")
    text = Text("两头大大的棕色的猪在河边游泳。")
    _, states = positions(model, text)
    place = model.tokens(text).index("猪")
    for language, pig in (("en", "pig"), ("es", "cerdo"), ("zh", "猪")):
        index = neighbours.index(model, language=language)
        found = index.read(states, top=1)
        assert index.language == found.language == language
        assert any(row[place][0].casefold().startswith(pig) for row in found.words)
    assert neighbours.index(model, texts(["One big cat sleeps."])).language == ""
