"""Runs the tests of every family and writes what passed into docs/families.md.

    python -m tests.models.table

The outcome of each test is counted under what it shows, in the row of the family that it ran; the
page's table is these counts and nothing else. Exit code 1 where a test failed.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
import transformers as t

from tests.models import encoders, families, multimodal
from tests.models.encoder_decoders import FED, HEARD
from tests.models.hearing import HEARING, OMNI
from tests.models.sight import SEEING

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "families.md"
BEGIN, END = (f"<!-- families {word}: python -m tests.models.table -->" for word in ("from", "to"))

SHOWS = {
    "load check": ("the_load_check_passes", "a_model_takes_what_its_processor_takes"),
    "states": (
        "compare_agrees_with_output_hidden_states_one_item_at_a_time",
        "states_are_the_familys_own_hidden_states",
        "states_are_the_librarys_own_beside_the_source",
        "the_states_of_an_encoder_with_its_head_are_the_familys_own",
        "a_text_given_to_a_multimodal_model_has_the_familys_own_states",
        "picture_states_are_the_mean_over_patches_at_every_block",
        "text_states_are_the_mean_over_the_texts_own_tokens_at_every_block",
        "text_states_agree_with_output_hidden_states",
        "picture_states_agree_with_output_hidden_states",
        "sound_states_agree_with_output_hidden_states_at_the_end_of_each_stage",
    ),
    "batches": (
        "padding_batch_and_order_change_no_number",
        "a_batch_of_mixed_sizes_is_the_same_as_one_by_one",
        "batch_and_order_change_no_number",
    ),
    "spans": ("another_picture_or_sound_changes_the_span_and_nothing_else",),
    "source": ("another_source_changes_every_layer_but_the_embedding",),
    "places": (
        "a_square_painted_into_a_box_changes_that_position_most",
        "the_seconds_of_a_sounds_positions_add_up_to_it",
    ),
    "mel": ("the_mel_that_a_model_gets_is_its_own_feature_extractors",),
    "lens": (
        "last_lens_row_is_the_models_own_output",
        "a_file_goes_all_the_way_to_curve_and_lens",
        "the_commands_go_from_text_or_wav_to_lens_and_curve",
    ),
    "map": ("a_file_goes_all_the_way_to_curve_and_map",),
    "joint space": ("the_joint_space_is_the_librarys_own",),
}
"""Column of the table -> the tests, without `test_`, that show it."""

FILES = (
    "test_families.py", "test_encoder_decoders.py", "test_multimodal.py", "test_layout.py",
    "test_mel.py", "test_missing_parts.py", "test_one_sense.py", "towers/test_open_clip.py",
    "towers/test_clip.py",
    "towers/test_clap.py",
)  # fmt: skip

TOLD = {
    "Gemma 3n": (
        "a_family_with_several_streams_of_states_is_refused",
        "refused in a sentence: several states a position",
    ),
}
"""Family that does not run -> the test of it, and what that test shows."""

TEXT = {f"{name} (text)": name for name in families.DECODERS | families.ENCODERS | families.MASKED}
DECODERS_OF_TWO = {f"{name}, its decoder": name for name in FED}
SENSING = SEEING | HEARING | OMNI
TOWERS = {"open_clip": "test_open_clip", "CLIP, SigLIP": "test_clip", "CLAP": "test_clap"}
ROWS = (*TEXT, *DECODERS_OF_TWO, *SENSING, *encoders.FAMILIES, *TOLD, *TOWERS)


def place(module: str, test: str, params: dict) -> tuple[str, str] | None:
    """The row and the column that a test counts in."""
    test = test.removeprefix("test_")
    for row, (shows, _) in TOLD.items():
        if test == shows:
            return row, ""
    column = next((column for column, tests in SHOWS.items() if test in tests), None)
    row = params.get("family")
    if module == "test_families":
        row = f"{row} (text)"
    elif module == "test_encoder_decoders":
        row = f"{row}, its decoder"
    else:
        row = next((row for row, of in TOWERS.items() if of == module), row)
    return (row, column) if column and row in ROWS else None


class Outcomes:
    """A plugin of pytest. counts: row -> column -> how many tests passed, and how many ran."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
        self._places: dict[str, tuple[str, str]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            params = item.callspec.params if hasattr(item, "callspec") else {}
            found = place(item.path.stem, item.originalname, params)
            if found:
                self._places[item.nodeid] = found

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.nodeid in self._places and (report.when == "call" or report.failed):
            row, column = self._places[report.nodeid]
            self.counts[row][column]["ran"] += report.outcome != "skipped"
            self.counts[row][column]["passed"] += report.passed


def require_packages() -> None:
    """Ends the run with a sentence where a family could not be run for want of a package."""
    missing = [package for package in multimodal.NEEDS.values() if find_spec(package) is None]
    if missing:
        sys.exit(f"{', '.join(missing)} cannot be found; install requirements-dev.txt first.")


def cells(row: str, counts: Mapping[str, Counter]) -> list[str]:
    """What stands in a row after the family's name."""
    package = multimodal.NEEDS.get(row)
    if row in TOLD:
        return ["", TOLD[row][1] if counts[""]["passed"] else "", *["–"] * len(SHOWS)]
    kind = "" if row in TOWERS else f"`{class_of(row)}`"
    taken = takes(row) + (f"; {package} {version(package)}" if package else "")
    if row in multimodal.LENT:
        taken += f"; `{multimodal.LENT[row]}`'s mel lent by the tests"
    ran = (counts[column] for column in SHOWS)
    return [kind, taken, *(f"{n['passed']}/{n['ran']}" if n["ran"] else "–" for n in ran)]


def class_of(row: str) -> str:
    """The class of transformers that was run."""
    if row in encoders.FAMILIES:
        return type(encoders.made(row)).__name__
    if row in TEXT:
        name = TEXT[row]
        autos = {
            t.AutoModelForCausalLM: families.DECODERS, t.AutoModel: families.ENCODERS,
            t.AutoModelForMaskedLM: families.MASKED,
        }  # fmt: skip
        auto, config = next((a, of[name](300)) for a, of in autos.items() if name in of)
    elif row in DECODERS_OF_TWO:
        name = DECODERS_OF_TWO[row]
        auto = t.AutoModelForSpeechSeq2Seq if name in HEARD else t.AutoModelForSeq2SeqLM
        config, _ = FED[name]()
    else:
        auto, (config, _) = t.AutoModelForMultimodalLM, SENSING[row]()
    with torch.device("meta"):
        return type(auto.from_config(config)).__name__


def takes(row: str) -> str:
    if row in DECODERS_OF_TWO:
        return f"text beside {'audio' if DECODERS_OF_TWO[row] in HEARD else 'text'}"
    if row in TOWERS:
        return "text, audio" if row == "CLAP" else "text, image"
    if row in encoders.FAMILIES:
        return "image" if row in encoders.SEE else "audio"
    sees, hears = row in SEEING | OMNI, row in HEARING | OMNI
    return "text" + ", image" * sees + ", audio" * hears


def table(outcomes: Outcomes) -> str:
    """Markdown: a row a family, in each cell how many tests passed of how many ran."""
    head = ("family", "class", "takes", *SHOWS)
    lines = [
        f"transformers {t.__version__}, torch {torch.__version__.partition('+')[0]}, open_clip "
        f"{version('open_clip_torch')}; random weights; tests passed of tests run:",
        "",
        f"| {' | '.join(head)} |",
        "|" + "---|" * len(head),
    ]
    for row in ROWS:
        told = (row.removesuffix(" (text)"), *cells(row, outcomes.counts[row]))
        lines.append(f"| {' | '.join(told)} |")
    return "\n".join(lines)


def put(text: str, made: str) -> str:
    """`text` with what stands between its two marks exchanged for `made`."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.split(END)[1]}"


def main() -> int:
    require_packages()
    outcomes = Outcomes()
    code = pytest.main(
        ["-q", "-p", "no:cacheprovider", *(str(HERE / file) for file in FILES)], [outcomes]
    )
    PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), table(outcomes)), encoding="utf-8")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
