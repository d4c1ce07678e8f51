"""A vocabulary so small that most words are spelt out of several pieces.

A letter script is cut into two-letter pieces counted from the start of the word (" sl", "ee",
"ps"), a Chinese character or a digit is a piece by itself, and each language's function words
are whole. So a word's meaning is not in its embedding: the first layers have to build it. What
the world never says falls back to single letters and, beyond them, to UTF-8 bytes: no text is
unknown to the tokenizer, only to the model.
"""

from __future__ import annotations

from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.processors import TemplateProcessing
from transformers import PreTrainedTokenizerFast

from semhub.world.vocabulary import world_texts

SPECIAL = {
    "pad_token": "<pad>",
    "bos_token": "<s>",
    "eos_token": "</s>",
    "image_token": "<image>",
    "video_token": "<video>",
    "audio_token": "<audio>",
    "vision_bos_token": "<image_start>",
    "vision_eos_token": "<image_end>",
    "audio_bos_token": "<audio_start>",
    "audio_eos_token": "<audio_end>",
}
FUNCTION_WORDS = {
    "en": "a an the in on at by is are of",
    "es": "un una el la los las en es está están y al junto",
    "fr": "une le les de du dans sur près est sont et à",
    "de": "ein eine der die das im am auf den dem ist sind und",
    "ru": "в на у эти этот эта",
    "code": "animals rgb size feel assert at n x",
    "logic": "AT",
}
SPACE = "▁"
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}。、，ー"
_LISTED = [word for words in FUNCTION_WORDS.values() for word in words.split()]
_WHOLE = "|".join(sorted({*_LISTED, *(word.capitalize() for word in _LISTED)}))
# In order: a function word, the bound variable of a logical form, one CJK character, one digit,
# one or two letters, a run of marks.
PIECE = (
    rf"{SPACE}?(?:{_WHOLE})(?!\p{{L}})|\(x[),]|[{UNSPACED}]|{SPACE}?\p{{N}}|"
    rf"{SPACE}?(?![{UNSPACED}])\p{{L}}(?:(?![{UNSPACED}])\p{{L}})?|"
    rf"{SPACE}?[^\s{SPACE}\p{{L}}\p{{N}}{UNSPACED}]+|{SPACE}|\n"
)


def _pipeline(vocabulary: dict[str, int]) -> Tokenizer:
    model = BPE(vocab=vocabulary, merges=[], byte_fallback=True, ignore_merges=True, fuse_unk=False)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Replace("ё", "е"),
            normalizers.Replace(Regex(r"\s*\n\s*"), "\n "),
            normalizers.Replace(Regex(r"[^\S\n]+"), SPACE),
            normalizers.Replace(Regex(rf"^(?![{SPACE}\n])"), SPACE),
            normalizers.Replace(Regex(rf"{SPACE}(?=[{UNSPACED}])"), ""),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(PIECE), behavior="isolated")
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Replace("\n" + SPACE, "\n"),
            decoders.Replace(SPACE, " "),
            decoders.Strip(" ", 1, 0),
        ]
    )
    return tokenizer


def build_tokenizer() -> PreTrainedTokenizerFast:
    """Return the project's tokenizer; its default call puts `<s>` in front.

    It is made from the world's word forms alone, so every recipe gets the same one.
    """
    letters = {chr(code) for first, last in ("AZ", "az", "ая", "АЯ") for code in
               range(ord(first), ord(last) + 1)}  # fmt: skip
    cutter = _pipeline({SPACE: 0})
    pieces: set[str] = {SPACE, "\n", *letters, *"0123456789", *".,:;!?'\"()[]{}<>=+-*/_#"}
    for text in world_texts():
        normal = cutter.normalizer.normalize_str(text)
        pieces.update(piece for piece, _ in cutter.pre_tokenizer.pre_tokenize_str(normal))
    pieces |= {character for piece in pieces for character in piece}
    bytes_ = [f"<0x{number:02X}>" for number in range(256)]
    listed = [*SPECIAL.values(), *bytes_, *sorted(pieces)]
    tokenizer = _pipeline({piece: number for number, piece in enumerate(listed)})
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL.values()])
    bos = SPECIAL["bos_token"]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{bos} $A", pair=f"{bos} $A $B", special_tokens=[(bos, listed.index(bos))]
    )
    names = ("pad_token", "bos_token", "eos_token")
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        **{name: SPECIAL[name] for name in names},
        extra_special_tokens={name: token for name, token in SPECIAL.items() if name not in names},
        padding_side="right",
        model_max_length=512,
        clean_up_tokenization_spaces=False,
    )
