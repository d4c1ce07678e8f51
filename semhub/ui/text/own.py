"""A person's own pairs: two boxes, the list of what is there, and the language of each side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub import datasets
from semhub.inputs.text import stripped
from semhub.public import ROWS
from semhub.ui.shared import messages, strangers
from semhub.ui.shared.messages import escaped
from semhub.ui.text import clipboard
from semhub.ui.text.topics import OWN

if TYPE_CHECKING:
    from semhub.ui.text.topics import Topic

SHOWN = 20
"""Pairs that are listed before a person asks for all: each is drawn with two buttons."""
LONGEST = 60
"""Characters of a side that its line in the list shows."""
HEIGHT = 230
"""Pixels of a list of more than `WHOLE` pairs, which scrolls."""
WHOLE = 3


def rows(topic: Topic) -> list[tuple[str, str]]:
    """Return the pairs as they stand; those of the link, until there are others."""
    key = f"pairs/{topic.own}"
    if key not in st.session_state:
        written = strangers.text(st.query_params.get(f"{topic.key}rows", ""))
        st.session_state[key] = _kept(clipboard.read(written))
    return st.session_state[key]


def is_whole(row: tuple[str, str]) -> bool:
    """Tell whether both sides say something; a row that lacks one waits for it."""
    return all(map(stripped, row))


def draw(topic: Topic) -> None:
    """Draw the boxes and the list, in a column of any width."""
    have = rows(topic)
    changed = _changed(topic)
    with st.container(gap="small", key=f"own{topic.key}"):
        with st.form(f"form/{topic.own}", border=False):
            for side, language in zip("ab", _languages(topic), strict=True):
                st.text_area(
                    datasets.NAMES[language], key=_box(topic, side), height=68,
                    persist_state="session",
                    placeholder="Paste two columns here, too" if side == "a" else None,
                )  # fmt: skip
            st.form_submit_button(
                "Add a pair" if changed is None else f"Change pair {changed + 1}",
                key=f"add/{topic.own}", on_click=_add, args=(topic,), width="stretch",
                help="Ctrl+Enter does the same. As many lines in both boxes are a pair a line; two "
                "columns of a spreadsheet can be pasted into one box.",
            )  # fmt: skip
        if changed is not None:
            st.button(
                "Leave it as it was", key=f"leave/{topic.own}", on_click=_leave, args=(topic,),
                type="tertiary",
            )  # fmt: skip
        _show_guess(topic)
        if have:
            _list(topic, have)


def put(topic: Topic, pairs: list[tuple[str, str]]) -> None:
    """Put other pairs in the place of all, from a button's callback."""
    st.session_state[f"pairs/{topic.own}"] = list(pairs)
    _leave(topic)
    for side in "ab":
        st.session_state.pop(f"guess/{topic.own}/{side}", None)


def _add(topic: Topic) -> None:
    """Take what the boxes hold. Half a pair stays in them until its other half is there."""
    pairs = clipboard.typed(*(strangers.text(st.session_state[_box(topic, side)]) for side in "ab"))
    if not pairs or (len(pairs) == 1 and not is_whole(pairs[0])):
        return
    have, changed = rows(topic), _changed(topic)
    if changed is None:
        have.extend(pairs)
    else:
        have[changed : changed + 1] = pairs
    st.session_state[f"pairs/{topic.own}"] = _kept(have)
    _leave(topic)
    _guess(topic)


def _kept(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep as many pairs as may be read, and one more, of which is said that it is too many."""
    return list(strangers.first(pairs, ROWS + 1))


def _leave(topic: Topic) -> None:
    """Empty the boxes, and change no pair any more."""
    st.session_state.pop(f"changed/{topic.own}", None)
    for side in "ab":
        st.session_state[_box(topic, side)] = ""


def _change(topic: Topic, number: int) -> None:
    st.session_state[f"changed/{topic.own}"] = number
    for side, text in zip("ab", rows(topic)[number], strict=True):
        st.session_state[_box(topic, side)] = text


def _remove(topic: Topic, number: int) -> None:
    del rows(topic)[number]
    st.session_state.pop(f"changed/{topic.own}", None)


def _changed(topic: Topic) -> int | None:
    """Find the pair that is being changed."""
    return st.session_state.get(f"changed/{topic.own}")


def _box(topic: Topic, side: str) -> str:
    return f"box/{topic.own}/{side}"


def _list(topic: Topic, have: list[tuple[str, str]]) -> None:
    """List the pairs, the newest first."""
    every = len(have) <= SHOWN or st.toggle(
        f"Show all {len(have)} pairs", key=f"all/{topic.own}", persist_state="session"
    )
    numbers = range(len(have) - 1, -1 if every else len(have) - 1 - SHOWN, -1)
    with st.container(
        height=HEIGHT if len(have) > WHOLE else "content", border=False, gap="xsmall"
    ):
        for number in numbers:
            _line(topic, number, have[number])
    if len(have) > 1:
        st.button(
            "Remove all", key=f"none/{topic.own}", on_click=put, args=(topic, []), type="tertiary"
        )


def _line(topic: Topic, number: int, row: tuple[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="xsmall"):
        a, b = (_short(text) if stripped(text) else "…" for text in row)
        st.markdown(f"{number + 1}\\. {escaped(a)} **|** {escaped(b)}")
        for does, icon, call in (("Change", "edit", _change), ("Remove", "delete", _remove)):
            st.button(
                f":material/{icon}:", key=f"{does}/{topic.own}/{number}", on_click=call,
                args=(topic, number), type="tertiary", help=f"{does} pair {number + 1}",
            )  # fmt: skip


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _languages(topic: Topic) -> tuple[str, str]:
    """Look up the columns that both sides are called by, which the page's controls choose."""
    a, b = (
        st.session_state.get(f"{topic.key}{side}") or usual
        for side, usual in zip("ab", topic.opening(OWN), strict=True)
    )
    return a, b


def _guess(topic: Topic) -> None:
    """Choose the language of each side by its texts, from a callback, unless a person chose it or
    the side is no language."""
    from semhub.datasets.guess import language_of

    for n, side in enumerate("ab"):
        key, before = f"{topic.key}{side}", f"guess/{topic.own}/{side}"
        now = _languages(topic)[n]
        if now in datasets.NOTATIONS or st.session_state.get(before, now) != now:
            continue
        found = language_of([row[n] for row in rows(topic) if is_whole(row)])
        if found is not None:
            st.session_state[key] = st.session_state[before] = found


def _show_guess(topic: Topic) -> None:
    """Say what was guessed, while it is what is chosen."""
    guessed = [
        datasets.NAMES[now]
        for side, now in zip("ab", _languages(topic), strict=True)
        if st.session_state.get(f"guess/{topic.own}/{side}") == now
    ]
    if guessed:
        messages.caption(
            f"Guessed from the text: {' and '.join(guessed)}. If that is wrong, choose under "
            f"“{topic.columns[0]}” and “{topic.columns[1]}”."
        )
