"""Whether an answer is complete is decided in one place, for every kind of answer."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from telephony.answers.base import Answer
from telephony.answers.extensions import ExtensionsAnswer
from telephony.answers.history import Gap, History
from telephony.answers.hours import HoursAnswer
from telephony.answers.raw import RawRows
from telephony.frames.hours import hours_of_buckets
from telephony.frames.quality import Quality
from telephony.periods.buckets import Bucket
from telephony.xapi.errors import TimedOut
from tests.telephony.frames.extension_frames import frame

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
HOURS = [(NOON + timedelta(hours=n), NOON + timedelta(hours=n + 1)) for n in range(3)]
BUCKETS = tuple(Bucket(*hour) for hour in HOURS)


def hourly(*held: bool) -> pd.DataFrame:
    empty = frame().assign(bucket_start=pd.Series(dtype="datetime64[us, UTC]"))
    return hours_of_buckets(empty, HOURS, held)


WHOLE: dict[str, Answer] = {
    "extensions": ExtensionsAnswer(frame=frame(), as_of=NOON, version=(1,)),
    "history": History(
        frame=frame(), buckets=BUCKETS, held=frozenset(BUCKETS), as_of=NOON, version=(1,)
    ),
    "hours": HoursAnswer(frame=hourly(True, True, True), as_of=NOON, version=(1,), exact=True),
    "raw rows": RawRows(rows=[], count=0, as_of=NOON),
}
LACKING: dict[str, Any] = {
    "extensions": {"missing": {"GRP2": TimedOut()}},
    "history": {"gaps": (Gap("GRP2", BUCKETS[0], None),)},
    "hours": {"frame": hourly(True, False, True)},
}
KINDS = pytest.mark.parametrize("kind", WHOLE)


@KINDS
def test_an_answer_that_lacks_nothing_is_complete_and_says_nothing(kind: str) -> None:
    answer = WHOLE[kind]
    assert (answer.complete, answer.has_all_rows, answer.staleness) == (True, True, ())


@KINDS
def test_a_value_that_cannot_be_read_leaves_all_rows_but_not_a_complete_answer(kind: str) -> None:
    answer = replace(WHOLE[kind], quality=Quality(unreadable_counts=1))
    assert (answer.complete, answer.has_all_rows) == (False, True)


@KINDS
def test_a_page_that_may_be_missing_leaves_neither(kind: str) -> None:
    answer = replace(WHOLE[kind], quality=Quality(pages=("A page is missing.",)))
    assert (answer.complete, answer.has_all_rows) == (False, False)


@pytest.mark.parametrize("kind", LACKING)
def test_a_part_without_values_makes_an_answer_incomplete_though_every_response_was_good(
    kind: str,
) -> None:
    answer = replace(WHOLE[kind], **LACKING[kind])
    assert answer.quality.complete
    assert (answer.complete, answer.has_all_rows) == (False, False)


@KINDS
def test_an_older_answer_says_why_no_newer_one_came_and_is_as_complete_as_it_was(kind: str) -> None:
    answer = replace(WHOLE[kind], stale=TimedOut())
    assert answer.staleness == (f"These are not the newest values: {TimedOut.headline}",)
    assert answer.complete


@KINDS
def test_no_kind_of_answer_decides_by_itself_what_complete_means(kind: str) -> None:
    own = vars(type(WHOLE[kind]))
    assert not {"complete", "has_all_rows", "staleness"} & own.keys()
    assert {field.name for field in fields(Answer)} <= {field.name for field in fields(WHOLE[kind])}


def test_hours_are_complete_once_they_are_limited_to_those_that_lack_nothing() -> None:
    hours = HoursAnswer(
        frame=hourly(True, False, True),
        quality=Quality(unreadable_counts=1, cleaned_names=1),
        as_of=NOON,
        version=(1,),
        exact=True,
    )
    good, bad = hours.limited_to(hours.frame.iloc[:1]), hours.limited_to(hours.frame.iloc[1:])
    assert (hours.complete, good.complete, bad.complete) == (False, True, False)
    assert good.quality == Quality(cleaned_names=1)
    assert bad.quality == hours.quality


def test_hours_stay_incomplete_where_nobody_knows_which_of_them_lack_something() -> None:
    whole = WHOLE["hours"]
    assert isinstance(whole, HoursAnswer)
    unsure = replace(whole, any_hour_may_lack=True, quality=Quality(pages=("A page is missing.",)))
    assert not unsure.limited_to(unsure.frame.iloc[:1]).complete
