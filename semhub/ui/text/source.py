"""What the encoder reads beside a sentence, of a model whose decoder is fed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from semhub.inputs import Target, Text
from semhub.inputs.text import stripped
from semhub.ui.media.sense import UPLOAD
from semhub.ui.media.sound import SOUNDS
from semhub.ui.media.source import own
from semhub.ui.shared import links, messages, strangers

if TYPE_CHECKING:
    from semhub.models.protocol import Model

SOURCE = "source"


def beside(model: Model, item: Text) -> Text:
    """Draw the field of the source, where the model takes one, and put the sentence beside it.

    Raises `InputError` on a sound that cannot be read.
    """
    sources = getattr(model, "sources", ())
    if not sources:
        return item
    if "text" in sources:
        source = _text()
    else:
        source = own(SOUNDS, model.name, UPLOAD)
        if source is None:
            messages.caption("Drop the sound that the encoder is to hear; without one, silence.")
    return item if source is None else Target(item.text, source=source)


def _text() -> Text | None:
    written = st.text_input(
        "Source, which the encoder reads", key=links.hold(SOURCE), bind="query-params",
        persist_state="session", placeholder="Left out, the encoder reads an empty source",
        help="The sentence above is fed to the decoder, which looks at this one by its "
        "cross-attention: for a translator, the same in another language.",
    )  # fmt: skip
    typed = stripped(strangers.text(written or ""))
    return Text(typed) if typed else None
