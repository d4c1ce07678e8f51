"""What a page of pairs is about: its sets, the columns it opens with, and how it teaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from semhub import datasets

OWN = "own"
OWN_LABEL = "Your own"


@dataclass(frozen=True)
class Topic:
    """One page, or one tab of a page, on which two columns are compared.

    key: prefix of the keys and link parameters of this topic.
    shipped: set -> its name on the page and in links.
    opens: the two columns to open with. opens_else: set -> other columns to open with.
    usual: the set for the embedded model, and the one for any other.
    columns: the two choices' labels.
    teaches: what to write, where there is no pair yet.
    example: two columns of rows to start from.
    packs: names of optional packs that are offered where they are here.
    """

    key: str
    shipped: Mapping[str, str]
    opens: tuple[str, str]
    usual: tuple[str, str]
    columns: tuple[str, str]
    teaches: str
    example: tuple[tuple[str, str], ...]
    opens_else: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    packs: tuple[str, ...] = ()

    @property
    def sets(self) -> dict[str, str]:
        """Set -> what a person calls it: shipped, of packs that are here, and one's own."""
        here = {name: called for name, called in datasets.packs().items() if name in self.packs}
        return {**self.shipped, **here, OWN: OWN_LABEL}

    @property
    def own(self) -> str:
        """The name under which a person's own rows are kept."""
        return f"{OWN}/{self.key}" if self.key else OWN

    def options(self, chosen: str) -> list[str]:
        """List the columns that a set has; for own rows, all that have a name."""
        known = list(datasets.NAMES)
        return known if chosen == OWN else [c for c in datasets.table(chosen) if c in known]

    def opening(self, chosen: str) -> tuple[str, str]:
        """Choose the two columns that a set opens with; a pack may lack one of them."""
        options = self.options(chosen)
        wanted = self.opens_else.get(chosen, self.opens)
        first, second = (
            code if code in options else options[min(side, len(options) - 1)]
            for side, code in enumerate(wanted)
        )
        return first, second


TEXT = Topic(
    key="",
    shipped={
        "world": "World",
        "everyday": "Everyday",
        "concepts": "Concepts",
        "sentences": "Sentences",
    },
    packs=("tuxpaint",),
    opens=("en", "zh"),
    usual=("world", "everyday"),
    columns=("Language A", "Language B"),
    teaches=("Write a sentence in the first box and the same in the other language in the second"),
    example=(
        ("Three small dogs sleep in the garden.", "三只小狗在花园里睡觉。"),
        ("A red bird sings.", "一只红色的鸟在唱歌。"),
        ("The horse is tired.", "这匹马累了。"),
        ("Two cats drink water.", "两只猫在喝水。"),
        ("The white rabbit runs in the forest.", "白色的兔子在森林里跑。"),
    ),
)

CODE = Topic(
    key="code_",
    shipped={"world": "World", "programs": "Python"},
    opens=("en", "code"),
    usual=("world", "programs"),
    columns=("In words", "As code"),
    teaches="Write what a program does in the first box and the program in the second",
    example=(
        ("print the numbers from 1 to 10", "for i in range(1, 11): print(i)"),
        ("the longest of the names", "max(names, key=len)"),
        ("is the list empty?", "not items"),
        ("read the file line by line", "for line in open(path): print(line)"),
        ("the sum of the squares", "sum(x ** 2 for x in numbers)"),
    ),
)

ARITHMETIC = Topic(
    key="sums_",
    shipped={"sums": "Sums"},
    opens=("digits", "en"),
    usual=("sums", "sums"),
    columns=("In one way", "In another"),
    teaches="Write a sum in digits in the first box and the same sum in words in the second",
    example=(
        ("5 + 3 = 8", "Five plus three is eight."),
        ("12 - 4 = 8", "Twelve minus four is eight."),
        ("9 + 6 = 15", "Nine plus six is fifteen."),
        ("20 - 7 = 13", "Twenty minus seven is thirteen."),
        ("2 + 2 = 4", "Two plus two is four."),
    ),
)

LOGIC = Topic(
    key="logic_",
    shipped={"world": "World", "logic": "Who did what"},
    opens=("en", "form"),
    opens_else={"world": ("en", "logic")},
    usual=("world", "logic"),
    columns=("In words", "As logic"),
    teaches="Write a sentence in the first box and its logical form in the second",
    example=(
        ("Every dog barks.", "∀x (dog(x) → bark(x))"),
        ("Some cat sleeps.", "∃x (cat(x) ∧ sleep(x))"),
        ("No bird swims.", "¬∃x (bird(x) ∧ swim(x))"),
        ("Ann likes Ben.", "like(Ann, Ben)"),
        ("Ben likes Ann.", "like(Ben, Ann)"),
    ),
)
