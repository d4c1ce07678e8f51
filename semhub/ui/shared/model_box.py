"""What the chosen model is, and the choice of another: those here, to fetch, and too large."""

from __future__ import annotations

import os

import streamlit as st

from semhub.charts import text_format as words
from semhub.models import catalogue, encoder_decoder, gguf_folder, room, stores, towers
from semhub.models.catalogue import EMBEDDED
from semhub.models.entry import Entry
from semhub.models.lora.naming import parted
from semhub.models.options import AUTO, DTYPES, Options
from semhub.public import public
from semhub.ui.shared import fetching, links, messages, models
from semhub.ui.shared.messages import escaped
from semhub.ui.shared.models import KEY

DEVICE, DTYPE, REVISION, CHAT = "device", "dtype", "revision", "chat"
GPUS = ("cuda", "mps")
DEVICES = (AUTO, "cpu", *GPUS)
WHOLE = AUTO, "float32"
"""Numbers that are offered on every device. Halves are on GPUs alone: on a CPU none was faster and
gave the same words (`python -m benchmarks halves`)."""

TYPED = (
    "One of those below, or type any Hugging Face id, the path of a local folder or of a .gguf "
    "file, a LoRA adapter's folder (on another base: BASE+ADAPTER), or two towers for pictures and "
    "text as open_clip:ARCH/PRETRAINED. With #decoder behind it, the decoder of an encoder-decoder "
    "such as T5, NLLB or Whisper."
)


def draw() -> str:
    """Draw what the chosen model is, and beside it the choice of another. Return its name: of the
    catalogue, or any id or folder that was typed."""
    place = st.empty()
    if public():
        _leave_unlisted()
    toy = catalogue.is_embedded(st.session_state.get(KEY, st.query_params.get(KEY, EMBEDDED)))
    kept = [] if public() else stores.stored()
    with st.popover("Try a real one" if toy else "Other models", width="stretch"):
        name = _pick(kept)
        models.ask(name, _how(name))
        _real_ones(name)
        _kept(kept, name)
    place.markdown(described(name))
    return name


def link(name: str) -> dict[str, str]:
    """Return a model, and how it is loaded, as parameters of a link."""
    how = models.asked(name)
    told = {DEVICE: how.device, DTYPE: how.dtype, REVISION: how.revision}
    told = {key: value for key, value in told.items() if value not in (AUTO, None)}
    return {KEY: name} | told | ({CHAT: "true"} if how.chat else {})


def _how(name: str) -> Options:
    """Draw how the chosen model reads texts, and for those who run this app where it runs."""
    chat = not catalogue.is_embedded(name) and st.toggle(  # which was never told to chat
        "Texts in its chat template", key=links.hold(CHAT), bind="query-params",
        persist_state="session",
        help="Each text is put into the model's own chat template, as a user's turn. The text "
        "alone is compared; “Can I trust this?” shows what stands around it.",
    )  # fmt: skip
    if public():
        return Options(chat=chat)
    left, right = st.columns(2)
    device = left.selectbox(
        "Device", DEVICES, key=links.hold(DEVICE), bind="query-params", persist_state="session",
        help="auto: a GPU, where the model gives there what it gives on the CPU; else the CPU.",
    )  # fmt: skip
    numbers = tuple(dict.fromkeys((*WHOLE, *DTYPES))) if device in GPUS else WHOLE
    if st.session_state.get(DTYPE, AUTO) not in numbers:
        st.session_state[DTYPE] = AUTO
    dtype = right.selectbox(
        "Numbers", numbers, key=links.hold(DTYPE), bind="query-params", persist_state="session",
        help="auto: float32 on a CPU, and what the model was saved in on a GPU.",
    )  # fmt: skip
    revision = _revision() if _is_of_hub(name) else None
    return Options(device, dtype, revision, chat)


def _revision() -> str | None:
    """Draw the choice of a revision; None for the newest."""
    return st.text_input(
        "Revision", key=links.hold(REVISION), bind="query-params", persist_state="session",
        max_chars=200, placeholder="the newest",
        help="A commit, branch or tag of the Hugging Face hub.",
    ).strip() or None  # fmt: skip


def _is_of_hub(name: str) -> bool:
    """Tell whether a name is one of the Hugging Face hub, so that it has revisions."""
    name, _part = encoder_decoder.split(name)
    elsewhere = name.startswith(towers.PREFIX) or gguf_folder.is_named(name)
    return "/" in name and not elsewhere and not os.path.isdir(os.path.expanduser(name))


def _pick(kept: list[stores.Stored]) -> str:
    # A name that was typed, or came in a link, stays among the options.
    typed = st.session_state.setdefault("typed_models", {})
    if not public():
        typed |= dict.fromkeys(filter(None, (st.query_params.get(KEY), st.session_state.get(KEY))))
    entries = catalogue.offered() if public() else catalogue.ENTRIES
    names = [entry.name for entry in entries if entry.on_disk or not entry.pickled]
    return st.selectbox(
        "Model",
        list(dict.fromkeys([*names, *(one.name for one in kept), *typed])),
        key=KEY,
        bind="query-params",
        persist_state="session",
        accept_new_options=not public(),
        help=None if public() else TYPED,
    )


def _leave_unlisted() -> None:
    """Take a name from the link that strangers may not use, and say so."""
    asked = st.query_params.get(KEY)
    if asked is not None and not fetching.is_offered(asked):
        del st.query_params[KEY]
        messages.warning(
            f"The model that the link names is not offered here; {EMBEDDED} is shown instead."
        )
    if not fetching.is_offered(st.session_state.get(KEY, EMBEDDED)):
        del st.session_state[KEY]


def _real_ones(chosen: str) -> None:
    """List the real models of the catalogue: those here, those that a click would fetch, those that
    have to be converted first, and those that do not fit."""
    asked = {} if public() else _asked()
    listed = catalogue.offered() if public() else catalogue.chosen(**asked)
    real = [entry for entry in listed if not entry.raised and entry.name != chosen]
    fit = [entry for entry in real if entry.fits]
    here = [entry for entry in fit if entry.on_disk]
    afar = [entry for entry in fit if entry not in here]
    _list("On this machine", "Use", here)
    _list("From the network", "Fetch", [entry for entry in afar if not entry.pickled])
    _list("Pickled, to be converted first", "", [entry for entry in afar if entry.pickled])
    if not real:
        st.caption("None of the list; type any Hugging Face id or folder above.")
    _list("Too large for this machine's memory", "", [entry for entry in real if not entry.fits])
    if looked := min((entry.seen for entry in real if entry.seen), default=""):
        st.caption(
            f"Sizes, licences and senses as the models' own pages had them on {escaped(looked)}."
        )


def _asked() -> dict[str, bool]:
    """Draw what the models of the list can be asked for."""
    names = {"See": "sees", "Hear": "hears", "Fit here": "fits"}
    picked = st.pills("Those that", list(names), selection_mode="multi", key="models_that")
    return {asked: name in picked for name, asked in names.items()}


def _list(heading: str, does: str, entries: list[Entry]) -> None:
    """Draw some entries, each with a button. does: the button's word; empty for no button."""
    if entries:
        st.markdown(f"**{heading}**")
    for entry in entries:
        about = f"{entry.about} {entry.size}, {entry.licence}. Serves {', '.join(entry.pages)}."
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.caption(f"**{escaped(entry.name)}** {about}", width="stretch")
            if does:
                key = f"use/{entry.name}"
                call = models.use if entry.on_disk else models.fetch
                st.button(does, key=key, help=entry.name, on_click=call, args=(entry.name,))


def _kept(kept: list[stores.Stored], chosen: str) -> None:
    """List the models that Ollama and LM Studio keep here."""
    rest = [one for one in kept if one.name != chosen]
    if rest:
        keepers = " and ".join(sorted({one.keeper for one in rest}))
        st.markdown(f"**Of {escaped(keepers)}**")
    for one in rest:
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            about = f"**{escaped(one.name)}** {escaped(room.written(one.size))}"
            st.caption(about, width="stretch")
            st.button(
                "Use", key=f"use/{one.name}", help=escaped(one.name),
                on_click=models.use, args=(one.name,),
            )  # fmt: skip


def described(name: str) -> str:
    """Describe a model in one line of markdown: an embedded one as the toy that it is."""
    if not catalogue.is_embedded(name):
        return f"**{escaped(words.model(name))}**: {escaped(state(name))}"
    from semhub.world.renderings import LANGUAGES
    from semhub.world.scenes import COLOURS, THINGS

    twin = next(f" ({entry.raised})" for entry in catalogue.embedded() if entry.name == name)
    return (
        f"**Toy model**{twin if name != EMBEDDED else ''}: {len(THINGS)} animals, {len(COLOURS)} "
        f"colours, {len(LANGUAGES)} languages"
    )


def state(name: str) -> str:
    """Describe a model in one line, and tell whether it is on disk."""
    name, _part = encoder_decoder.split(name)
    entry = next((entry for entry in catalogue.ENTRIES if entry.name == name), None)
    if entry is None and name.startswith(towers.PREFIX):
        return "Two towers of open_clip, one for pictures and one for text."
    if stores.is_named(name):
        return "A GGUF file that another program keeps on this machine."
    if entry is None and os.path.isdir(os.path.expanduser(name)):
        return "Local folder."
    if entry is None:
        return _elsewhere(name)
    here = "On disk." if entry.on_disk else f"Not on disk yet ({entry.size}, {entry.licence})."
    small = "" if entry.fits else " May not fit this machine's memory."
    return f"{entry.about} {here}{small}"


def _elsewhere(name: str) -> str:
    """Describe a model that no catalogue has, by its name."""
    if gguf_folder.is_named(name):
        return "Local GGUF file."
    if named := parted(name):
        return f"A LoRA adapter on {named[0]}."
    from semhub.models.huggingface import is_id  # slow to import

    return "From the Hugging Face hub." if is_id(name) else "Not on this machine."
