"""Which group leaves most calls unanswered, and at which hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from telephony.formatting.locale_style import LocaleStyle
from telephony.metrics.group_hours import GroupHours, group_hours, most_unanswered_words
from telephony.metrics.hours import HourFilter
from telephony.tables.group_hours import group_hours_table
from tests.telephony.frames.hour_frames import hour_frame
from tests.telephony.periods.ranges import period

LATER = datetime(2100, 1, 1, tzinfo=UTC)
TWO_DAYS = period("2026-11-16T00:00", "2026-11-18T00:00")


def group(name: str, unanswered: Mapping[int, int | None], calls: int = 10) -> GroupHours:
    """A group with so many unanswered calls by the hour's place in the two days."""
    frame = hour_frame(TWO_DAYS, lambda _: 0)
    frame["unanswered"] = frame["unanswered"].astype("Int64")
    for place, count in unanswered.items():
        frame.loc[place, "unanswered"] = count
        frame.loc[place, ["inbound", "outbound"]] = [calls, 0]
    return group_hours(name, frame, HourFilter(TWO_DAYS, LATER))


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([], "No unanswered calls in hours that are known."),
        ([group("Sales", {10: 0})], "No unanswered calls in hours that are known."),
        (
            [group("Sales", {10: 1}), group("Service", {10: 2, 34: 3, 11: 4})],
            (
                "Most calls stay unanswered at 10:00–11:00, per hour: Service 2.5 of 10.0 and "
                "Sales 0.5 of 5.0 calls."
            ),
        ),
        (
            [group("Sales", {9: 2}), group("Service", {10: 2})],
            "Most calls stay unanswered at 09:00–10:00, per hour: Sales 1.0 of 5.0 calls.",
        ),
    ],
)
def test_the_group_and_the_hour_are_named(groups: list[GroupHours], words: str) -> None:
    assert most_unanswered_words(groups) == words


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    words = most_unanswered_words([group("Sales", {10: 3})], LocaleStyle(".", ","))
    assert words.endswith("Sales 1,5 of 5,0 calls.")


def test_the_table_has_busy_hours_and_tells_unknown_from_none() -> None:
    table = group_hours_table([group("A", {10: 1, 34: 1}), group("A", {11: None, 35: None})])
    assert table.to_numpy().tolist() == [
        ["10:00–11:00", "1.0 of 10.0", "–"],
        ["11:00–12:00", "–", "?"],
    ]
    assert list(table.columns) == ["Hour", "A", "A (2)"]
    assert list(group_hours_table([]).columns) == ["Hour"]
