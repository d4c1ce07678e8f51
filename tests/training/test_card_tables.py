"""The card's tables say every figure, and call missed what is below its target and nothing else."""

from __future__ import annotations

from copy import deepcopy

import pytest

from training.card_tables import seeds_section, senses_section


def figure(name: str, value: float) -> dict:
    return {"name": name, "value": value, "low": value - 0.01, "high": value + 0.01, "layer": 4,
            "chance": 0.005, "curve": [0.0, value], "other_words": None,
            "verdict": None}  # fmt: skip


def share(value: float) -> dict:
    return {"value": value, "low": value - 0.02, "high": value + 0.02, "n": 200}


def reading(name: str, value: float) -> dict:
    return {"name": name, "best": share(value), "neighbours": [0.11, value], "logit": [0.12, 0.13]}


REACHED = {
    "senses": {
        "retrieval": {
            "unit": [
                figure("en with image", 0.51)
                | {"other_words": (0.3, 0.7), "band": [2, 3], "verdict": "meets and parts"},
                figure("en with sound", 0.51) | {"band": [], "verdict": "nothing meets"},
            ],
            "mean": [
                figure("en with image", 0.61), figure("zh with image", 0.41),
                figure("image with speech", 0.26), figure("zh with speech-zh", 0.02),
                figure("en with sound", 0.81),
            ],
        },
        "described": {
            "image": {"colour in zh": share(0.91), "thing in zh": share(0.62)},
            "speech": {"colour in zh": share(0.03)},
        },
        "push": [],
    },
    "readings": [reading("place at its patches", 0.63)],
}  # fmt: skip


def test_without_senses_nothing_is_said():
    assert senses_section({"senses": {}, "readings": []}) == ([], [])


def test_every_figure_of_the_senses_is_quoted_with_its_interval():
    lines, missed = senses_section(REACHED)
    text = "\n".join(lines)
    assert missed == []
    for row in (
        "| en with image | unit | 0.51 [0.50, 0.52] | [0.30, 0.70] | 0.005 | 4 | layers 2 to 3 | "
        "0.00 0.51 |  |",
        "| en with sound | unit | 0.51 [0.50, 0.52] |  | 0.005 | 4 | none: nothing meets | "
        "0.00 0.51 |  |",
        "| en with image | mean | 0.61 [0.60, 0.62] |  | 0.005 | 4 |  | 0.00 0.61 | 0.60 |",
        "| zh with image | mean | 0.41 [0.40, 0.42] |  | 0.005 | 4 |  | 0.00 0.41 | 0.40 |",
        "| image with speech | mean | 0.26 [0.25, 0.27] |  | 0.005 | 4 |  | 0.00 0.26 | 0.25 |",
        "| zh with speech-zh | mean | 0.02 [0.01, 0.03] |  | 0.005 | 4 |  | 0.00 0.02 |  |",
        "| en with sound | mean | 0.81 [0.80, 0.82] |  | 0.005 | 4 |  | 0.00 0.81 | 0.80 |",
        "given image: colour in zh 0.91 [0.89, 0.93]; thing in zh 0.62 [0.60, 0.64].",
        "given speech: colour in zh 0.03 [0.01, 0.05].",
        "| place at its patches | 0.63 [0.61, 0.65] | 0.11 0.63 | 0.12 0.13 |",
    ):
        assert row in text


@pytest.mark.parametrize(
    ("fail", "told"),
    [
        (lambda f: f["senses"]["retrieval"]["mean"][0].update(value=0.59),
         "en with image: 0.59, target 0.60."),
        (lambda f: f["senses"]["retrieval"]["mean"][1].update(value=0.39),
         "zh with image: 0.39, target 0.40."),
        (lambda f: f["senses"]["retrieval"]["mean"][4].update(value=0.79),
         "en with sound: 0.79, target 0.80."),
        (lambda f: f["senses"]["described"]["image"]["thing in zh"].update(value=0.59),
         "the thing in zh, said of a picture: 0.59, target 0.60."),
        (lambda f: f["readings"][0]["best"].update(value=0.59),
         "place at its patches: 0.59, target 0.60."),
    ],
)  # fmt: skip
def test_what_is_below_its_target_is_missed_and_nothing_else(fail, told):
    figures = deepcopy(REACHED)
    fail(figures)
    assert senses_section(figures)[1] == [told]


SEVERAL = {
    "runs": [{"seed": 0, "steps": 2742}, {"seed": 1, "steps": 2800}],
    "senses": False,
    "figures": {"en with zh": {"mean": 0.75, "values": [0.7, 0.8]}},
}


def test_of_several_seeds_it_is_said_whether_they_see_and_hear():
    assert "language model alone" in seeds_section(SEVERAL)[0]
    taught = seeds_section(SEVERAL | {"senses": True})[0]
    assert "taught to see and to hear" in taught and "alone" not in taught


def test_seeds_are_quoted_with_their_mean_and_left_out_where_there_are_none():
    assert seeds_section({}) == []
    lines = seeds_section(SEVERAL)
    assert "Over 2 training seeds" in lines[0]
    assert "0 at step 2,742, 1 at step 2,800;" in lines[0]
    assert lines[-1] == "| en with zh | 0.75 | 0.70 0.80 |"
