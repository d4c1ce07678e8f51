"""A text as a user's turn in a model's own chat template, where the span is the text alone.

The template writes all that stands around the text, such as a system's prompt, and begins the
answer. What it makes of the text itself is looked at: it may take off spaces at both ends, or
escape signs, and is refused where it does anything else.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import jinja2

from semhub.errors import InputError
from semhub.models import trial
from semhub.models.sensory import first_line
from semhub.models.tokens import TextEncoder

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.adapter import Adapter
    from semhub.models.batch import Encoded

    Reading = TypeVar("Reading", bound=Adapter)

_MARK = "semhubmark"
"""A text that no template has in itself, by which what stands around a text is found."""

_FAILS = (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError)
"""What a template raises on a chat that it was not written for."""

_SHOWN = 300
"""Characters of a template that its sentence shows at most, before and behind the text."""


_BRACKETED = re.compile(r"[<\[].+[>\]]", re.DOTALL)
"""How control tokens are written that a tokenizer does not call special."""

_OF = " in chat "
"""What stands between a model's own revision and that of its template."""


def chatting(model: Reading, *, trusted: bool) -> Reading:
    """Return the same model, in the same memory, to which each text is a user's turn. Its states
    are others, so that it has a revision of its own.

    trusted: whether the template is known to end; it is tried in a process of its own otherwise.
    Raises `InputError` where there is no template that has a place for a text.
    """
    encoder = ChatEncoder(model.text, name=model.name, trusted=trusted)
    other = copy(model)
    other.text, other.revision = encoder, f"{model.revision}{_OF}{encoder.digest}"
    other.check = model.check.noting([encoder.sentence])
    return other


def without_chat(revision: str) -> str:
    """Return the revision of a model's weights, whether or not it reads texts in a chat."""
    return revision.partition(_OF)[0]


@dataclass(frozen=True)
class _Chat:
    """A text's chat as it is written, and as tokens. offsets: of each token, where it begins and
    ends. content: whether it is the text's own: has a sign of it, or lies within it."""

    written: str
    ids: list[int]
    offsets: list[tuple[int, int]]
    content: list[bool]


class ChatEncoder(TextEncoder):
    """A tokenizer, used on texts in a chat. Raises `InputError` as `chatting` does, and where the
    tokenizer does not tell which characters a token stands for.

    before, behind: what the template writes around a text.
    """

    def __init__(self, plain: TextEncoder, *, name: str, trusted: bool):
        super().__init__(plain.tokenizer, pad=plain.pad, max_positions=plain.max_positions)
        self._name, self._template = name, _template_of(plain.tokenizer)
        if not self._template:
            raise InputError(
                f"{name} has no chat template, so that its texts cannot stand in a chat; leave "
                "chat out, or choose a model that was tuned to chat."
            )
        if not getattr(plain.tokenizer, "is_fast", False):
            raise InputError(
                f"The tokenizer of {name} does not tell which characters its tokens stand for, so "
                "that a text is not found in a chat; leave chat out."
            )
        special = getattr(plain.tokenizer, "special_tokens_map", {})
        fault = None if trusted else trial.fault_of_template(self._template, special)
        if fault:
            raise self._unusable(fault)
        self._in_parts = False
        self.before, self.behind = self._around()
        self._control = _control(plain.tokenizer)

    @property
    def digest(self) -> str:
        """A short digest of the template, and of what it writes: some write the day."""
        whole = "\0".join((self._template, self.before, self.behind))
        return hashlib.sha256(whole.encode()).hexdigest()[:8]

    @property
    def sentence(self) -> str:
        """Say what stands around each text."""
        behind = f" and behind it {_shown(self.behind)}" if self.behind else ""
        before = f"before it stands {_shown(self.before)}" if self.before else "nothing before it"
        return (
            f"Each text is a user's turn in the model's chat template: {before}{behind}; positions "
            "of the template are no part of the text's span."
        )

    def encode(self, items: Sequence[Input]) -> list[Encoded]:
        return [self._encoded(chat.ids, chat.content) for chat in self._chats(items)]

    def tokens(self, item: Input) -> list[str]:
        (chat,) = self._chats([item])
        return self.vocabulary.positions(chat.written, chat.ids, chat.offsets)

    def _chats(self, items: Sequence[Input]) -> Iterator[_Chat]:
        """Write and read each text's chat. Raises `InputError` on a text that the template alters,
        that spells a control token, or that is too long."""
        texts = [item.text for item in items]
        written = self._written(texts)
        # Tokens of control are read as such, and looked for within the text below.
        encoded = self.tokenizer(
            written, add_special_tokens=False, split_special_tokens=False,
            return_offsets_mapping=True, verbose=False,
        ) if written else {"input_ids": [], "offset_mapping": []}  # fmt: skip
        pairs = zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
        for text, chat, (ids, offsets) in zip(texts, written, pairs, strict=True):
            start, end = len(self.before), len(chat) - len(self.behind)
            content = [_is_of(chat, max(a, start), min(b, end), a < start or b > end)
                       for a, b in offsets]  # fmt: skip
            self._require_readable(text, ids, content)
            yield _Chat(chat, ids, offsets, content)

    def _require_readable(self, text: str, ids: list[int], content: list[bool]) -> None:
        control = {token for token, own in zip(ids, content, strict=True) if own} & self._control
        if control:
            raise InputError(
                f"“{text[:30]}” spells {self.vocabulary.decode_token(min(control))}, a control "
                f"token of {self._name}, which would stand as one in the chat; leave it out."
            )
        if len(ids) > self.max_positions:
            raise InputError(
                f"“{text[:30]}…” has {len(ids):,} tokens with its chat and the model reads at most "
                f"{self.max_positions:,}; shorten it, or leave it out."
            )
        if not any(content):
            raise InputError(
                f"The model's tokenizer finds nothing to read in “{text[:30]}”; write at least one "
                "word."
            )

    def _written(self, texts: Sequence[str]) -> list[str]:
        """Write each text's chat. Raises `InputError` where the template makes something else of a
        text."""
        try:
            chats = self._rendered(texts) if texts else []
        except _FAILS as error:
            raise self._unusable(first_line(error)) from None
        around = len(self.before) + len(self.behind)
        for text, chat in zip(texts, chats, strict=True):
            is_whole = chat.startswith(self.before) and chat.endswith(self.behind)
            inside = chat[len(self.before) : len(chat) - len(self.behind)]
            if len(chat) < around or not is_whole or not _says(inside, text):
                raise InputError(
                    f"The chat template of {self._name} makes something else of “{text[:30]}”, so "
                    "that the chat does not hold that text; change it, or leave chat out."
                )
        return chats

    def _around(self) -> tuple[str, str]:
        """Find what the template writes around a text, in whichever of the two forms of a message
        it has a place for one."""
        faults = []
        for self._in_parts in (False, True):
            try:
                (written,) = self._rendered([_MARK])
            except _FAILS as error:
                faults.append(first_line(error))
                continue
            if written.count(_MARK) == 1:
                before, _, behind = written.partition(_MARK)
                return before, behind
            faults.append("it writes the text twice" if _MARK in written else "it lacks the text")
        raise self._unusable(faults[0])

    def _rendered(self, texts: Sequence[str]) -> list[str]:
        """Write each text as a user's turn, and the beginning of the answer to it."""
        contents: list[Any] = [
            [{"type": "text", "text": text}] if self._in_parts else text for text in texts
        ]
        return self.tokenizer.apply_chat_template(
            [[{"role": "user", "content": content}] for content in contents],
            chat_template=self._template, tokenize=False, add_generation_prompt=True,
        )  # fmt: skip

    def _unusable(self, fault: str) -> InputError:
        return InputError(
            f"The chat template of {self._name} cannot be used ({fault}); leave chat out, or "
            "choose another model."
        )


def _template_of(tokenizer) -> str | None:
    """Return the template of a tokenizer, of several the usual one."""
    template = tokenizer.chat_template
    template = template.get("default") if isinstance(template, dict) else template
    return template if isinstance(template, str) else None


def _control(tokenizer) -> set[int]:
    """List the tokens that no text of a person's has."""
    added = {
        token for token, one in tokenizer.added_tokens_decoder.items()
        if one.special or _BRACKETED.fullmatch(one.content)
    }  # fmt: skip
    return added | {*tokenizer.all_special_ids} - {tokenizer.unk_token_id}


def _is_of(chat: str, start: int, end: int, astride: bool) -> bool:
    """Tell whether a token is the text's own, of which chat[start:end] is what it has of the text.
    astride: whether it has something of the template, too, whose space before a word goes with the
    word."""
    return bool(chat[start:end].strip()) if astride else start < end


def _says(inside: str, text: str) -> bool:
    """Tell whether what stands in the text's place is the text, but for spaces at both ends and for
    the ways in which JSON and HTML write signs."""
    return text.strip() in (inside.strip(), _of_json(inside).strip(), html.unescape(inside).strip())


def _of_json(inside: str) -> str:
    try:
        return json.loads(f'"{inside}"')
    except ValueError:
        return inside


def _shown(text: str) -> str:
    """Write a piece of the template on one line, a long one cut."""
    line = text.replace("\n", "↵")
    cut = f"{line[:_SHOWN]}… ({len(text):,} characters)" if len(line) > _SHOWN else line
    return f"“{cut}”"
