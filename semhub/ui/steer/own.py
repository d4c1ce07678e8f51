"""A person's own push: texts to push from and to, prompts, and the two answers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from semhub.inputs import texts
from semhub.inputs.text import stripped
from semhub.models import catalogue
from semhub.public import PROMPTS
from semhub.quoting import quoted
from semhub.ui.media import source, states
from semhub.ui.media.picture import PICTURES
from semhub.ui.media.sound import SOUNDS
from semhub.ui.shared import cached, results, strangers
from semhub.ui.shared.controls import segments
from semhub.ui.steer.experiment import Experiment

if TYPE_CHECKING:
    from semhub.inputs import Input
    from semhub.models.protocol import Model
    from semhub.pools import Pool
    from semhub.steering import Direction, Places

TEXT = "text"
SENSES = {
    "image": replace(PICTURES, key="steer_image_"),
    "audio": replace(SOUNDS, key="steer_audio_"),
}
READS = {TEXT: "Text", "image": "A picture", "audio": "A sound"}
HEIGHT = 104

FIELDS = {
    "from": "Push away from, one text a line",
    "to": "Push towards, one text a line",
    "prompts": "While it reads, one prompt a line",
    "said": "Text behind it",
    "minus": "Its answer was",
    "plus": "Its answer should be",
}
EXAMPLE = {
    "from": "The dog sleeps. →\nTwo big dogs run. →\nA red dog waits. →",
    "to": "The cat sleeps. →\nTwo big cats run. →\nA red cat waits. →",
    "prompts": "狗在跑。 →\n三只狗在睡觉。 →\n狗在河边等。 →\n两只小狗在跳舞。 →",
    "said": " →",
    "minus": "狗",
    "plus": "cat",
}
"""A push from English texts and Chinese prompts of the embedded model's world."""


@dataclass(frozen=True)
class Asked:
    """What a person filled in. sides: the texts to push from and to, one a line. items: what is
    read, with `suffix` behind it. minus, plus: the answer that was, and the one wished for."""

    sides: tuple[str, str]
    items: Sequence[Input]
    suffix: str
    minus: str
    plus: str


def fields(model: Model) -> Asked | None:
    """Draw the fields; None until all are filled in. Raises `InputError` on an item that cannot be
    read."""
    sides = _lines("from"), _lines("to")
    read = segments("Pushed while it reads", "steer_reads", READS)
    written = _lines("prompts") if read == TEXT else _suffix(model)
    minus, plus = (_word(name) for name in ("minus", "plus"))
    items, suffix = (_prompts(written), "") if read == TEXT else (_media_item(model, read), written)
    whole = all(sides) and items and minus and plus
    return Asked(sides, items, suffix, minus, plus) if whole else None


def experiment(model: Model, asked: Asked, pool: Pool, places: Places, others: str) -> Experiment:
    """Make the experiment. others: texts of other words of the class, one word and one line each.

    Raises `InputError` on texts that cannot be a direction.
    """
    from semhub.steering import Choice, Question

    items, minus, plus = asked.items, asked.minus, asked.plus
    along = direction(model, *asked.sides, pool)
    return Experiment(
        key=_digest(
            repr(asked.sides), others, pool, repr(places), asked.suffix, minus, plus,
            results.digest(items),
        ),
        directions=[along] * len(items),
        questions=[Question(item, asked.suffix, places) for item in items],
        choices=[Choice(minus, plus)] * len(items),
        asks=f"Does your push turn {quoted(minus)} into {quoted(plus)}?",
        pushed="Pushed along your texts",
        answers="answers",
        english=(),
        found="from the mean state of the texts that it leads away from to that of the others",
        layer=max(1, round(model.n_layers * 2 / 3)),
        strength=2.0,
        texts=_family(along, asked.sides, others),
        pool=pool,
    )  # fmt: skip


@cached.resource
def direction(model: Model, minus: str, plus: str, pool: Pool) -> Direction:
    """Find the direction from the texts of one area to those of the other, one a line."""
    from semhub.steering import direction

    sides = _sides(minus, plus)
    with results.progress(f"Reading {sum(map(len, sides))} texts with {model.name}") as report:
        return direction(model, *sides, pool=pool, progress=report, memory=results.memory())


def _sides(minus: str, plus: str) -> list[Sequence[Input]]:
    return [
        texts(strangers.first(_split(side)), side=f"“{FIELDS[name]}”")
        for name, side in (("from", minus), ("to", plus))
    ]


def _family(along: Direction, sides: Sequence[str], others: str) -> dict[str, Sequence[Input]]:
    """Gather word of the class -> its texts; each of `others` is a word of its own."""
    written = strangers.first(_split(strangers.text(others)))
    rest = [*texts(written, side="“Texts of other words”")] if written else []
    named = dict(zip((along.minus, along.plus), _sides(*sides), strict=True))
    return named | {f"{number}": [one] for number, one in enumerate(rest, start=1)}


def _prompts(written: str) -> list[Input]:
    lines = strangers.first(_split(written), PROMPTS)
    return [*texts(lines, side=f"“{FIELDS['prompts']}”")] if written else []


def _media_item(model: Model, read: str) -> list[Input]:
    """Draw the controls of a picture or a sound; empty where there is none yet."""
    sense = SENSES[read]
    if not states.takes(sense, model):
        st.stop()
    picked, _ = source.pick(sense, model.name)
    item = source.item(sense, model.name, picked)
    return [] if item is None else [item]


def _suffix(model: Model) -> str:
    usual = EXAMPLE["said"] if catalogue.is_embedded(model.name) else ""
    return st.text_input(
        FIELDS["said"], usual, key="steer_said", bind="query-params", persist_state="session"
    )


def _lines(name: str) -> str:
    written = st.text_area(
        FIELDS[name], key=f"steer_{name}", height=HEIGHT, bind="query-params",
        persist_state="session", placeholder=EXAMPLE[name],
    )  # fmt: skip
    return strangers.text(written).strip()


def _word(name: str) -> str:
    return st.text_input(
        FIELDS[name], key=f"steer_{name}", bind="query-params", persist_state="session",
        placeholder=EXAMPLE[name],
    ).strip()  # fmt: skip


def teach() -> None:
    """Explain what to fill in, and offer an example."""
    st.info(
        "First type two texts that differ in one thing, then what the model reads while it is "
        "pushed, and the two words between which its answer should change. A few texts a side "
        "give a cleaner direction, a few prompts give evidence."
    )
    st.button("Fill in an example", on_click=_fill_example)


def _fill_example() -> None:
    for name, text in EXAMPLE.items():
        st.session_state[f"steer_{name}"] = text


def _split(written: str) -> list[str]:
    return [*filter(None, map(stripped, written.split("\n")))]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
