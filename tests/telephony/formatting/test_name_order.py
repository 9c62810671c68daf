"""Names and numbers stand where people look for them."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.answers.directory import Directory
from telephony.formatting.name_order import name_key, natural_key
from telephony.metrics.extension_metrics import derive
from telephony.odata.option_texts import OptionTexts, apply_options
from telephony.query.view import Sort
from telephony.tables.extensions import order
from telephony.xapi.records import Group
from tests.telephony.frames.extension_frames import frame, row


@given(st.lists(st.integers(0, 10**30), min_size=2, max_size=10))
def test_extension_numbers_sort_as_numbers_of_any_length(numbers) -> None:
    assert sorted(map(str, numbers), key=natural_key) == [str(number) for number in sorted(numbers)]


def test_numbers_inside_extensions_count_as_numbers() -> None:
    assert sorted(["a10", "a9", "*70", "b1", "007", "7", "٣", ""], key=natural_key)[0] == ""
    assert sorted(["a10", "a9"], key=natural_key) == ["a9", "a10"]
    assert natural_key("9" * 40_000)


@pytest.mark.parametrize(
    "names",
    [
        ["Anna", "Ärger", "Bob", "Zoe", "Zoë"],
        ["anna", "Bob", "cäsar", "Dora"],
        ["Arger", "Ärger", "Argus"],
        ["Oslo", "Østby", "Ottersen"],
        ["Strasse 2", "Straße 10", "Strauss"],
        ["Łukasz", "Lukaszek", "Lund"],
        ["Adam", "Ægir", "Afra"],
        ["Éclair", "Edel", "Noël", "Œuvre", "Olaf"],
        ["Team 2", "Team 10", "Team 10b", "Team a"],
        ["", "1", "2", "10", "a"],
        ["Алла", "Борис", "Ёлкин", "Жанна"],
    ],
)
def test_names_stand_where_people_look_for_them(names: list[str]) -> None:
    mixed = names.copy()
    random.Random(7).shuffle(mixed)  # noqa: S311  # repeatable
    assert sorted(mixed, key=name_key) == names


# Few letters of one sound, so that many of the pairs drawn stand close.
NEAR = st.text("aAäÄàÀæ sSßŠ1２²", max_size=3)


@given(NEAR, NEAR)
def test_only_names_that_differ_by_case_alone_stand_alike(one: str, other: str) -> None:
    if name_key(one) == name_key(other):
        assert one.casefold() == other.casefold()


def people(*names: str) -> pd.DataFrame:
    return frame(*(row(str(100 + place), name) for place, name in enumerate(names)))


def test_the_table_and_an_exports_orderby_have_this_order_and_odata_itself_has_not() -> None:
    mixed = people("Team 10", "Bob", "Ärger", "", "Team 2", "anna")
    by_name = ["anna", "Ärger", "Bob", "Team 2", "Team 10", ""]
    places = order(derive(mixed, 1.0), Sort("display_name", descending=False))
    assert mixed["display_name"].iloc[places].tolist() == by_name
    options = OptionTexts(orderby="DisplayName")
    exported = apply_options(mixed, options, name_key).rows["display_name"].tolist()
    assert exported == ["", *by_name[:-1]]  # nothing is the lowest value there
    descending = apply_options(mixed, OptionTexts(orderby="DisplayName desc"), name_key).rows
    assert descending["display_name"].tolist() == exported[::-1]
    assert apply_options(mixed, options).rows["display_name"].tolist() == sorted(exported)


def test_groups_are_picked_from_a_list_in_this_order() -> None:
    names = {"1": "Bob", "2": "Team 10", "3": "Ärger", "4": "Team 2", "5": "bob"}
    directory = Directory(tuple(map(Group, names, names.values())), datetime.now(UTC))
    assert [names[number] for number in directory.by_name] == [
        "Ärger",
        "Bob",
        "bob",
        "Team 2",
        "Team 10",
    ]
