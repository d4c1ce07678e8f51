"""Check that a local model folder holds all that a safe load needs.

Weights are read from safetensors only. Pickled weights can run code when opened, so a folder that
has nothing else is refused.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from semhub import cache
from semhub.errors import InputError

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
_PICKLED = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
TOKENIZER = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "spiece.model",
              "sentencepiece.bpe.model", "tekken.json")  # fmt: skip
_PROCESSORS = ("preprocessor_config.json", "processor_config.json")
"""What says how pictures and sounds are prepared."""
_BESIDE_WEIGHTS = (
    # Configs: the model's, its generation's, the tokenizer's, the processors', the pooling's.
    "*config.json", "*/config.json", "modules.json",
    # Tokenizers, by the names that the library's classes give their files.
    "*token*.json", "*vocab*", "*merges*", "*.model", "*.spm", "*.bpe", "*.codes", "*.tiktoken",
    "tekken.json", "normalizer.json",
    # What a chat begins and ends with.
    "*.jinja", "*chat_template*", "additional_chat_templates/*",
)  # fmt: skip
_OBJECTS = ("generation_config.json", "tokenizer_config.json", "special_tokens_map.json",
            "added_tokens.json")  # fmt: skip
"""Files beside the weights that hold names and values where they are there."""
_LARGEST, _LARGEST_CONFIG = 48 << 20, 4 << 20
"""Bytes of the largest file beside the weights, and of a config.json. The largest tokenizer known,
of 262,144 words, has 33 million, and the largest config, with 65,536 words of pictures, two. Read
into memory, JSON takes up to twenty times its size."""
_MOST_SHARDS = 2000
_POINTER = b"version https://git-lfs.github.com/spec/"


def require_complete(folder: Path) -> None:
    """Raise `InputError`, saying what is missing and what to do, unless it can be loaded."""
    require_plain(folder)
    config = json_object(
        folder / "config.json",
        f"{folder} is not a model folder: it has no readable config.json; pass the folder that "
        "save_pretrained wrote.",
    )
    if not isinstance(config.get("model_type"), str):
        raise InputError(
            f"{folder / 'config.json'} names no model_type, so the architecture is unknown; pass "
            "a folder in the Hugging Face format."
        )
    _require_weights(folder)
    require_content(files(folder), folder)
    for file in (folder / name for name in _OBJECTS):
        if file.is_file():
            json_object(file, f"{file} holds no JSON object; copy the file again.")
    if not any((folder / name).is_file() for name in _PROCESSORS):
        require_tokenizer(folder)


def require_tokenizer(folder: Path) -> None:
    """Raise `InputError` where a folder has no tokenizer: only models that see or hear, and do
    nothing else, need none."""
    if not has_tokenizer(folder):
        raise InputError(
            f"{folder} has no tokenizer; save the model's tokenizer into it with "
            "tokenizer.save_pretrained, or, of a model that only sees or hears, its processor."
        )


def has_tokenizer(folder: Path) -> bool:
    """Tell whether a tokenizer lies beside the weights."""
    return any((folder / name).is_file() for name in TOKENIZER)


def require_plain(folder: Path) -> None:
    """Raise `InputError` where something else than a file stands in the folder. To open a pipe is
    to wait for whoever writes into it, and a device may have no end."""
    try:
        there = sorted({*folder.iterdir(), *_beside(folder)})
    except OSError as error:
        raise InputError(
            f"{folder} cannot be read ({error.strerror}); check what may be read there."
        ) from None
    for path in there:
        try:
            mode = path.stat().st_mode
        except OSError:  # a link that leads nowhere is no file, and what needs one says so
            continue
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InputError(
                f"{path} is a pipe or a device and no file; take it out, or copy the folder again."
            )
    require_small(described(folder))


def require_small(files: Iterable[Path]) -> None:
    """Raise `InputError` where one of the files beside the weights is larger than any is."""
    for path in files:
        size = path.stat().st_size
        largest = _LARGEST_CONFIG if path.name == "config.json" else _LARGEST
        if size > largest:
            raise InputError(
                f"{path} has {size >> 20:,} MB, and no such file of a model has more than "
                f"{largest >> 20}; copy the folder again."
            )


def _require_weights(folder: Path) -> None:
    lacking = [file for file in weight_files(folder) if not file.is_file()]
    if lacking:
        raise InputError(
            f"{folder} lacks {len(lacking)} of {len(weight_files(folder))} weight files, "
            f"{lacking[0].relative_to(folder)} first; copy the whole folder again."
        )
    if weight_files(folder):
        return
    if any(file for pattern in _PICKLED for file in folder.glob(pattern)):
        raise InputError(
            f"{folder} has only pickled weights, which can run code when opened; convert them with "
            "save_pretrained, which writes safetensors."
        )
    raise InputError(f"{folder} has no weights ({WEIGHTS}); copy the whole model folder.")


def require_content(files: Iterable[Path], folder: Path) -> None:
    """Raise `InputError` where one of the folder's files is not there itself: git keeps large ones
    elsewhere and puts a pointer of three lines in their place."""
    for file in files:
        with file.open("rb") as stream:
            pointer = stream.read(len(_POINTER)) == _POINTER
        if pointer:
            raise InputError(
                f"{file} is a git-lfs pointer, not the file itself; run `git lfs pull` in {folder}."
            )


def weight_files(folder: Path) -> list[Path]:
    """List the files that transformers reads weights from, whether or not they exist: one whole
    file, or the shards that an index names, which may lie in folders below. Other safetensors
    beside them are ignored. Raises `InputError` where the index cannot be read."""
    if (folder / WEIGHTS).is_file():
        return [folder / WEIGHTS]
    index = folder / INDEX
    if not index.is_file():
        return []
    otherwise = f"{index} cannot be read; copy the whole folder again."
    shards = json_object(index, otherwise).get("weight_map")
    if not isinstance(shards, dict) or not all(isinstance(name, str) for name in shards.values()):
        raise InputError(otherwise)
    names = set(shards.values())
    if len(names) > _MOST_SHARDS:
        raise InputError(
            f"{index} names {len(names):,} files of weights, and no model has more than "
            f"{_MOST_SHARDS:,}; copy the whole folder again."
        )
    for name in names:
        parts = PurePosixPath(name).parts
        if not name.endswith(".safetensors") or "\0" in name or {"..", "/"} & {*parts}:
            raise InputError(
                f"{index} names weights that are no safetensors file in its folder; copy the whole "
                "folder again."
            )
    return [folder / shard for shard in sorted(names)]


def files(folder: Path) -> list[Path]:
    """Every file of the folder that decides what is computed: weights, config, tokenizer,
    processor, chat template."""
    return sorted({*described(folder), *filter(Path.is_file, weight_files(folder))})


def described(folder: Path) -> list[Path]:
    """List those of `files` that are not weights."""
    return sorted(file for file in _beside(folder) if file.is_file())


def _beside(folder: Path) -> set[Path]:
    """What is called as files beside the weights are, whatever it is."""
    return {file for pattern in _BESIDE_WEIGHTS for file in folder.glob(pattern)}


def json_object(path: Path, otherwise: str) -> dict:
    """Read a JSON object of a size that files beside weights have. Raises `InputError` with the
    sentence `otherwise` where there is none."""
    content = json_of(path, otherwise)
    if not isinstance(content, dict):
        raise InputError(otherwise)
    return content


def json_of(path: Path, otherwise: str) -> object:
    """Read JSON of any kind, as `json_object` does an object."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise InputError(otherwise) from None


def revision(folder: Path, *more: Path) -> str:
    """A short digest of all that decides a model's numbers (`files`, and `more` of the folder's),
    by which a result can be traced to them.

    Of a snapshot in the hub's own cache it is the commit, which is the folder's name there.
    """
    return _commit(folder) or digest(folder, [*files(folder), *more])


def digest(folder: Path, files: Iterable[Path]) -> str:
    """Return a short digest of the names and contents of files in `folder`."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(bytes.fromhex(cache.digest(file)))
    return "sha256:" + whole.hexdigest()[:12]


def _commit(folder: Path) -> str | None:
    """Return the commit, where the folder is one that the hub's library itself keeps."""
    from huggingface_hub import constants

    where, kept = folder.absolute(), Path(constants.HF_HUB_CACHE).resolve()
    own = where.parent.name == "snapshots" and where.parent.parent.parent.resolve() == kept
    return where.name[:12] if own else None
