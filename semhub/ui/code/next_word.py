"""The section “what is it about to write?”: the meaning's word against the surface's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from semhub.charts import text_format as words
from semhub.charts.lens.next_word import next_word_curve
from semhub.datasets import prompts
from semhub.models import catalogue
from semhub.models.saying import says_next
from semhub.ui.code.own_prompt import own_prompt
from semhub.ui.shared import frame, messages, results
from semhub.ui.shared.controls import segments
from semhub.ui.shared.drawn import drawn
from semhub.ui.shared.export import footer
from semhub.ui.shared.figure import figure
from semhub.ui.shared.frame import faults

if TYPE_CHECKING:
    from semhub.datasets.prompts import Prompt
    from semhub.experiments.next_word import NextWord
    from semhub.models.protocol import Model
    from semhub.ui.text.answer import Answer


@dataclass(frozen=True)
class Experiment:
    """One kind of prompt. names: of the meaning's word, the surface's, and the others.

    in_world: whether the embedded model ever read anything like it.
    """

    label: str
    prompts: Callable[[], list[Prompt]]
    question: str
    names: tuple[str, str, str]
    says: str
    in_world: bool


CODE = {
    "arguments": Experiment(
        "Arguments of calls",
        prompts.arguments,
        "Does it think of what an argument is for?",
        ("the argument's role", "the name that stands there", "roles of other arguments"),
        "In `range(0, count)` the second argument is the end: is “end” in mind before “count” is "
        "written?",
        in_world=False,
    ),
    "commas": Experiment(
        "Commas of lists",
        prompts.list_commas,
        "Does a comma in a list mean “and”?",
        ("“and”", "the comma", "other conjunctions"),
        "In `[1, 2, 3]` a comma does what “and” does in a sentence: is “and” in mind before the "
        "comma is written?",
        in_world=False,
    ),
    "world": Experiment(
        "The world's code",
        prompts.world_arguments,
        "Does it think of the English word before its code?",
        ("the English word", "the code", "other English words of its class"),
        'What the embedded model\'s code writes as `n=2`, `size=0.5` or `rgb="red"`, English '
        "writes as “two”, “small” or “red”.",
        in_world=True,
    ),
}
SUMS = {
    "first": Experiment(
        "8=5+",
        prompts.sums_result_first,
        "Does “three” come before “3”?",
        ("the number in English", "the digit", "other numbers in English"),
        "The missing number can be written as a digit, which comes next, or as a word, which does "
        "not.",
        in_world=False,
    ),
    "last": Experiment(
        "5 + 3 =",
        prompts.sums_result_last,
        "Does “eight” come before “8”?",
        ("the result in English", "the digit", "other numbers in English"),
        "The result can be written as a digit, which comes next, or as a word, which does not. The "
        "embedded model never saw these sums.",
        in_world=True,
    ),
}
"""Each offered in this order; the embedded model opens with the one that it can know."""

BEHIND = {
    "Next word": (
        "after Wu et al. (ICLR 2025), with the project's own prompts, whatever is in the table; "
        "logit lens; a spelling that another of the words begins with does not count; each best "
        "layer is chosen among all but the last, which makes it look slightly better"
    )
}


def next_word_of(experiments: Mapping[str, Experiment]) -> Callable[[Answer], dict[str, str]]:
    """Make the section of one tab's experiments."""

    def draw(answer: Answer) -> dict[str, str]:
        _section(answer.model, answer.choices.topic.key, experiments)
        return BEHIND

    return draw


def applies(answer: Answer) -> bool:
    return says_next(answer.model)


@frame.fragment
def _section(model: Model, key: str, experiments: Mapping[str, Experiment]) -> None:
    embedded = catalogue.is_embedded(model.name)
    usual = next(name for name, e in experiments.items() if e.in_world == embedded)
    labels = {name: experiment.label for name, experiment in experiments.items()}
    name = segments("What is it about to write?", f"{key}words", labels, usual)
    experiment = experiments[name]
    if embedded and not experiment.in_world:
        messages.info(
            f"{words.model(model.name)} has never read anything like “"
            f"{experiment.prompts()[0].text}”, so what it shows here means little."
        )
    with faults():
        examples = experiment.prompts()
        _draw(name, experiment, examples, results.next_word(model, examples))
    own_prompt(model, key)


def _draw(name: str, experiment: Experiment, examples: list[Prompt], found: NextWord) -> None:
    names = dict(zip(found.log_probability, experiment.names, strict=True))
    chart = drawn(next_word_curve, found, names, experiment.question)
    figure(chart, "next_word", f"{experiment.question} By layer")
    left_out = f" {found.left_out} prompts are left out: two of their words are written alike."
    footer(
        f"{experiment.says} By the logit lens, at the last position of {found.n} prompts; a word "
        "of several tokens by the chain rule, each token read behind those before it."
        f"{left_out if found.left_out else ''}",
        f"semhub-next-word-{name}",
        chart,
        found.to_dict(),
    )
    with st.expander("The prompts"):
        st.dataframe(
            pd.DataFrame(
                [(p.text, p.meaning, p.surface, ", ".join(p.others)) for p in examples],
                columns=["prompt", *experiment.names],
            ),
            hide_index=True,
            height=220,
            alt="Each prompt with the words that are looked for",
        )
