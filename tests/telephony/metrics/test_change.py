"""A change reads as a sentence, and says good or bad only where the metric does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.formatting.locale_style import style_of
from telephony.metrics.change import Change, compare
from telephony.metrics.extension_metrics import MetricValue
from telephony.metrics.registry import METRICS

BEFORE = "9–15 Nov 2026"


def counted(value: int | None, left_out: int = 0) -> MetricValue:
    return MetricValue(value, value, None, left_out)


def rate(top: int, bottom: int) -> MetricValue:
    return MetricValue(top / bottom if bottom else None, top, bottom, 0)


def change(key: str, now: MetricValue, before: MetricValue | None) -> Change:
    return compare(METRICS[key], now, before, BEFORE)


@pytest.mark.parametrize(
    ("key", "now", "before", "text", "good"),
    [
        ("inbound_answered", counted(112), counted(100), f"▲ 12 % more than {BEFORE}", None),
        ("inbound_answered", counted(88), counted(100), f"▼ 12 % fewer than {BEFORE}", None),
        ("inbound_answered", counted(3), counted(2), f"▲ 50 % more than {BEFORE}", None),
        ("inbound_answered", counted(1_000), counted(8), f"▲ 12,400 % more than {BEFORE}", None),
        ("inbound_unanswered", counted(4), counted(8), f"▼ 50 % fewer than {BEFORE}, better", True),
        (
            "inbound_unanswered",
            counted(9),
            counted(0),
            f"▲ new, unlike {BEFORE} (none), worse",
            False,
        ),
        ("inbound_answered", counted(9), counted(0), f"▲ new, unlike {BEFORE} (none)", None),
        ("inbound_answered", counted(0), counted(9), f"▼ 100 % fewer than {BEFORE}", None),
        ("inbound_answered", counted(5), counted(5), f"no change from {BEFORE}", None),
        ("inbound_answered", counted(0), counted(0), f"no change from {BEFORE}", None),
        ("calls", counted(1_001), counted(1_000), f"almost the same as {BEFORE}", None),
        ("calls", counted(1_005), counted(1_000), f"▲ 1 % more than {BEFORE}", None),
        ("talk", counted(3 * 10**9), counted(4 * 10**9), f"▼ 25 % less than {BEFORE}", None),
        ("mean_talk", rate(90, 1), rate(60, 1), f"▲ 50 % longer than {BEFORE}", None),
        (
            "pick_up_rate",
            rate(9, 10),
            rate(8, 10),
            f"▲ 10.0 points higher than {BEFORE}, better",
            True,
        ),
        (
            "pick_up_rate",
            rate(1, 3),
            rate(1, 2),
            f"▼ 16.7 points lower than {BEFORE}, worse",
            False,
        ),
        (
            "pick_up_rate",
            rate(1, 2),
            rate(0, 9),
            f"▲ 50.0 points higher than {BEFORE}, better",
            True,
        ),
        ("pick_up_rate", rate(5_000, 9_999), rate(1, 2), f"almost the same as {BEFORE}", None),
        ("pick_up_rate", rate(2, 6), rate(1, 3), f"no change from {BEFORE}", None),
        ("pick_up_rate", rate(1, 2), rate(0, 0), f"new, unlike {BEFORE} (none)", None),
        ("pick_up_rate", rate(0, 0), rate(1, 2), f"none, unlike {BEFORE}", None),
        ("pick_up_rate", rate(0, 0), rate(0, 0), "nothing to compare", None),
    ],
)
def test_a_change_in_words(key, now, before, text, good) -> None:
    found = change(key, now, before)
    assert (found.text, found.good) == (text, good)


def test_without_figures_before_no_change_is_invented() -> None:
    found = change("calls", counted(5), None)
    assert found == Change("no earlier data to compare with")


@pytest.mark.parametrize(
    ("key", "now", "before", "short"),
    [
        ("calls", counted(9), counted(6), "50 % more"),
        ("inbound_unanswered", counted(3), counted(6), "50 % fewer, better"),
        ("calls", counted(9), counted(0), "new"),
        ("calls", counted(9), counted(9), "no change"),
        ("calls", counted(1_001), counted(1_000), "almost the same"),
        ("pick_up_rate", rate(0, 0), rate(1, 2), "none now"),
        ("pick_up_rate", rate(0, 0), rate(0, 0), ""),
        ("calls", counted(None, left_out=1), counted(6), "? (unknown values)"),
    ],
)
def test_the_short_words_leave_out_the_period(key, now, before, short) -> None:
    assert change(key, now, before).short == short


def test_where_nothing_is_compared_there_are_no_words() -> None:
    assert compare(METRICS["calls"], counted(5), None, "") == Change("")


@pytest.mark.parametrize(("now", "before"), [(1, None), (None, 1), (None, None)])
def test_an_unknown_figure_is_not_compared(now, before) -> None:
    unknown = counted(None, left_out=2)
    found = change(
        "calls",
        unknown if now is None else counted(now),
        unknown if before is None else counted(before),
    )
    assert "unknown" in found.words
    assert (found.arrow, found.good) == ("", None)


def test_numbers_follow_the_readers_separators() -> None:
    german = style_of("de")
    assert compare(METRICS["calls"], counted(500), counted(8), BEFORE, german).words.startswith(
        "6.150\xa0%"
    )
    points = compare(METRICS["pick_up_rate"], rate(1, 3), rate(1, 2), BEFORE, german)
    assert points.words.startswith("16,7 points")


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.sampled_from(sorted(METRICS)))
def test_arrow_word_and_verdict_never_contradict_each_other(now, before, key) -> None:
    metric = METRICS[key]
    found = change(key, counted(now), counted(before))
    rising = any(word in found.words for word in ("more", "higher", "longer", "new"))
    falling = any(word in found.words for word in ("fewer", "less", "lower", "shorter"))
    assert (found.arrow == "▲") == (rising and now > before)
    assert (found.arrow == "▼") == (falling and now < before)
    assert (found.good is None) == (metric.good.value == "neither" or not found.arrow)
    assert ("better" in found.words) == (found.good is True)
    assert ("worse" in found.words) == (found.good is False)
