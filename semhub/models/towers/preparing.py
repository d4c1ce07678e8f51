"""What turns pictures or sounds into a tower's inputs, from the folder of its model."""

from __future__ import annotations

from pathlib import Path

from semhub.errors import InputError
from semhub.models.processor_file import fault_in
from semhub.models.sensory import UNREADABLE


def preparing(auto: type, kind: type, source: Path, items: str, called: str):
    """The processor that `auto` finds in the folder `source`.

    kind: what it has to be. items, called: what it prepares, and what it is called, in a sentence.
    Raises `InputError` where there is none, or another.
    """
    if fault := fault_in(source):
        raise InputError(
            f"{source} says of {items} what cannot be meant, since its {fault}; save the model's "
            f"{called} into it with save_pretrained."
        )
    try:
        found = auto.from_pretrained(source, trust_remote_code=False)
    except UNREADABLE:
        found = None
    if not isinstance(found, kind):
        raise InputError(
            f"{source} does not say how {items} are prepared (preprocessor_config.json); save the "
            f"model's {called} into it with save_pretrained."
        )
    return found
