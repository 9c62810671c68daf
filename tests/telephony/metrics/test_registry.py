"""Every metric has one definition that says what a reader needs."""

from __future__ import annotations

import pytest

from telephony.formatting.units import Unit
from telephony.frames.columns import COLUMNS
from telephony.frames.hour_columns import COLUMNS as HOUR_COLUMNS
from telephony.metrics.page_metrics import CHANGE_METRICS, LOAD_METRICS, RATE_METRICS
from telephony.metrics.registry import (
    HOUR_METRICS,
    METRICS,
    STEP_METRICS,
    Good,
    Per,
    label_of,
    metrics_per,
)
from telephony.query.view import Direction

EVERY = [
    *((grain.value, metric) for grain in Per for metric in metrics_per(grain).values()),
    *(
        ("page", metric)
        for metrics in (LOAD_METRICS, RATE_METRICS, CHANGE_METRICS)
        for metric in metrics.values()
    ),
]
IDS = [f"{grain}-{metric.key}" for grain, metric in EVERY]


@pytest.mark.parametrize(("grain", "metric"), EVERY, ids=IDS)
def test_a_metric_says_its_formula_what_empty_gives_and_where_it_comes_from(grain, metric) -> None:
    assert metric.label
    assert metric.formula
    assert metric.empty
    assert metric.source
    assert metric.help.startswith(f"{metric.label}: {metric.formula}.")
    assert metric.empty in metric.help
    assert metric.caution in metric.help
    assert ".." not in metric.help


@pytest.mark.parametrize(("grain", "metric"), EVERY, ids=IDS)
def test_a_metric_is_made_of_columns_that_the_frames_of_its_grain_have(grain, metric) -> None:
    of_grain = HOUR_COLUMNS if grain == "hour" else COLUMNS
    assert {*metric.top, *metric.bottom} <= {column.name for column in of_grain}
    assert metric.top


def test_a_metric_of_many_extensions_over_time_is_the_same_as_that_of_one_extension() -> None:
    assert {**METRICS, **STEP_METRICS} == METRICS
    assert METRICS.keys() - STEP_METRICS == {"share_of_calls", "share_of_talk", "sentiment"}


def test_hours_have_metrics_of_their_own_with_the_same_cautions() -> None:
    assert list(HOUR_METRICS) == ["calls", "inbound", "outbound", "answered", "unanswered", "talk"]
    assert "counts at both" in HOUR_METRICS["calls"].caution
    queues = METRICS["inbound_unanswered"].caution
    assert HOUR_METRICS["unanswered"].caution in queues
    assert HOUR_METRICS["calls"].source != METRICS["calls"].source


@pytest.mark.parametrize("column", [*COLUMNS, *HOUR_COLUMNS], ids=lambda column: column.name)
def test_what_a_field_means_makes_sense_without_its_name(column) -> None:
    said = column.meaning
    assert not said.startswith(("it ", "its ", "picked", "not "))
    assert "as above" not in said
    if column.unit is not None:
        counted = {Unit.CALLS: "calls", Unit.TALK: "time on the phone", Unit.SCORE: "score"}
        assert counted[column.unit] in said
        side = column.name.split("_")[0]
        assert side in said or side not in {"inbound", "outbound"} or "_" not in column.name


@pytest.mark.parametrize("column", [column for column in COLUMNS if column.unit])
def test_a_field_of_the_report_and_its_metric_are_described_once(column) -> None:
    metric = METRICS[column.name.removesuffix("_us")]
    assert (metric.label, metric.formula) == (column.label, column.meaning)
    assert metric.unit is column.unit


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
        ("talk", "transferred call counts at every extension that talked"),
        ("connect_rate", "voicemail"),
        ("mean_talk", "no ringing"),
        ("sentiment", "neither the scale"),
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
    assert {metric.unit for _, metric in EVERY} == set(Unit)
