"""What a tokenizer, its config or a chat template can claim that is not so."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.lie import TOKENIZER, WORDS, Lie, Spoil, changed, holding, put, without

HUGE = 10**9
NESTED = "{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(99999) %}"
CLOSED = "{% endfor %}{% endfor %}{% endfor %}"


def _split(pattern: str) -> Spoil:
    step = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    return put(TOKENIZER, "pre_tokenizer", value=step)


def _replaced(pattern: dict, content: str) -> dict:
    return {"type": "Replace", "pattern": pattern, "content": content}


def _grown(times: int) -> Spoil:
    """A normaliser that makes of every letter sixteen, again and again."""
    steps = [_replaced({"Regex": "."}, "a" * 16) for _ in range(times)]
    return put(TOKENIZER, "normalizer", value={"type": "Sequence", "normalizers": steps})


def _added(**values) -> Spoil:
    token = {"id": 300, "content": "cat", "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False, "special": False}  # fmt: skip
    return changed(TOKENIZER, lambda found: found["added_tokens"].append({**token, **values}))


def _merges(found: dict) -> None:
    found["model"]["merges"] = [["a", "b"]] * 10**6


def _wide(found: dict) -> None:
    found["model"]["vocab"].update({f"w{i}": i + 1000 for i in range(10**6)})


def _template(text: object) -> Spoil:
    return put(WORDS, "chat_template", value=text)


WORDED = {
    "empty": holding(TOKENIZER, ""),
    "a list": holding(TOKENIZER, "[]"),
    "cut short": holding(TOKENIZER, '{"version": "1.0", "model": {"type"'),
    "no UTF-8": holding(TOKENIZER, b"\xff\xfe\xfd"),
    "too deep": holding(TOKENIZER, '{"model":' * 5000),
    "no model": changed(TOKENIZER, lambda found: found.pop("model")),
    "another version": put(TOKENIZER, "version", value="9.9"),
    "missing": without(TOKENIZER),
    "a model of none": put(TOKENIZER, "model", "type", value="Nosuch"),
    "a vocabulary of a list": put(TOKENIZER, "model", "vocab", value=[1, 2]),
    "a vocabulary of nothing": put(TOKENIZER, "model", "vocab", value={}),
    "a vocabulary below zero": put(TOKENIZER, "model", "vocab", "zzz", value=-1),
    "a vocabulary beyond": put(TOKENIZER, "model", "vocab", "cat", value=4 * HUGE),
    "a vocabulary of the same": changed(
        TOKENIZER, lambda found: found["model"]["vocab"].update(dict.fromkeys(
            list(found["model"]["vocab"]), 5))),
    "a wide vocabulary": changed(TOKENIZER, _wide),
    "merges of what is not there": put(TOKENIZER, "model", "merges", value=[["qqq", "www"]]),
    "merges of text": put(TOKENIZER, "model", "merges", value="a b"),
    "a million merges": changed(TOKENIZER, _merges),
    "a pattern that is none": _split("(("),
    "a pattern that goes back": _split(r"(\w+\s*)+$!"),
    "a pattern that goes back far": _split(r"((.*)*)*x{9}!"),
    "a pattern of repetitions": _split(r"(((a{1,1000}){1,1000}){1,1000})x"),
    "a pattern that looks back": _split(r"(?<=(a|aa)+)b"),
    "a pattern that calls itself": _split(r"(?<a>\g<a>x|x)\g<a>"),
    "a pattern of nothing": _split(""),
    "a letter that grows": _grown(8),
    "a letter that grows a little": _grown(3),
    "nothing that is replaced": put(TOKENIZER, "normalizer", value=_replaced({"String": ""}, "ab")),
    "a map that is none": put(TOKENIZER, "normalizer", value={
        "type": "Precompiled", "precompiled_charsmap": "AAAA"}),
    "a map of odd bytes": put(TOKENIZER, "normalizer", value={
        "type": "Precompiled", "precompiled_charsmap": "EAAAAP////8AAAAAAAAAAP///38AAAAA"}),
    "a normaliser of none": put(TOKENIZER, "normalizer", value={"type": "Nosuch"}),
    "normalisers in each other": lambda folder: put(
        TOKENIZER, "normalizer", value=_deep(100))(folder),
    "padding": put(TOKENIZER, "padding", value={
        "strategy": {"Fixed": HUGE}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0,
        "pad_type_id": 0, "pad_token": "<pad>"}),
    "a cut to nothing": put(TOKENIZER, "truncation", value={
        "direction": "Right", "max_length": 0, "strategy": "LongestFirst", "stride": 5}),
    "an end of none": put(TOKENIZER, "post_processor", value={
        "type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<none>", "type_id": 0}}],
        "pair": [], "special_tokens": {}}),
    "an end of many": put(TOKENIZER, "post_processor", value={
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}] * 10**5
        + [{"Sequence": {"id": "A", "type_id": 0}}], "pair": [],
        "special_tokens": {"<s>": {"id": "<s>", "ids": [1] * 100, "tokens": ["<s>"] * 100}}}),
    "an end beyond": put(TOKENIZER, "post_processor", value={
        "type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}}], "pair": [],
        "special_tokens": {"<s>": {"id": "<s>", "ids": [HUGE], "tokens": ["<s>"]}}}),
    "no decoder": put(TOKENIZER, "decoder", value=None),
    "a decoder of none": put(TOKENIZER, "decoder", value={"type": "Nosuch"}),
    "an added token beyond": _added(id=HUGE),
    "an added token below": _added(id=-1),
    "an added token of nothing": _added(content=""),
    "an added token of a letter": _added(content="e", special=True),
    "many added tokens": changed(TOKENIZER, lambda found: found["added_tokens"].extend(
        {"id": 300 + i, "content": f"<x{i}>", "single_word": False, "lstrip": False,
         "rstrip": False, "normalized": True, "special": False} for i in range(100_000))),
}  # fmt: skip
NAMED = {
    "a list": holding(WORDS, "[]"),
    "cut short": holding(WORDS, '{"tokenizer_class": "Pre'),
    "no UTF-8": holding(WORDS, b"\xff\xfe"),
    "too deep": holding(WORDS, '{"a":' * 5000),
    "a class of none": put(WORDS, "tokenizer_class", value="NosuchTokenizer"),
    "a class that is a list": put(WORDS, "tokenizer_class", value=["LlamaTokenizer"]),
    "a class of another": put(WORDS, "tokenizer_class", value="BertTokenizer"),
    "a class of a path": put(WORDS, "tokenizer_class", value="os.system"),
    "a length of text": put(WORDS, "model_max_length", value="512"),
    "a length of nothing": put(WORDS, "model_max_length", value=0),
    "a length without end": put(WORDS, "model_max_length", value=float("inf")),
    "a length of NaN": put(WORDS, "model_max_length", value=float("nan")),
    "added by a list": put(WORDS, "added_tokens_decoder", value=[1]),
    "added by text": put(WORDS, "added_tokens_decoder", value={"x": "y"}),
    "added beyond": put(WORDS, "added_tokens_decoder", str(HUGE), value={
        "content": "<far>", "special": True}),
    "a token that is a number": put(WORDS, "bos_token", value=5),
    "a token that is a list": put(WORDS, "pad_token", value=["<pad>"]),
    "a token of a kilobyte": put(WORDS, "eos_token", value="x" * 10**6),
    "extra tokens of numbers": put(WORDS, "extra_special_tokens", value={"image_token": 5}),
    "extra tokens of text": put(WORDS, "extra_special_tokens", value="x"),
    "a side of none": put(WORDS, "padding_side", value="up"),
    "inputs of none": put(WORDS, "model_input_names", value=["nosuch"]),
    "inputs of a number": put(WORDS, "model_input_names", value=3),
    "another backend": put(WORDS, "backend", value="sentencepiece"),
    "a map of a list": holding("special_tokens_map.json", "[]"),
    "a map of numbers": holding("special_tokens_map.json", '{"bos_token": 5}'),
    "a map of what is not there": holding("special_tokens_map.json", '{"unk_token": "<none>"}'),
    "added tokens of a list": holding("added_tokens.json", "[]"),
    "added tokens beyond": holding("added_tokens.json", '{"<x>": 1000000000}'),
    "added tokens of text": holding("added_tokens.json", '{"<x>": "y"}'),
    "a template of a number": _template(5),
    "a template of a list": _template([{"name": "default"}]),
    "a template that is none": _template("{% for"),
    "a template without end": _template(NESTED + CLOSED),
}  # fmt: skip
SEEN = {
    "loops": NESTED + CLOSED,
    "a loop beyond what is allowed": "{% for i in range(10**9) %}x{% endfor %}",
    "huge output": "{{ 'x' * 10**10 }}",
    "huge output by a filter": "{{ '%9999999999d' % 1 }}",
    "a number beyond": "{{ 10**(10**9) }}",
    "an error": "{{ raise_exception('no') }}",
    "a division": "{{ 1 / 0 }}",
    "what is not there": "{{ messages[7].content.x.y }}",
    "an attack": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "a file": "{% include '/etc/passwd' %}",
    "itself": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "no syntax": "{% for",
    "nothing": "",
    "no picture": "hello",
    "very many pictures": "{{ '<image>' * 10**6 }}",
}


def _drawn(text: str) -> Spoil:
    return lambda folder: (folder / "chat_template.jinja").write_text(text)


def _deep(times: int) -> dict:
    step: dict = {"type": "NFC"}
    for _ in range(times):
        step = {"type": "Sequence", "normalizers": [step]}
    return step


def _slow_only(folder: Path) -> None:
    """A tokenizer of an older kind, in a file that is none."""
    (folder / TOKENIZER).unlink()
    (folder / "tokenizer.model").write_bytes(b"\x0a\xff\xff\xff\xff\x0f" * 100)
    put(WORDS, "tokenizer_class", value="LlamaTokenizer")(folder)


LIES = {
    **{f"tokenizer, {name}": Lie("decoder", spoil) for name, spoil in WORDED.items()},
    **{f"tokenizer's config, {name}": Lie("decoder", spoil) for name, spoil in NAMED.items()},
    "tokenizer, an encoder's pattern": Lie("encoder", _split(r"(\w+\s*)+$!")),
    "tokenizer, an old kind": Lie("decoder", _slow_only),
    **{f"template, {name}": Lie("sees", _drawn(text)) for name, text in SEEN.items()},
    "template, loops of a sound's": Lie("hears", _drawn(NESTED + CLOSED)),
    "template, in a file of templates": Lie(
        "sees", lambda folder: (_aside(folder), _drawn(NESTED + CLOSED)(folder))),
}  # fmt: skip


def _aside(folder: Path) -> None:
    (folder / "additional_chat_templates").mkdir()
    (folder / "additional_chat_templates" / "default.jinja").write_text(NESTED + CLOSED)
