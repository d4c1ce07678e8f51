"""What a model folder must hold, and the sentence for each thing that is not in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from huggingface_hub import constants
from safetensors.torch import load_file, save_file

from semhub.errors import InputError
from semhub.models.folder import require_complete, revision, weight_files
from semhub.models.loading import load
from tests.sentences import assert_one_sentence
from tests.tiny import llama_folder

WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    return llama_folder(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def folder(whole, tmp_path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(whole, tmp_path / "model"))


def split(folder: Path) -> list[str]:
    """Turn the folder's weights into two shards with an index, and return their names."""
    tensors = load_file(folder / WEIGHTS)
    (folder / WEIGHTS).unlink()
    shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    homes = {name: shards[i % 2] for i, name in enumerate(sorted(tensors))}
    for shard in shards:
        save_file(
            {name: tensors[name] for name in homes if homes[name] == shard},
            folder / shard,
            metadata={"format": "pt"},
        )
    (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": homes}))
    return shards


def test_what_save_pretrained_wrote_is_complete(folder):
    require_complete(folder)


def test_weights_in_shards_are_complete(folder):
    split(folder)
    require_complete(folder)


def without(*names: str) -> Callable[[Path], None]:
    return lambda folder: [(folder / name).unlink() for name in names]


def holding(name: str, content: str) -> Callable[[Path], int]:
    return lambda folder: (folder / name).write_text(content)


def pickled(name: str) -> Callable[[Path], Path]:
    return lambda folder: (folder / WEIGHTS).rename(folder / name)


FAULTS = {
    "no config": (without("config.json"), "no readable config.json"),
    "a config that is no JSON": (holding("config.json", "{"), "no readable config.json"),
    "a config that is no object": (holding("config.json", "3"), "no readable config.json"),
    "a config that is too deep": (holding("config.json", "[" * 10**5), "no readable config.json"),
    "no model_type": (holding("config.json", "{}"), "names no model_type"),
    "a model_type that is no name": (holding("config.json", '{"model_type": []}'), "no model_type"),
    "no weights": (without(WEIGHTS), "has no weights"),
    "weights that are not read": (pickled("consolidated.safetensors"), "has no weights"),
    "pickled weights (.bin)": (pickled("pytorch_model.bin"), "only pickled weights"),
    "pickled weights (.pt)": (pickled("model.pt"), "only pickled weights"),
    "an index alone that is no JSON": (
        lambda folder: (without(WEIGHTS)(folder), holding(INDEX, "{")(folder)),
        "cannot be read; copy",
    ),
    "no tokenizer": (without("tokenizer.json", "tokenizer_config.json"), "has no tokenizer"),
}


@pytest.mark.parametrize(("spoil", "named"), FAULTS.values(), ids=FAULTS)
def test_what_is_missing_is_named_in_one_sentence(folder, spoil, named):
    spoil(folder)
    with pytest.raises(InputError, match=named) as caught:
        require_complete(folder)
    assert str(folder) in str(caught.value)
    assert_one_sentence(str(caught.value))


def test_a_shard_that_the_index_names_and_the_folder_lacks_is_named(folder):
    shards = split(folder)
    (folder / shards[1]).unlink()
    with pytest.raises(InputError, match=f"lacks 1 of 2 weight files, {shards[1]}") as caught:
        require_complete(folder)
    assert_one_sentence(str(caught.value))


def test_pickled_weights_beside_safetensors_do_no_harm(folder):
    (folder / "pytorch_model.bin").write_bytes(b"never opened")
    require_complete(folder)


def test_revision_changes_with_the_weights_and_not_with_notes(folder, tmp_path):
    before = revision(folder)
    (folder / "README.md").write_text("Notes.")
    (folder / "figures.json").write_text("{}")
    assert revision(folder) == before
    assert revision(llama_folder(tmp_path / "other", seed=1)) != before


@pytest.mark.parametrize(
    "name",
    [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
        "special_tokens_map.json", "added_tokens.json", "vocab.txt", "merges.txt", "spiece.model",
        "source.spm", "preprocessor_config.json", "processor_config.json", "chat_template.jinja",
        "1_Pooling/config.json",
    ],
)  # fmt: skip
def test_revision_changes_with_all_else_that_decides_the_numbers(folder, name):
    before, file = revision(folder), folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text((file.read_text() if file.is_file() else "") + " ")
    assert revision(folder) != before


def test_revision_covers_shards_in_a_folder_below(folder):
    shards = split(folder)
    (folder / "shards").mkdir()
    for shard in shards:
        (folder / shard).rename(folder / "shards" / shard)
    index = folder / "model.safetensors.index.json"
    index.write_text(index.read_text().replace("model-", "shards/model-"))
    require_complete(folder)
    before, file = revision(folder), folder / "shards" / shards[1]
    file.write_bytes(file.read_bytes() + b" ")
    assert revision(folder) != before


def test_the_name_of_a_folder_of_snapshots_vouches_for_nothing_outside_the_hubs_cache(
    folder, tmp_path
):
    snapshot = tmp_path / "snapshots" / "0123456789abcdef0123"
    shutil.copytree(folder, snapshot)
    before = revision(snapshot)
    assert before == revision(folder)
    (snapshot / "model.safetensors").write_bytes(b"trained on")
    assert revision(snapshot) != before


def test_whole_weights_beside_a_stale_index_are_what_counts(folder):
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    require_complete(folder)
    assert weight_files(folder) == [folder / "model.safetensors"]
    assert load(str(folder)).check.passed


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_git_lfs_pointer_is_named_as_one(folder, name):
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    (folder / name).write_text(pointer)
    with pytest.raises(InputError, match=rf"{name} is a git-lfs pointer.*run `git lfs pull`") as e:
        load(str(folder))
    assert_one_sentence(str(e.value))


@pytest.mark.parametrize("index", ["[]", "{}", '{"weight_map": []}', '{"weight_map": {"a": 1}}'])
def test_an_index_that_names_no_files_is_one_sentence(folder, index):
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(index)
    with pytest.raises(InputError, match=r"index\.json cannot be read") as caught:
        require_complete(folder)
    assert_one_sentence(str(caught.value))


def test_revision_of_shards_depends_on_each(folder):
    shards = split(folder)
    seen = {revision(folder)}
    for shard in shards:
        (folder / shard).write_bytes((folder / shard).read_bytes() + b" ")
        seen.add(revision(folder))
    assert len(seen) == 3


def test_revision_of_a_snapshot_in_the_hubs_cache_is_its_commit(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    snapshot = tmp_path / "models--a--b" / "snapshots" / "0123456789abcdef0123"
    shutil.copytree(folder, snapshot)
    assert revision(snapshot) == "0123456789ab"
