"""Tiny tokenizers and model folders, made on the spot: real classes, random weights, no network."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from functools import cache
from pathlib import Path

import torch
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import (
    AutoModel,
    AutoModelForCausalLM,
    BertConfig,
    LlamaConfig,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.models.auto.modeling_auto import MODEL_FOR_MASKED_LM_MAPPING
from transformers.utils import logging as transformers_logging

transformers_logging.set_verbosity_error()
transformers_logging.disable_progress_bar()

LONGEST = 128
SENTENCES = (
    "The cat sleeps on the warm stone, and the dog sleeps beside the cat.",
    "A house stands by the river; the river is long and the house is old.",
    "Die Katze schläft auf dem warmen Stein, und der Hund schläft daneben.",
    "Ein Haus steht am Fluss; der Fluss ist lang und das Haus ist alt.",
    "猫在温暖的石头上睡觉，狗睡在猫的旁边。",
    "河边有一座房子；河很长，房子很旧。",
    "تنام القطة على الحجر الدافئ وينام الكلب بجانب القطة.",
    "يقف بيت قرب النهر؛ النهر طويل والبيت قديم.",
)
SPECIAL = {"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}


@cache
def byte_level_tokenizer() -> PreTrainedTokenizerFast:
    """Byte-level BPE as in GPT-2 and Llama 3: a Chinese character is up to three tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(SENTENCES, _bpe_trainer(300, initial_alphabet=alphabet))
    tokenizer.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=False), _begins_with("<s>")]
    )
    return _fast(tokenizer, **SPECIAL)


@cache
def metaspace_tokenizer() -> PreTrainedTokenizerFast:
    """SentencePiece-like BPE as in Llama 2 and Gemma 3: “▁” for a space, and bytes for characters
    that the vocabulary lacks, which here are those of Arabic and all but a few of Chinese."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=True)
    # Not limit_alphabet: among characters as common as each other it chooses by chance.
    tokenizer.train_from_iterator(SENTENCES[:5], _bpe_trainer(140))
    tokenizer = _with_byte_fallback(tokenizer)
    tokenizer.decoder = decoders.Sequence(
        [decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="first"), decoders.Fuse()]
    )
    tokenizer.post_processor = _begins_with("<s>")
    return _fast(tokenizer, **SPECIAL)


@cache
def wordpiece_tokenizer() -> PreTrainedTokenizerFast:
    """WordPiece as in BERT: “##” continues a word, [CLS] and [SEP] enclose the text.

    Its entries are all characters, and the words of English and German; the trainer would choose
    some by chance.
    """
    special = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    letters = sorted(set("".join(SENTENCES)) - {" "})
    words = sorted(set(re.findall(r"\w{2,}", " ".join(SENTENCES[:4]))))
    entries = [*special.values(), *letters, *(f"##{letter}" for letter in letters), *words]
    vocabulary = {entry: number for number, entry in enumerate(entries)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    ends = [(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=ends
    )
    return _fast(tokenizer, **{f"{role}_token": token for role, token in special.items()})


def write_folder(
    path: Path,
    config: PretrainedConfig,
    tokenizer: PreTrainedTokenizerFast,
    seed: int = 0,
    kind: type | None = None,
) -> Path:
    """A model of this config with random weights, and the tokenizer, as `save_pretrained` writes.

    kind: the Auto class that makes it. By default, a family that has a masked-language head is
    written as an encoder without one, any other with its causal head. `config.vocab_size` must
    cover the tokenizer.
    """
    assert config.get_text_config().vocab_size >= len(tokenizer)
    encoder = type(config) in MODEL_FOR_MASKED_LM_MAPPING
    torch.manual_seed(seed)
    kind = kind or (AutoModel if encoder else AutoModelForCausalLM)
    module = draw_weights(kind.from_config(config))
    module.save_pretrained(path)
    tokenizer.save_pretrained(path)
    return path


def draw_weights(module: PreTrainedModel) -> PreTrainedModel:
    """The module, its matrices eight times as large as a model begins with, and vectors (norms,
    biases) moved off one and zero, so that logits differ and a norm or a bias that is left out
    shows."""
    with torch.no_grad():
        for parameter in module.parameters():
            if not (parameter.is_floating_point() and parameter.requires_grad):
                continue
            if parameter.dim() > 1:
                parameter.mul_(8)
            else:
                parameter.add_(0.1 * torch.randn_like(parameter))
    return module


def llama_folder(path: Path, seed: int = 0, longest: int = LONGEST) -> Path:
    """Three blocks of width 32, with the byte-level tokenizer, for at most `longest` tokens."""
    tokenizer = deepcopy(byte_level_tokenizer())
    tokenizer.model_max_length = longest
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=longest,
    )
    return write_folder(path, config, tokenizer, seed)


CHAT = (
    "{% for m in messages %}<s>{{ m.role }}\n{{ m.content }}</s>\n{% endfor %}"
    "{% if add_generation_prompt %}<s>assistant\n{% endif %}"
)
"""A chat template, as models that were tuned to chat have one."""


def chatty_folder(path: Path) -> Path:
    """The same decoder with a chat template."""
    llama_folder(path)
    (path / "chat_template.jinja").write_text(CHAT)
    return path


def bert_folder(path: Path, seed: int = 0) -> Path:
    """Three blocks of width 32, with the WordPiece tokenizer."""
    tokenizer = wordpiece_tokenizer()
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        max_position_embeddings=LONGEST,
        pad_token_id=tokenizer.pad_token_id,
    )
    return write_folder(path, config, tokenizer, seed)


def _bpe_trainer(vocab_size: int, **options) -> trainers.BpeTrainer:
    return trainers.BpeTrainer(
        vocab_size=vocab_size, special_tokens=list(SPECIAL.values()), show_progress=False, **options
    )


def _begins_with(token: str) -> processors.TemplateProcessing:
    # The id of <s>, as every trainer here gives special tokens the first ids, in order.
    number = list(SPECIAL.values()).index(token)
    return processors.TemplateProcessing(single=f"{token} $A", special_tokens=[(token, number)])


def _with_byte_fallback(tokenizer: Tokenizer) -> Tokenizer:
    """The same tokenizer with an entry <0x00> to <0xFF> for every byte, behind its own."""
    state = json.loads(tokenizer.to_str())
    vocabulary = state["model"]["vocab"]
    first = len(vocabulary)
    vocabulary.update({f"<0x{byte:02X}>": first + byte for byte in range(256)})
    state["model"]["byte_fallback"] = True
    return Tokenizer.from_str(json.dumps(state))


def _fast(tokenizer: Tokenizer, **special: str) -> PreTrainedTokenizerFast:
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=LONGEST, **special)
