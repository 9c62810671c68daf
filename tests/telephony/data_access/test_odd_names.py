"""Names decide nothing: whatever they are, stored days are summed and none is requested again."""

from __future__ import annotations

import random
import string
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any

import pytest

from telephony.answers.extensions import ExtensionsAnswer
from telephony.data_access.store.errors import StoreError
from telephony.formatting.text import LONGEST_NAME
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Fault, FaultServer
from tests.support.numbered_buckets import SERIES, day, fetched_bucket
from tests.support.stores import TRIED_SOON, Place, until
from tests.telephony.data_access.conftest import opened, query

REPORT = "/xapi/v1/ReportExtensionStatisticsByGroup"
# PostgreSQL compresses what it can before it measures an index entry.
CHANCE = random.Random(7)  # noqa: S311  # repeatable
LONG = "".join(CHANCE.choices(string.ascii_letters + string.digits, k=20_000))
NOTE = "{} names with unprintable characters or more than 500. Shown without them."
PLAIN = {"Dn": "101", "DisplayName": "Zoe", "InboundAnsweredCount": 2}

CLEANED = {
    "a tab": ("An\tn", "An n"),
    "a line break": ("An\r\nn", "An n"),
    "a null": ("A\0nn", "Ann"),
    "half a character": ("Ann \ud800", "Ann \ufffd"),
    "a byte-order mark": ("\ufeffAnn", "Ann"),
    "nothing but controls": ("\x01\x02", ""),
    "no text": (7, ""),
    "an object": ({"first": "Ann"}, ""),
    "far too long": (LONG, LONG[: LONGEST_NAME - 1] + "…"),
    "far too long, of four bytes each": ("𝒜" * 20_000, "𝒜" * (LONGEST_NAME - 1) + "…"),
}
UNTOUCHED = {
    "empty": ("", ""),
    "null": (None, ""),
    "spaces around it": ("  Ann ", "Ann"),
    "markup": ("<b>Ann</b> & *Co*", "<b>Ann</b> & *Co*"),
    "a formula": ("=1+1", "=1+1"),
    "right to left": ("\u202eAnn עמית", "\u202eAnn עמית"),
    "a name twice": ("Zoe", "Zoe"),
    "as long as may be": (LONG[:LONGEST_NAME], LONG[:LONGEST_NAME]),
}


def report(*names: Any) -> Fault:
    """An extension for each name, and one with a plain name."""
    rows = [
        {"Dn": str(200 + number), "DisplayName": name, "InboundAnsweredCount": 3}
        for number, name in enumerate(names)
    ]
    return faults.listing([*rows, PLAIN])


def summed(place: Place, clock: SetClock, *days: Fault) -> ExtensionsAnswer:
    """The stored week, after a restart; the PBX has been asked for each day once, and that is all.

    ``days``: the responses, newest day first.
    """
    week = query(Preset.LAST_7_DAYS)
    with FaultServer() as pbx:
        pbx.script("/xapi/v1/Groups", faults.listing([{"Id": 1, "Number": "GRP0000"}]))
        pbx.script(REPORT, *days)
        with opened(place, pbx.origin, clock) as access:
            access.load_history(week, Grain.DAY)
        with opened(place, pbx.origin, clock) as access:
            answer = access.load_extensions(week)
        assert pbx.requests_to(REPORT) == 7
    return answer


@pytest.mark.parametrize(
    ("names", "notes"),
    [(CLEANED, [NOTE.format(7 * len(CLEANED))]), (UNTOUCHED, [])],
    ids=["cleaned", "untouched"],
)
def test_no_name_keeps_a_day_from_the_sum(
    place: Place, clock: SetClock, names: dict[str, tuple[Any, str]], notes: list[str]
) -> None:
    sent, shown = zip(*names.values(), strict=True)
    answer = summed(place, clock, report(*sent))
    assert answer.origins == ("Sum of 7 stored days. Sentiment cannot be summed.",)
    assert (answer.complete, answer.quality.words()) == (True, notes)
    columns = answer.frame[["extension", "display_name", "inbound_answered"]]
    expected = [[str(200 + number), name, 21] for number, name in enumerate(shown)]
    assert sorted(columns.to_numpy().tolist()) == [["101", "Zoe", 14], *expected]


def test_a_name_that_changes_every_day_keeps_none_from_the_sum(
    in_file: Place, clock: SetClock
) -> None:
    answer = summed(in_file, clock, *(report(f"Ann\t{number}") for number in range(7)))
    assert (answer.complete, answer.quality.words()) == (True, [NOTE.format(7)])
    calls = dict(zip(answer.frame["extension"], answer.frame["inbound_answered"], strict=True))
    assert calls == {"200": 21, "101": 14}
    assert {one.extension for one in answer.former_names} == {"200"}


def test_a_value_that_the_database_cannot_index_costs_its_own_day_alone(place: Place) -> None:
    with closing(place.open(timeouts=TRIED_SOON)) as store:
        good, bad = (fetched_bucket(number, store.extensions, rows=1) for number in (1, 2))
        codes = store.extensions.codes([(LONG, "Ann")])
        bad = replace(bad, values=replace(bad.values, codes=codes))
        with suppress(StoreError):
            store.buckets.save(SERIES, [bad])
        until(lambda: not store.buckets.pending_count)
        assert store.error is None
        store.buckets.save(SERIES, [good])
    with closing(place.open()) as later:
        assert day(1) in later.buckets.find_final(SERIES, day(1).start, day(1).end)
