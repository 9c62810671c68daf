"""Rows of the report become one checked frame; bad ones are counted at the edge, never inside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.frames.columns import COLUMNS, COUNTS, MOST_CALLS, BrokenFrameError
from telephony.frames.extensions import ExtensionFrame, check, extension_frame, merge_groups
from telephony.frames.quality import Quality
from telephony.periods.ranges import LONGEST_RANGE

SAFE_NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)

good_rows = st.fixed_dictionaries(
    {"Dn": st.from_regex(r"[0-9]{2,4}", fullmatch=True), "DisplayName": SAFE_NAMES},
    optional={
        "InboundAnsweredCount": st.integers(0, MOST_CALLS),
        "InboundUnansweredCount": st.integers(0, 10_000),
        "InboundAnsweredTalkingDur": st.integers(0, 10**8).map(lambda s: f"PT{s}S"),
        "OutboundAnsweredCount": st.none() | st.integers(0, 10_000),
        "OutboundUnansweredCount": st.integers(0, 10_000),
        "OutboundAnsweredTalkingDur": st.none() | st.just("P1DT1H1M1.5S"),
        "SentimentScore": st.none() | st.integers(-(2**31), 2**31 - 1),
    },
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)
bad_rows = st.dictionaries(
    st.sampled_from(["Dn", "DisplayName", "NewField", *(c.source for c in COLUMNS if c.source)]),
    anything,
)


def row(number: str = "100", **fields: Any) -> dict[str, Any]:
    return {"Dn": number, "DisplayName": f"Extension {number}"} | fields


def framed(*rows: Mapping[str, Any], group: str = "GRP0000") -> ExtensionFrame:
    return extension_frame(rows, group)


@settings(max_examples=30)
@given(st.lists(good_rows, unique_by=lambda one: one["Dn"], max_size=10))
def test_a_good_row_arrives_whole_and_left_out_fields_are_zero_or_unknown(rows) -> None:
    made = framed(*rows)
    assert made.quality == Quality()
    assert made.frame["extension"].tolist() == [one["Dn"] for one in rows]
    assert made.frame["display_name"].tolist() == [one["DisplayName"] for one in rows]
    answered = [one.get("InboundAnsweredCount") or 0 for one in rows]
    assert made.frame["inbound_answered"].tolist() == answered
    talk = [int((one.get("InboundAnsweredTalkingDur") or "PT0S")[2:-1]) for one in rows]
    readable = [seconds * 10**6 for seconds in talk]
    assert made.frame["inbound_talk_us"].tolist() == readable
    known = [one["SentimentScore"] for one in rows if one.get("SentimentScore") is not None]
    assert made.frame["sentiment"].dropna().tolist() == known


@settings(max_examples=30)
@given(st.lists(bad_rows | anything, max_size=12))
def test_whatever_the_pbx_sends_becomes_a_checked_frame(rows) -> None:
    made = extension_frame(rows, "GRP0000")
    check(made.frame)
    assert len(made.frame) + made.quality.dropped_rows <= len(rows)
    assert all(isinstance(words, str) for words in made.quality.words())


def test_a_row_without_an_extension_number_is_dropped_and_counted() -> None:
    made = framed(row("100"), {}, row(""), row("\x00 "), row(101), row(None), 7, None, ["Dn"])
    assert made.frame["extension"].tolist() == ["100"]
    assert made.quality.dropped_rows == 8
    assert made.quality.words() == ["8 rows without an extension number. Left out."]


@pytest.mark.parametrize("value", [-1, 1.0, True, "3", MOST_CALLS + 1, 2**63, [], {}, float("nan")])
def test_a_count_that_is_no_count_is_unknown_and_counted(value) -> None:
    made = framed(row(InboundAnsweredCount=value), row("101", InboundAnsweredCount=2))
    assert made.frame["inbound_answered"].isna().tolist() == [True, False]
    assert made.frame["inbound_answered"].sum() == 2
    assert made.quality == Quality(unreadable_counts=1)


def test_the_largest_count_there_can_be_keeps_every_digit() -> None:
    made = framed(row(OutboundUnansweredCount=MOST_CALLS))
    assert made.frame["outbound_unanswered"].tolist() == [MOST_CALLS]
    assert made.quality == Quality()


def test_sums_of_the_largest_counts_stay_within_their_types() -> None:
    extensions, hours = 10_000, LONGEST_RANGE // timedelta(hours=1)
    assert len(COUNTS) * extensions * hours * MOST_CALLS < 2**63
    assert len(COUNTS) * extensions * MOST_CALLS < 2**53


def test_an_unreadable_talk_time_is_unknown_and_counted() -> None:
    made = framed(
        row(InboundAnsweredTalkingDur="PT1.5H", OutboundAnsweredTalkingDur=""),
        row("101", InboundAnsweredTalkingDur="P5DT13H43M24.960179S"),
    )
    assert made.quality == Quality(unreadable_durations=2)
    assert made.frame["inbound_talk_us"].sum() == 481_404_960_179
    assert made.frame.loc[0, ["inbound_talk_us", "outbound_talk_us"]].isna().all()


def test_a_hostile_name_from_json_is_cleaned_and_counted_and_an_ugly_one_left_alone() -> None:
    names = json.loads('["A\\ud800", "B\\u0000", " =1+1 ", "<b>", null, 7]')
    made = framed(*(row(str(i), DisplayName=name) for i, name in enumerate(names)))
    assert made.frame["display_name"].tolist() == ["A\ufffd", "B", "=1+1", "<b>", "", ""]
    assert made.quality == Quality(cleaned_names=3)


def test_new_fields_of_a_newer_pbx_are_ignored() -> None:
    assert framed(row(HoldTime="PT5S")).frame.equals(framed(row()).frame)


def test_a_row_that_comes_twice_is_kept_once_and_a_differing_one_is_told() -> None:
    few, many = row(InboundAnsweredCount=3), row(InboundAnsweredCount=5)
    same = framed(few, row("101"), few)
    assert (same.frame["inbound_answered"].tolist(), same.quality.notes) == ([3, 0], ())
    for rows in ((few, many), (many, few)):
        differing = framed(*rows)
        assert differing.frame["inbound_answered"].tolist() == [5]
        assert differing.quality.notes == (
            "1 extension came twice with different values. The larger ones are shown.",
        )


def test_no_rows_give_an_empty_frame_with_every_column() -> None:
    for frame in (framed().frame, merge_groups([]).frame, merge_groups([framed()]).frame):
        check(frame)
        assert frame.empty


def test_an_extension_in_two_groups_counts_once_and_names_both() -> None:
    sales = framed(row("100", InboundAnsweredCount=3), row("101"), group="GRP0001")
    support = framed(row("102"), row("100", InboundAnsweredCount=3), group="GRP0002")
    merged = merge_groups([sales, support])
    assert merged.frame["extension"].tolist() == ["100", "101", "102"]
    assert merged.frame["groups"].tolist() == ["GRP0001, GRP0002", "GRP0001", "GRP0002"]
    assert merged.frame["inbound_answered"].sum() == 3
    assert merged.quality.words() == []


def test_groups_asked_a_moment_apart_give_the_larger_figures_whole_and_say_so() -> None:
    early = row(InboundAnsweredCount=3, InboundAnsweredTalkingDur="PT9S")
    late = row(InboundAnsweredCount=4, InboundAnsweredTalkingDur="PT12S")
    for first, second in ((early, late), (late, early)):
        merged = merge_groups([framed(first, group="A"), framed(second, group="B")])
        assert merged.frame[["inbound_answered", "inbound_talk_us"]].iloc[0].tolist() == [
            4,
            12_000_000,
        ]
        assert merged.frame["groups"].tolist() == ["A, B"]
        (note,) = merged.quality.remarks
        assert note.startswith("1 extension had other values in another group")


@given(st.lists(st.lists(good_rows, max_size=8), max_size=4))
def test_merging_keeps_every_extension_exactly_once(groups) -> None:
    parts = [extension_frame(rows, f"G{n}") for n, rows in enumerate(groups)]
    merged = merge_groups(parts).frame
    check(merged)
    asked = dict.fromkeys(name for part in parts for name in part.frame["extension"])
    assert merged["extension"].tolist() == list(asked)
    rows = [
        dict(zip(part.frame["extension"], counts_of(part.frame), strict=True)) for part in parts
    ]
    for number, counts in zip(merged["extension"], counts_of(merged), strict=True):
        theirs = [one[number] for one in rows if number in one]
        assert counts in theirs
        assert sum(counts) == max(map(sum, theirs))


def counts_of(frame: pd.DataFrame) -> list[tuple[int, ...]]:
    return [tuple(row) for row in frame[list(COUNTS)].to_numpy().tolist()]


def test_quality_of_several_answers_adds_up_and_says_each_thing_once() -> None:
    one = Quality(1, 2, 3, 4, ("a", "b"), 5, ("c",), ("d",))
    other = Quality(10, 20, 30, 40, ("b", "c"), 50, ("c", "e"), ("f",))
    assert one.merge(other) == Quality(11, 22, 33, 44, ("a", "b", "c"), 55, ("c", "e"), ("d", "f"))
    assert len(one.words()) == 9
    assert Quality().words() == []


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (lambda f: f.drop(columns="sentiment"), "columns"),
        (lambda f: f[f.columns[::-1]], "columns"),
        (lambda f: f.astype({"inbound_answered": "int64"}), "columns"),
        (lambda f: f.assign(extension=["100", "100"]), "key"),
        (lambda f: f.assign(extension=["100", ""]), "key"),
        (lambda f: f.assign(groups=pd.array(["A", None], dtype="str")), "missing"),
        (lambda f: f.assign(inbound_talk_us=f["inbound_talk_us"] - 1), "negative"),
    ],
)
def test_inside_a_broken_frame_is_an_error(broken, words) -> None:
    frame = framed(row("100"), row("101")).frame
    check(frame)
    with pytest.raises(BrokenFrameError, match=words):
        check(broken(frame))
