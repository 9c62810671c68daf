"""Links that are not what they should be."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.periods.ranges import MomentRange
from telephony.query.links import (
    MAX_GROUPS,
    MAX_KEY_LENGTH,
    MAX_SEARCH_LENGTH,
    MAX_SELECTED,
    find_unknown_parameters,
    link_to,
    parse_view,
)
from telephony.query.view import Sort, View
from telephony.tables.extensions import DEFAULT_SORT, available_columns, with_known_columns
from tests.telephony.query.opened_links import opened

wall = datetime.fromisoformat
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)
BASE = "https://telephony.example.internal/"


def only_problem(query: str):
    (problem,) = opened(query).problems
    return problem


@pytest.mark.parametrize(
    ("query", "parameter", "said", "instead"),
    [
        ("area=sideways", "area", "“sideways” is not one of all, internal, external", "All calls"),
        ("range=today&range=foo", "range", "“foo” is a second value", "The first is used."),
        ("area=internal&area=external", "area", "“external” is a second value", "The first"),
        ("quiet=yes", "quiet", "“yes” is not one of show, hide", "Idle extensions are shown"),
        ("direction=up", "direction", "not one of both, inbound, outbound", "Both directions"),
        ("sort=calls;drop", "sort", "“calls;drop” is not a column", "busiest come first"),
        ("sort=--calls", "sort", "is not a column", "busiest come first"),
        (
            "filter=InboundAnswerdCount gt 1",
            "filter",
            "“InboundAnswerdCount” is not a field of this report, perhaps InboundAnsweredCount",
            "All extensions are shown.",
        ),
        ("filter=(Dn eq '1'", "filter", "at character 1: This bracket is not closed.", "All ext"),
        ("filter=" + "(" * 2001, "filter", "longer than 2000 characters", "All extensions"),
        ("filter=%00", "filter", "is unreadable", "All extensions"),
        ("range=last_6_days", "range", "not one of today, yesterday", "last 7 days"),
        ("from=2026-11-16", "from", "“2026-11-16” needs to as well", "last 7 days"),
        ("to=2026-11-16", "to", "“2026-11-16” needs from as well", "last 7 days"),
        ("to=2026-11-16&range=today", "to", "needs from as well", "The range is today."),
        ("from=16.11.2026&to=2026-11-16", "from", "is not a day such as", "last 7 days"),
        ("from=2026-11-16&to=2026-02-30", "to", "“2026-02-30” is not a day such as", "last 7"),
        ("from=20261116&to=2026-11-17", "from", "is not a day such as", "last 7 days"),
        ("from=2026-11-16T08:00Z&to=2026-11-17", "from", "is not a day such as", "last 7 days"),
        ("from=2026-11-16&to=%D9%A2%D9%A0%D9%A2%D9%A6-11-17", "to", "is not a day", "last 7 days"),
        ("from=2026-11-16&to=2026-11-10", "from", "end is before its start", "last 7 days"),
        ("from=2010-01-01&to=2026-11-10", "from", "longer than 5 years", "last 7 days"),
        ("from=1026-01-01&to=1026-01-02", "from", "years 2000 to 2099", "last 7 days"),
        (
            "from=2026-11-16T08:00&to=9999-12-31",
            "from",
            "is not a valid range: it must be within the years 2000 to 2099",
            "last 7 days",
        ),
        ("from=2026-11-16&to=2026-11-17&range=today", "range", "beside from and to", "These two"),
        ("from=2026-11-16&to=2026-11-17&range=foo", "range", "beside from and to", "These two"),
        ("group=%00", "group", "is unreadable or too long", "ignored"),
        ("group=%ff", "group", "“\ufffd” is unreadable or too long", "ignored"),
        ("search=a%0Ab", "search", "“a b” is unreadable or longer than 200", "All extensions"),
        ("grop=GRP0001", "grop", "is unknown; perhaps group is meant", "ignored"),
        ("Area=internal", "Area", "is unknown; perhaps area is meant", "ignored"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_counts_instead(query, parameter, said, instead):
    problem = only_problem(query)
    assert problem.parameter == parameter
    assert problem.message.startswith(f"{parameter}: ")
    assert said in problem.message
    assert instead in problem.message


def test_what_is_right_works_beside_what_is_wrong():
    parsed = opened("group=GRP0001&area=sideways&from=x&to=y&search=anna&sort=-talk&selected=100")
    assert [problem.parameter for problem in parsed.problems] == ["from", "to", "area"]
    assert parsed.view == View(
        groups=("GRP0001",), search="anna", sort=Sort("talk"), selected=("100",)
    )


@pytest.mark.parametrize(
    "query",
    ["", "group=&range=&from=&to=&area=&search=&sort=", "embed=true&utm_source=mail&lang=de&top=5"],
)
def test_empty_and_foreign_parameters_are_nobodys_business(query):
    assert opened(query) == parse_view({})


def test_a_day_beside_a_time_is_meant_whole():
    assert opened("from=2026-11-16T08:00&to=2026-11-17").view.range == MomentRange(
        wall("2026-11-16T08:00"), wall("2026-11-18T00:00")
    )
    assert opened("from=2026-11-16&to=2026-11-17T12:00").view.range == MomentRange(
        wall("2026-11-16T00:00"), wall("2026-11-17T12:00")
    )


def test_the_same_value_twice_is_given_once():
    parsed = opened("group=A&group=B&group=A&area=internal&area=internal")
    assert parsed.view.groups == ("A", "B")
    assert parsed.problems == ()


def test_more_groups_than_allowed_are_cut_and_said():
    parsed = parse_view({"group": [f"GRP{number:04}" for number in range(MAX_GROUPS + 9)]})
    assert len(parsed.view.groups) == MAX_GROUPS
    assert parsed.problems[0].message == (
        "group: “GRP0050” is one too many. The first 50 are used."
    )


def test_more_selected_extensions_than_allowed_are_cut_and_said():
    parsed = parse_view({"selected": [str(number) for number in range(MAX_SELECTED + 1)]})
    assert len(parsed.view.selected) == MAX_SELECTED
    assert parsed.problems[0].parameter == "selected"


@pytest.mark.parametrize(
    "name", ["group", "range", "from", "area", "search", "quiet", "direction", "sort", "selected"]
)
def test_a_huge_value_is_named_in_a_few_words(name):
    problems = parse_view({name: ["x" * 100_000], "to": ["2026-11-16"]}).problems
    (problem,) = (problem for problem in problems if problem.parameter == name)
    assert len(problem.value) <= 40
    assert len(problem.message) < 300


def test_the_longest_number_and_search_are_still_taken():
    parsed = parse_view({"group": ["g" * MAX_KEY_LENGTH], "search": ["s" * MAX_SEARCH_LENGTH]})
    assert parsed.problems == ()


def test_a_hundred_thousand_foreign_parameters_are_not_compared_one_by_one():
    parsed = parse_view({f"grop{number}": ["x"] for number in range(100_000)})
    assert len(parsed.problems) <= 50


def test_a_value_cannot_turn_or_break_the_line_of_its_notice():
    problem = only_problem("area=%E2%80%AEevil%0D%0A%1B%5B31m")
    assert problem.value == "evil [31m"
    assert problem.message.isprintable()


@given(st.dictionaries(st.text(), st.lists(st.text())))
def test_nothing_that_comes_in_raises(params):
    parse_view(params)


@given(
    st.dictionaries(
        st.sampled_from(["group", "range", "from", "to", "area", "search", "sort", "selected"]),
        st.lists(st.text() | st.from_regex(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?", fullmatch=True)),
    )
)
def test_whatever_comes_in_gives_a_view_that_has_a_link_of_its_own(params):
    view = parse_view(params).view
    view.query(NOW, BERLIN)
    again = opened(urlsplit(link_to(BASE, view)).query)
    assert (again.view, again.problems) == (view, ())


def test_a_page_names_each_foreign_parameter_and_counts_the_rest():
    named = [
        problem.message for problem in find_unknown_parameters({"weird": ["1"], "group": ["A"]})
    ]
    assert named == ["weird: is not a parameter of this page. It is ignored."]
    many = find_unknown_parameters({f"weird{number}": ["1"] for number in range(100_000)})
    assert len(many) < 10
    assert "99,992 more" in many[-1].message


def test_a_slip_is_named_once_with_what_was_meant():
    params = {"grop": ["GRP0000"]}
    assert [problem.parameter for problem in parse_view(params).problems] == ["grop"]
    assert find_unknown_parameters(params) == ()


def test_columns_that_no_table_has_are_named_and_left_out():
    parsed = opened("column=nope&column=calls&sort=-nothing")
    view, problems = with_known_columns(parsed.view)
    assert view.columns == ("calls",)
    assert view.sort == DEFAULT_SORT
    assert [problem.parameter for problem in problems] == ["column", "sort"]
    assert "“nope”" in problems[0].message


@pytest.mark.parametrize("column", available_columns(), ids=lambda column: column.key)
def test_every_column_of_the_table_is_known_in_either_order(column):
    view = opened(f"column={column.key}&sort=-{column.key}").view
    assert with_known_columns(view) == (view, ())
