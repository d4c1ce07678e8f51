"""Fetching from a hub that is a stub on this machine, and from one that does not answer."""

from __future__ import annotations

import threading

import pytest
import torch
from huggingface_hub import constants

from semhub.errors import InputError
from semhub.models import catalogue
from semhub.models import huggingface as hub
from semhub.models.loading import load
from tests.models.stub_hub import COMMIT, MODEL, point_at, refused
from tests.sentences import assert_one_sentence
from tests.tiny import llama_folder

CLOSED = "http://127.0.0.1:9"  # the discard port: nothing listens there


def test_a_model_of_the_hub_is_fetched_and_loads_with_its_commit_as_revision(stub):
    model = load(MODEL)
    assert (model.name, model.revision, model.check.passed) == (MODEL, COMMIT[:12], True)


def test_only_what_a_safe_load_needs_is_fetched(stub, files):
    folder = hub.fetch(MODEL)
    assert {path.name for path in folder.iterdir()} == set(files)


def test_a_model_on_disk_is_taken_without_asking_the_hub(stub):
    folder = hub.fetch(MODEL)
    stub.asked.clear()
    assert hub.fetch(MODEL) == folder
    assert hub.on_disk(MODEL) == folder
    assert stub.asked == []


def test_progress_is_a_growing_share_of_all_bytes_told_from_the_callers_thread(
    stub, files, monkeypatch
):
    # More files than are fetched at once, each of which stands still at its half.
    size = sum(map(len, files.values()))
    stub.repositories[MODEL] |= {f"{i}.txt": bytes([i]) * size for i in range(24)}
    stub.patience = 20
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1000)
    seen, before, threads = [], [], set()

    def progress(share: float, sentence: str) -> None:
        seen.append(share)
        if not stub.go_on.is_set():
            before.append(share)
        threads.add(threading.get_ident())
        assert sentence == f"Fetching {MODEL}"
        if share > 0.05:
            stub.go_on.set()

    hub.fetch(MODEL, progress)
    assert threads == {threading.get_ident()}
    assert seen == sorted(seen)
    assert 0.05 < before[-1] < 0.25
    assert seen[-1] <= 1


def test_nothing_is_drawn_on_the_terminal(stub, capfd):
    hub.fetch(MODEL, lambda share, sentence: None)
    assert capfd.readouterr() == ("", "")


def test_a_progress_that_raises_ends_the_download_and_the_next_one_is_whole(
    stub, files, monkeypatch
):
    stub.patience = 0.6  # three times as long as between two reports
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 100)

    class Stopped(BaseException):
        pass

    def stop(share: float, sentence: str) -> None:
        if share > 0:
            raise Stopped

    with pytest.raises(Stopped):
        hub.fetch(MODEL, stop)
    assert hub.on_disk(MODEL) is None
    stub.patience = 0
    folder = hub.fetch(MODEL)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_a_model_without_safetensors_is_refused_before_anything_is_fetched(stub):
    stub.repositories["somebody/old"] = {"config.json": b"{}", "pytorch_model.bin": b"x"}
    assert "no safetensors" in refused("somebody/old")
    assert not any("resolve" in path for path in stub.asked)


def test_a_model_that_the_hub_does_not_have_is_refused(stub):
    assert refused("somebody/nothing") == (
        "The hub has no model somebody/nothing; check the spelling."
    )


@pytest.mark.parametrize("place", [MODEL, f"{MODEL}/resolve"], ids=["its page", "its files alone"])
def test_a_gated_model_says_what_to_do(stub, place):
    stub.refusals[place] = (403, "GatedRepo")
    assert "is gated: accept its terms" in refused(MODEL)


def test_another_refusal_is_told_with_its_number(stub):
    stub.refusals[MODEL] = (418, "")
    assert refused(MODEL) == f"The hub refused {MODEL}: 418."


PAGE = b"<html><body>Please log in to the network.</body></html>"


@pytest.mark.parametrize(
    "answer",
    [
        PAGE, b"", b"null", b"[]", b"[1, 2]", b"3", b'"text"', b"{}", b'{"id": 3}',
        b'{"id": "a/b", "siblings": 3}', b'{"id": "a/b", "siblings": [3]}',
        b'{"id": "a/b", "siblings": [{}]}', b'{"id": "a/b", "siblings": [{"rfilename": null}]}',
        b'{"id": "a/b", "siblings": [{"rfilename": "a.safetensors", "size": "much"}]}',
        b'{"id": "a/b", "siblings": [{"rfilename": "a.safetensors", "lfs": 3}]}',
        b'{"id": "a/b", "siblings": [{"rfilename": "a.safetensors"}], "createdAt": "today"}',
        b'{"id": "a/b", "siblings": [{"rfilename": "a.safetensors"}]}',
        b"\xff\xfe{}", b"[" * 100_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/api/models/", f"/api/models/{MODEL}/tree/"])
def test_an_answer_that_is_not_the_hubs_is_one_sentence(stub, path, answer):
    stub.altered[path] = answer
    assert_one_sentence(refused(MODEL))


def test_a_page_of_a_proxy_is_named_as_such(stub):
    stub.altered["/"] = PAGE
    assert f"What answers at {stub.endpoint}" in refused(MODEL)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_proxys_page_in_place_of_a_file_is_one_sentence(stub, name):
    stub.altered[f"/{MODEL}/resolve/{COMMIT}/{name}"] = PAGE
    with pytest.raises(InputError) as caught:
        load(MODEL)
    assert_one_sentence(str(caught.value))
    assert hub.on_disk(MODEL) is None or name == "tokenizer.json"


def test_a_cache_that_cannot_be_written_is_not_an_unreachable_hub(stub, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "file" / "cache"))
    assert "cannot be put on disk" in refused(MODEL)


def test_an_unreachable_hub_is_one_sentence_that_names_the_models_on_disk(
    stub, tmp_path, monkeypatch
):
    hub.fetch(MODEL)
    point_at(CLOSED, tmp_path / "cache", monkeypatch)
    sentence = refused("somebody/else")
    assert "hub cannot be reached, and somebody/else is not on this machine" in sentence
    assert sentence.endswith(f"{MODEL}.")
    assert catalogue.folder(MODEL).is_dir()


def test_an_unreachable_hub_with_nothing_on_disk_says_none(tmp_path, monkeypatch):
    point_at(CLOSED, tmp_path / "cache", monkeypatch)
    monkeypatch.setattr(catalogue, "ENTRIES", ())
    assert refused("somebody/else").endswith("models on disk: none.")


def test_offline_mode_is_an_unreachable_hub(tmp_path, monkeypatch):
    point_at(CLOSED, tmp_path / "cache", monkeypatch)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "hub cannot be reached" in refused("somebody/else")


def test_a_download_that_was_cut_off_is_not_on_disk(stub, files):
    folder = hub.fetch(MODEL)
    (folder / "model.safetensors").unlink()
    assert hub.on_disk(MODEL) is None
    assert MODEL not in hub.cached()


def test_an_embedded_model_that_is_not_there_says_where_it_ships(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "CHECKPOINTS", tmp_path)
    monkeypatch.setattr(hub, "fetch", None)
    assert "checkpoints/" in refused("semhub-nano")


def test_every_entry_of_the_catalogue_is_complete():
    for entry in catalogue.ENTRIES:
        assert all((entry.name, entry.modalities, entry.licence, entry.about, entry.how))
        assert isinstance(entry.fits, bool)
    assert len({entry.name for entry in catalogue.ENTRIES}) == len(catalogue.ENTRIES)


OLD = "fedcba9876543210fedcba9876543210fedcba98"


@pytest.fixture
def two_revisions(stub, files, tmp_path):
    """The stub, which has the model as it was, under a tag: with other weights."""
    old = llama_folder(tmp_path / "old", seed=1)
    stub.revisions[OLD] = {MODEL: {path.name: path.read_bytes() for path in old.iterdir()}}
    stub.branches["v1"] = OLD
    return stub


def test_a_revision_is_fetched_by_its_tag_or_commit_beside_the_newest(two_revisions):
    newest, tagged = load(MODEL), load(MODEL, revision="v1")
    assert [newest.revision, tagged.revision] == [COMMIT[:12], OLD[:12]]
    ours, theirs = (model.module.state_dict() for model in (newest, tagged))
    assert not torch.equal(ours["model.norm.weight"], theirs["model.norm.weight"])
    two_revisions.asked.clear()
    assert load(MODEL, revision=OLD).revision == OLD[:12] and not two_revisions.asked
    assert load(MODEL).revision == COMMIT[:12]


def test_a_revision_that_the_hub_lacks_is_one_sentence(stub):
    with pytest.raises(InputError) as caught:
        load(MODEL, revision="v9")
    assert_one_sentence(str(caught.value))
    assert "no commit, branch or tag “v9”" in str(caught.value)


@pytest.mark.parametrize("name", ["semhub-nano", "smollm2", "open_clip:ViT-B-32/openai"])
def test_a_revision_of_what_has_none_is_one_sentence(name):
    with pytest.raises(InputError) as caught:
        load(name, revision="v1")
    assert_one_sentence(str(caught.value))
    assert "leave the revision out" in str(caught.value)
