"""Groups side by side: sums, changes and orders, over generated groups with whatever they have."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.answers.extensions import ExtensionsAnswer
from telephony.frames.extensions import extension_frame
from telephony.metrics.group_totals import (
    GROUP_KEYS,
    GroupAnswers,
    GroupTotals,
    group_totals,
    in_order,
    shared_extensions,
)
from telephony.metrics.group_words import groups_sentence
from telephony.query.view import Sort, View
from telephony.xapi.errors import XapiError
from tests.telephony.frames.extension_frames import november, row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
counts = st.integers(0, 30) | st.just("unreadable")
rows = st.lists(
    st.builds(
        row,
        st.sampled_from([str(n) for n in range(100, 108)]),
        ia=counts,
        iu=counts,
        oa=counts,
        ou=counts,
    ),
    max_size=6,
    unique_by=lambda one: one["Dn"],
)


def answer(found, version=1):
    framed = extension_frame(found, "A")
    return ExtensionsAnswer(
        frame=framed.frame, quality=framed.quality, as_of=NOW, version=(version,)
    )


def of(found, before=None, name="A"):
    earlier = None if before is None else answer(before, 2)
    return group_totals(GroupAnswers(name, name, answer(found), earlier), november(), View())


def calls_of(found):
    names = ("InboundAnsweredCount", "InboundUnansweredCount")
    names += ("OutboundAnsweredCount", "OutboundUnansweredCount")
    return [one[name] for one in found for name in names]


@given(rows, rows)
@settings(max_examples=40)
def test_sums_and_changes_follow_from_the_rows(now, before):
    group = of(now, before)
    counted, earlier = calls_of(now), calls_of(before)
    assert group.extensions == tuple(one["Dn"] for one in now)
    if "unreadable" in counted + earlier:
        assert group.change_share is None
        return
    assert group.values["calls"].value == sum(counted)
    assert group.before["calls"].value == sum(earlier)
    expected = None if not sum(earlier) else sum(counted) / sum(earlier) - 1
    assert group.change_share == (None if expected is None else pytest.approx(expected))


@given(st.lists(rows, max_size=4))
def test_shared_extensions_are_those_of_two_groups_or_more(groups):
    made = [of(found, name=str(place)) for place, found in enumerate(groups)]
    several = {
        number
        for one in groups
        for number in (row["Dn"] for row in one)
        if sum(number in [row["Dn"] for row in other] for other in groups) > 1
    }
    assert set(shared_extensions(made)) == several


@given(st.lists(rows, max_size=5), st.sampled_from(GROUP_KEYS), st.booleans())
def test_an_order_is_by_the_metric_and_what_is_unknown_comes_last(groups, key, descending):
    made = [of(found, name=str(place)) for place, found in enumerate(groups)]
    ordered = in_order(made, Sort(key, descending))
    values = [group.values[key].value for group in ordered]
    known = [value for value in values if value is not None]
    assert values == known + [None] * (len(values) - len(known))
    assert known == sorted(known, reverse=descending)
    assert sorted(group.number for group in ordered) == [str(n) for n in range(len(groups))]


def test_a_group_without_data_is_last_in_every_order_and_has_no_values():
    lost = group_totals(GroupAnswers("Z", "Z", XapiError("No.", "Wait.")), november(), View())
    made = [lost, of([row(ia=3)], name="A")]
    for key in ("calls", "change", "extensions"):
        assert [group.number for group in in_order(made, Sort(key))] == ["A", "Z"]
    assert lost.change_share is None


BUSY, BUSIER = [row(ia=3)], [row(ia=5)]
BEFORE = "9–15 Nov 2026"


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ([], "There is no group to show."),
        ([of(BUSY, BUSY)], "A has 3 calls, no change from 9–15 Nov 2026."),
        ([of([row(ia=1)])], "A has 1 call."),
        ([of([])], "A has no calls in this range."),
        ([of([], name="A"), of([], name="B")], "None of the 2 groups has calls in this range."),
        (
            [of(BUSY, name="A"), of(BUSIER, BUSY, name="B")],
            "B has the most calls: 5 calls, 67 % more than 9–15 Nov 2026.",
        ),
        (
            [of(BUSY, name="A"), of(BUSIER, [], name="B")],
            "B has the most calls: 5 calls, new, unlike 9–15 Nov 2026 (none).",
        ),
        ([of(BUSY, name="A"), of(BUSY, name="B")], "A and B have the most calls: 3 calls each."),
        (
            [of(BUSY, name="A"), GroupTotals("B", "B", error=XapiError("No.", "Wait."))],
            "Of 2 groups, 1 has no data: they are not compared in a sentence.",
        ),
        (
            [of([row(ia="unreadable")], name="A"), of([row(ia="unreadable")], name="B")],
            "Of 2 groups, 2 are incomplete: they are not compared in a sentence.",
        ),
    ],
)
def test_the_sentence_follows_from_the_numbers(groups, sentence):
    assert groups_sentence(groups, BEFORE) == sentence


def test_where_nothing_is_compared_the_sentence_names_no_change():
    group = of(BUSY, BUSY)
    assert groups_sentence([replace(group, before=None)], "") == "A has 3 calls."
