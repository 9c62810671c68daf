"""Every metric has one definition that says what a reader needs."""

from __future__ import annotations

import pytest

from telephony.formatting.units import Unit
from telephony.frames.columns import COLUMNS
from telephony.metrics.registry import METRICS, Good, label_of
from telephony.query.view import Direction


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_metric_says_its_formula_what_empty_gives_and_where_it_comes_from(metric) -> None:
    assert metric.label
    assert metric.formula
    assert metric.empty
    assert metric.source
    assert metric.help.startswith(f"{metric.label}: {metric.formula}.")
    assert metric.empty in metric.help
    assert metric.caution in metric.help
    assert ".." not in metric.help


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_a_metric_is_made_of_columns_that_exist(metric) -> None:
    assert {*metric.top, *metric.bottom} <= {column.name for column in COLUMNS}
    assert metric.top


def test_labels_are_all_different() -> None:
    labels = [metric.label for metric in METRICS.values()]
    assert len(set(labels)) == len(labels)


def test_only_rates_of_success_and_missed_calls_have_a_good_side() -> None:
    sided = {key: metric.good for key, metric in METRICS.items() if metric.good is not Good.NEITHER}
    assert sided == {
        "inbound_unanswered": Good.DOWN,
        "pick_up_rate": Good.UP,
        "connect_rate": Good.UP,
    }


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("pick_up_rate", "per extension, not per caller"),
        ("pick_up_rate", "the rate rises on the day of that update"),
        ("inbound_unanswered", "since 3cx 20 update 6"),
        ("calls", "counts at both"),
        ("talk", "transferred call counts for everybody"),
        ("connect_rate", "voicemail"),
        ("mean_talk", "no ringing"),
        ("sentiment", "neither its scale"),
    ],
)
def test_known_traps_are_told(key, words) -> None:
    assert words in METRICS[key].caution.lower()


def test_what_covers_both_directions_is_labelled_with_the_chosen_one() -> None:
    assert label_of("calls", Direction.INBOUND) == "Inbound calls"
    assert label_of("calls", Direction.BOTH) == "Calls"
    assert label_of("inbound_talk", Direction.INBOUND) == "Inbound talk time"
    assert label_of("pick_up_rate", Direction.INBOUND) == "Pick-up rate"


def test_every_unit_is_used() -> None:
    assert {metric.unit for metric in METRICS.values()} == set(Unit)
