"""A file's name says what is in it, in letters that every system takes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.export.provenance import Provenance, file_name
from telephony.export.trends import DaysProvenance
from tests.telephony.frames.extension_frames import november

AS_OF = datetime(2026, 11, 23, 9, 15, 4, 123_456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("groups", "named"),
    [(("GRP0000",), "GRP0000"), (("O'Neil/..\\ü", "B"), "O-Neil-and-1-more"), (("ü",), "group")],
)
def test_the_files_name_says_group_days_and_time(groups, named) -> None:
    name = file_name(Provenance(november(groups), AS_OF, complete=True))
    assert name == f"extensions_{named}_2026-11-16_2026-11-22_as-of_2026-11-23T1015.csv"


def test_a_range_of_hours_is_named_with_its_times() -> None:
    period = november().period
    query = replace(
        november(), period=replace(period, end=datetime(2026, 11, 16, 11, 30, tzinfo=UTC))
    )
    name = file_name(Provenance(query, AS_OF, complete=True))
    assert "_2026-11-16T0000_2026-11-16T1230_" in name


@given(st.lists(st.text(st.characters(exclude_categories=())), max_size=3))
def test_a_files_name_is_plain_ascii_whatever_the_groups_are_called(groups) -> None:
    name = file_name(Provenance(november(tuple(groups)), AS_OF, complete=True))
    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,140}", name)
    assert ".." not in name


def test_the_file_of_one_extension_is_named_after_it() -> None:
    one = DaysProvenance(november(), AS_OF, complete=True, only_extension="10 1/*")
    assert file_name(one, contents="extension").startswith("extension_10-1_GRP0000_")
