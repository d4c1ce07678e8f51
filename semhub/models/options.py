"""How a model is asked for, beside its name: where and in what type it runs, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, fields

AUTO = "auto"
DTYPES = ("float32", "bfloat16", "float16")


@dataclass(frozen=True)
class Options:
    """What `semhub.load` takes beside the name, under the same names.

    revision: a commit, branch or tag of a model of the Hugging Face hub; None for the newest.
    chat: whether a text stands as a user's turn in the model's own chat template.
    """

    device: str = AUTO
    dtype: str = AUTO
    revision: str | None = None
    chat: bool = False

    @property
    def words(self) -> list[str]:
        """The same as options of the command line, those alone that are not as usual."""
        words: list[str] = []
        for part in fields(self):
            value = getattr(self, part.name)
            if value != part.default:
                words += [f"--{part.name}"] if value is True else [f"--{part.name}", value]
        return words


USUAL = Options()
