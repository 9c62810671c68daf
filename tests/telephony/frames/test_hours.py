"""Rows of the hourly reports and buckets of the extension statistics, laid onto the same hours."""

from __future__ import annotations

from datetime import UTC, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.frames.extensions import extension_frame, merge_groups
from telephony.frames.hour_columns import COLUMNS, MOMENT, SPLIT, VALUES, check
from telephony.frames.hours import (
    UnreadableHoursError,
    added,
    hours_of_buckets,
    hours_of_reports,
    in_several,
)
from telephony.periods.period import Period
from tests.telephony.frames.extension_frames import row
from tests.telephony.frames.hour_frames import hours_of
from tests.telephony.periods.ranges import BERLIN, moments_near_changes, period

AUTUMN = period("2026-10-25T00:00", "2026-10-26T00:00")


def reports(hours, zone, count=lambda place: place):
    """Both reports with a row per hour: 2n answered, n not; n in, 2n out."""
    activity, distribution = [], []
    for place, (start, _) in enumerate(hours):
        named = {"DateTimeInterval": start.astimezone(zone).isoformat()}
        n = count(place)
        activity.append({**named, "AnsweredCount": 2 * n, "UnansweredCount": n})
        distribution.append({**named, "IncomingCount": n, "OutgoingCount": 2 * n})
    return activity, distribution


@pytest.mark.slow  # every zone, and hours near every change
@given(moments_near_changes(), st.integers(1, 60), st.integers(0, 3_600))
def test_every_hour_gets_its_own_row_in_every_zone_that_changes_its_clocks(
    near, length, seconds
) -> None:
    zone, at = near
    start = at.replace(microsecond=0)
    asked = Period(start, start + timedelta(hours=length, seconds=seconds), zone)
    hours = hours_of(asked)
    framed = hours_of_reports(*reports(hours, zone), hours, zone, len(hours))
    assert framed.frame["answered"].tolist() == [2 * n for n in range(len(hours))]
    assert framed.frame["inbound"].tolist() == list(range(len(hours)))
    limits = (framed.frame[name].dt.to_pydatetime() for name in ("hour_start", "hour_end"))
    assert list(zip(*limits, strict=True)) == hours
    assert framed.quality.words() == []
    assert framed.frame[list(SPLIT)].isna().all(axis=None)


def test_rows_may_be_named_in_utc_or_come_in_any_order() -> None:
    hours = hours_of(AUTUMN)
    local, other = reports(hours, BERLIN)
    utc, _ = reports(hours, UTC)
    expected = hours_of_reports(local, other, hours, BERLIN, 25).frame
    assert hours_of_reports(utc[::-1], other[::-1], hours, BERLIN, 25).frame.equals(expected)


def test_hours_that_have_not_begun_are_left_out() -> None:
    hours = hours_of(AUTUMN)
    framed = hours_of_reports(*reports(hours, BERLIN), hours, BERLIN, 10)
    assert len(framed.frame) == 10
    assert framed.quality.words() == []


def test_the_first_hour_may_be_named_by_its_beginning_outside_of_the_period() -> None:
    asked = period("2026-11-16T09:20", "2026-11-16T11:00")
    hours = hours_of(asked)
    activity, distribution = reports(hours, BERLIN, lambda _: 1)
    activity[0]["DateTimeInterval"] = "2026-11-16T09:00:00+01:00"
    framed = hours_of_reports(activity, distribution, hours, BERLIN, 2)
    assert framed.frame["answered"].tolist() == [2, 2]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("2026-10-25T01:30:00+02:00", "none of the requested hours"),
        ("2026-10-27T00:00:00+01:00", "none of the requested hours"),
        ("2026-10-25T00:00:00", "none of the requested hours"),
        ("2026-10-25T02:00:00+02:00", "comes twice"),
        ("yesterday", "none of the requested hours"),
        ("9999-12-31T23:00:00-14:00", "none of the requested hours"),
        ("0001-01-01T00:00:00+14:00", "none of the requested hours"),
        ("2026-10-26T00:00:00" + "0" * 1000, "none of the requested hours"),
        ({"Start": "2026-10-26T00:00:00+01:00"}, "none of the requested hours"),
        (["2026-10-26T00:00:00+01:00"], "none of the requested hours"),
        (7, "none of the requested hours"),
        (None, "none of the requested hours"),
    ],
)
def test_rows_that_fit_no_hour_are_no_figures(name, why) -> None:
    hours = hours_of(AUTUMN)
    activity, distribution = reports(hours, BERLIN)
    activity[5]["DateTimeInterval"] = name
    with pytest.raises(UnreadableHoursError, match=why):
        hours_of_reports(activity, distribution, hours, BERLIN, 25)


def test_wall_times_written_as_utc_are_no_figures() -> None:
    hours = hours_of(period("2026-11-16T00:00", "2026-11-17T00:00"))
    shifted = [(start + timedelta(hours=1), end) for start, end in hours]
    with pytest.raises(UnreadableHoursError):
        hours_of_reports(*reports(shifted, UTC), hours, BERLIN, 24)


def test_an_hour_without_a_row_is_unknown_and_its_twin_too() -> None:
    hours = hours_of(AUTUMN)
    activity, distribution = reports(hours, BERLIN)
    framed = hours_of_reports(activity[:8] + activity[9:], distribution, hours, BERLIN, 25)
    assert framed.frame.index[framed.frame["inbound"].isna()].tolist() == [8]
    assert framed.quality.words() == [
        "1 hour has no values in the PBX's hourly report. Shown as unknown."
    ]
    merged = hours_of_reports(activity, distribution[:2] + distribution[3:], hours, BERLIN, 25)
    assert merged.frame.index[merged.frame["answered"].isna()].tolist() == [2, 3]


def test_what_is_no_count_is_unknown_and_counted() -> None:
    hours = hours_of(AUTUMN)
    activity, distribution = reports(hours, BERLIN)
    activity[0]["AnsweredCount"] = "7"
    activity[1]["AnsweredCount"] = -1
    activity[2]["AnsweredCount"] = True
    del activity[3]["AnsweredCount"]
    framed = hours_of_reports(activity, distribution, hours, BERLIN, 25)
    assert framed.frame["answered"].isna().tolist()[:4] == [True, True, True, False]
    assert framed.frame["answered"][3] == 0
    assert framed.quality.unreadable_counts == 3


@pytest.mark.parametrize(
    ("report", "name", "other"),
    [
        (0, "AnsweredCount", "answeredCount"),
        (0, "AnsweredCount", "Answered"),
        (0, "UnansweredCount", "Missed"),
        (1, "IncomingCount", "InboundCount"),
        (1, "OutgoingCount", "OUTGOINGCOUNT"),
    ],
)
def test_a_field_under_another_name_is_unknown_in_every_hour(report, name, other) -> None:
    hours = hours_of(AUTUMN)
    both = reports(hours, BERLIN, lambda _: 1)
    for named in both[report]:
        named[other] = named.pop(name)
    framed = hours_of_reports(*both, hours, BERLIN, 25)
    column = next(column.name for column in COLUMNS if column.source == name)
    assert framed.frame[column].isna().all()
    assert not framed.quality.complete


def test_reports_that_count_differently_say_so() -> None:
    hours = hours_of(AUTUMN)
    activity, distribution = reports(hours, BERLIN, lambda _: 1)
    for named in activity:
        named["AnsweredCount"], named["UnansweredCount"] = 1, 0
    framed = hours_of_reports(activity, distribution, hours, BERLIN, 25)
    [words] = framed.quality.words()
    assert words.startswith("The PBX counts 25 calls by answer and 75 by direction")
    assert words.endswith("They are the inbound ones.")


def test_groups_are_added_hour_by_hour_and_unknown_stays_unknown() -> None:
    hours = hours_of(AUTUMN)
    one = hours_of_reports(*reports(hours, BERLIN), hours, BERLIN, 25)
    activity, distribution = reports(hours, BERLIN, lambda _: 3)
    other = hours_of_reports(activity[1:], distribution, hours, BERLIN, 25)
    both = added([one, other])
    assert both.frame["answered"].isna().tolist() == [True] + [False] * 24
    assert both.frame["answered"][4] == 2 * 4 + 6
    assert one.frame["answered"][4] == 8
    assert len(both.quality.words()) == 1
    check(both.frame)


def test_extensions_of_several_groups_are_told() -> None:
    parts = [
        extension_frame([row("100"), row("101", ia=2)], "A, B"),
        extension_frame([row("101", ia=2), row("102")], "Sales & Söhne"),
    ]
    merged = merge_groups(parts).frame
    assert in_several(merged, ["A, B", "Sales & Söhne"]) == ["101"]
    assert in_several(parts[0].frame, ["A, B"]) == []


def buckets(hours, *parts) -> pd.DataFrame:
    """Rows of the extension statistics at those places of the hours."""
    frames = []
    for place, rows in parts:
        framed = extension_frame(rows, "GRP0000").frame
        start = pd.array([hours[place][0]] * len(framed), dtype=MOMENT)
        frames.append(framed.assign(bucket_start=start))
    empty = extension_frame((), "").frame.assign(bucket_start=pd.array([], dtype=MOMENT))
    return pd.concat([empty, *frames], ignore_index=True) if frames else empty


def test_buckets_are_summed_and_silence_is_zero_where_it_is_known() -> None:
    hours = hours_of(AUTUMN)
    frame = buckets(
        hours,
        (2, [row("100", "A", ia=3, iu=1, it=60, oa=2, ou=4, ot=30), row("101", "B", ia=1, it=5)]),
        (3, [row("100", "A", ia="?", oa=1)]),
    )
    held = [True] * 25
    held[5] = False
    made = hours_of_buckets(frame, hours, held)
    assert made.loc[2, ["inbound", "outbound", "answered", "unanswered"]].tolist() == [5, 6, 6, 5]
    assert made["inbound_talk_us"][2] == 65_000_000
    assert made.loc[4, list(VALUES)].tolist() == [0] * len(VALUES)
    assert made.loc[5, list(VALUES)].isna().all()
    assert pd.isna(made["inbound"][3])
    assert made["outbound"][3] == 1
    assert hours_of_buckets(buckets(hours), hours, [True] * 25)["answered"].sum() == 0
