"""The group's medians: exact, of those who have the metric, and silent where nobody has."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.metrics.change import Change
from telephony.metrics.extension_metrics import derive
from telephony.metrics.frame_view import FrameView
from telephony.metrics.group_medians import group_medians, with_medians
from telephony.metrics.scorecard import Card
from telephony.query.view import Direction
from tests.telephony.frames.extension_frames import frame, row

counts = st.integers(0, 40) | st.just("unreadable")


def rows_of(*rows):
    return FrameView(derive(frame(*rows), 3600.0))


def card(key):
    return Card(key, Direction.INBOUND, key, "3", "3 of 4", Change("no change"), "")


@given(st.lists(st.tuples(counts, counts), max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_median_is_that_of_the_known_values(values):
    rows = rows_of(*(row(str(100 + n), ia=ia, iu=iu) for n, (ia, iu) in enumerate(values)))
    found = group_medians(rows, ["inbound_answered", "pick_up_rate"])
    known = [ia for ia, _ in values if ia != "unreadable"]
    of_calls = found["inbound_answered"]
    assert of_calls.value == (median(known) if known else None)
    assert (of_calls.extensions, of_calls.left_out) == (len(known), len(values) - len(known))
    rates = [ia / (ia + iu) for ia, iu in values if "unreadable" not in (ia, iu) and ia + iu]
    assert found["pick_up_rate"].value == (pytest.approx(median(rates)) if rates else None)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "3 of 4"),
        ([3], "3 of 4 · median of 1 extension: 3"),
        ([3, 4], "3 of 4 · median of 2 extensions: 3.5"),
        ([3, "unreadable"], "3 of 4 · median of 1 extension: 3, 1 unknown"),
    ],
)
def test_a_card_names_the_median_and_of_how_many(values, words):
    rows = rows_of(*(row(str(100 + n), ia=value) for n, value in enumerate(values)))
    [made] = with_medians([card("inbound_answered")], group_medians(rows, ["inbound_answered"]))
    assert made.detail == words


def test_missing_rows_make_a_median_incomplete():
    medians = group_medians(rows_of(row(ia=3)), ["inbound_answered"])
    [made] = with_medians([card("inbound_answered")], medians, incomplete=True)
    assert made.detail.endswith("median of 1 extension: 3, incomplete")
