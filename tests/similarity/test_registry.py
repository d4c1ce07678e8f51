"""One registry of metrics: their names, and where a reader finds them."""

from pathlib import Path

import pytest

from semhub.similarity import ALL, METRICS, USUAL

PAGE = Path(__file__).parents[2] / "docs" / "numbers.md"


@pytest.mark.parametrize("key", METRICS)
def test_a_metric_carries_its_label_its_axis_and_one_sentence(key):
    metric = METRICS[key]
    assert metric.key == key and metric.label and metric.axis
    assert metric.axis.lower() == metric.label.lower()  # an axis keeps the capitals of a name alone
    assert metric.sentence[0].isupper() and metric.sentence.endswith(".")


def test_no_two_metrics_share_a_label():
    labels = {metric.label for metric in METRICS.values()}  # a link names a metric by it
    assert len(labels) == len(METRICS)


def test_all_are_every_metric_once_and_the_usual_ones_come_first():
    assert set(ALL) == set(METRICS) and len(ALL) == len(METRICS)
    assert ALL[: len(USUAL)] == USUAL


@pytest.mark.parametrize("key", METRICS)
def test_the_page_of_numbers_says_what_a_metric_is_under_its_label(key):
    table = PAGE.read_text(encoding="utf-8").partition("\n\n| name")[2].partition("\n\n")[0]
    assert f"\n| `{key}` | {METRICS[key].label} |" in table
