"""From the name of an adapter to its folder and its base's; both are checked before either is
loaded."""

from __future__ import annotations

import os
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from semhub.errors import InputError
from semhub.models import catalogue, folder
from semhub.models import huggingface as hub
from semhub.models.encoder_decoder import Part, split
from semhub.models.lora.naming import CONFIG, JOINT, PICKLED, WEIGHTS, is_adapter, parted
from semhub.models.lora.recipe import recipe_of

_LONGEST = 4096
"""Characters that a path may have."""


class Source(NamedTuple):
    """Where a model is read from.

    folder: of the weights. adapter: of an adapter that is merged into them, if there is one.
    base: what the base is called. part: of the model, where the name asks for one.
    """

    folder: Path
    adapter: Path | None = None
    base: str = ""
    part: Part | None = None

    @property
    def words(self) -> Path:
        """The folder of the tokenizer: the adapter's, where it has one, which may have more words
        than the base's."""
        has = self.adapter and folder.has_tokenizer(self.adapter)
        return self.adapter if has else self.folder

    @property
    def revision(self) -> str:
        """The base's revision, and behind it the adapter's."""
        own = folder.revision(self.folder)
        return f"{own}+{self.of_adapter}" if self.adapter else own

    @property
    def of_adapter(self) -> str:
        return folder.revision(self.adapter, self.adapter / WEIGHTS)


def source_of(
    name: str, progress: hub.Progress | None = None, revision: str | None = None
) -> Source:
    """Return where any name that can be loaded is read from; of an adapter, with its base.
    revision: of the hub, of `BASE+ADAPTER` the base's.

    Raises `InputError` as `catalogue.folder` does, where a folder is not complete, and for an
    adapter that has no base on this machine.
    """
    whole, part = split(name)
    named = parted(whole)
    adapter = named[1] if named else catalogue.folder(name, progress, revision=revision)
    if not named:
        folder.require_plain(adapter)
        if not is_adapter(adapter):
            folder.require_complete(adapter)
            return Source(adapter, part=part)
    _require_whole(adapter)
    if named:
        base, found = named[0], catalogue.folder(named[0], progress, revision=revision)
    else:
        base = recipe_of(adapter).base
        found = _named_in(adapter, base)
    folder.require_plain(found)
    if is_adapter(found):
        raise InputError(
            f"{base} is an adapter itself and no base for {adapter}; merge it into its own base "
            "first (merge_and_unload of PEFT)."
        )
    folder.require_complete(found)
    return Source(found, adapter, base, part)


def _require_whole(adapter: Path) -> None:
    folder.require_plain(adapter)
    if not (adapter / WEIGHTS).is_file():
        pickled = (adapter / PICKLED).is_file()
        raise InputError(
            f"{adapter} holds an adapter with pickled weights ({PICKLED}), which can run code when "
            "opened; save it again with save_pretrained, which writes safetensors."
            if pickled
            else f"{adapter} holds an adapter without its weights ({WEIGHTS}); copy the whole "
            "folder again."
        )
    folder.require_content([adapter / CONFIG, adapter / WEIGHTS], adapter)


def _named_in(adapter: Path, base: str) -> Path:
    """Find the base that an adapter's config names: a folder there or beside the adapter, a name of
    the catalogue, or an id in the hub's cache. Nothing is fetched."""
    if not base:
        raise InputError(
            f"{adapter} holds an adapter and does not name the model that it adapts; name that "
            f"before it, as BASE{JOINT}ADAPTER."
        )
    if len(base) <= _LONGEST and "\0" not in base:
        # Of a path on another machine, perhaps of another system, the last part may be here.
        last = PureWindowsPath(base).name
        for path in (os.path.expanduser(base), adapter / base, adapter.parent / last):
            if last and os.path.isfile(os.path.join(path, "config.json")):
                return Path(path)
        try:
            return catalogue.folder(base, may_fetch=False)
        except InputError:  # the sentence below says it of the adapter
            pass
    shown = base if base.isprintable() and len(base) <= catalogue.LONGEST else "another model"
    raise InputError(
        f"{adapter} adapts {shown}, which is not on this machine; fetch that first, or name "
        f"another place of it before the adapter, as BASE{JOINT}ADAPTER."
    )
