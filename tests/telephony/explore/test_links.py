"""Explorations that travel in links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.explore.exploration import Exploration, ResultView
from telephony.explore.links import (
    MAX_FILTER_LENGTH,
    MAX_OPTION_LENGTH,
    exploration_parameters,
    link_to,
    parse_exploration,
    with_fixed_dates,
)
from telephony.odata.option_texts import OptionTexts
from telephony.query.view import CallArea
from tests.telephony.periods.ranges import day_ranges, days, moment_ranges, presets
from tests.telephony.query.test_links import readable

BASE = "https://telephony.example.internal/explorer?old=1"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)

words = readable(100).map(str.strip)
explorations = st.builds(
    Exploration,
    group=readable(12),
    range=presets | day_ranges | moment_ranges,
    area=st.sampled_from(CallArea),
    options=st.builds(
        OptionTexts,
        **dict.fromkeys(("top", "skip", "search", "count", "select", "orderby"), words),
        filter=readable(400).map(str.strip),
        expand=words,
    ),
    show=st.sampled_from(ResultView),
    x=readable(20),
    y=readable(20),
    as_received=st.booleans(),
)
texts = st.text(max_size=60)


def opened(address: str) -> Exploration:
    state, problems = parse_exploration(parse_qs(urlsplit(address).query))
    assert problems == ()
    return state


@given(explorations)
def test_a_link_brings_back_the_whole_exploration(state: Exploration) -> None:
    assert opened(link_to(BASE, state)) == state


@given(st.dictionaries(texts, st.lists(texts, max_size=3), max_size=6))
def test_whatever_stands_in_an_address_something_can_be_shown(
    params: Mapping[str, Sequence[str]],
) -> None:
    state, _ = parse_exploration(params)
    assert parse_exploration({name: [text] for name, text in exploration_parameters(state)}) == (
        state,
        (),
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("top", "1" * (MAX_OPTION_LENGTH + 1), "All rows are requested."),
        ("filter", "x" * (MAX_FILTER_LENGTH + 1), "No filter is applied."),
        ("show", "pie", "The table is shown."),
        ("fliter", "Dn eq '1'", "is unknown; perhaps filter is meant"),
    ],
)
def test_a_wrong_parameter_is_named_and_the_rest_works(name: str, value: str, said: str) -> None:
    state, problems = parse_exploration({name: [value], "group": ["GRP2"]})
    assert state == Exploration(group="GRP2")
    assert [said in problem.message for problem in problems] == [True]


def test_lists_are_written_as_odata_writes_them() -> None:
    options = OptionTexts(select="Dn,DisplayName", orderby="Dn desc", top="0")
    state = Exploration("GRP2", options=options)
    assert link_to(BASE, state) == (
        "https://telephony.example.internal/explorer?group=GRP2&range=last_7_days"
        "&top=0&select=Dn,DisplayName&orderby=Dn%20desc"
    )


def test_a_frozen_link_holds_the_dates_of_now() -> None:
    assert with_fixed_dates(Exploration(), NOW, BERLIN).range == days("2026-11-16", "2026-11-22")
