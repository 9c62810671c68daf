"""The rules of a filter and its text: one from the other, and back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.explore.filter_rule_parser import parse_rules
from telephony.explore.filter_rules import (
    MAX_INTEGER,
    MAX_RULES,
    NEW_RULE,
    NULL_TESTS,
    OPERATORS,
    FilterRules,
    Joiner,
    Operator,
    Rule,
    RuleGroup,
    parse_clock_seconds,
    to_text,
    with_field,
    with_group,
    with_new_rule,
    with_operator,
    with_rule,
)
from telephony.odata.errors import QueryTextError
from telephony.odata.fields import FIELDS, Kind
from telephony.odata.filters import parse_filter
from tests.telephony.frames.extension_frames import frames

values = {
    Kind.TEXT: st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
    Kind.NUMBER: st.integers(-MAX_INTEGER, MAX_INTEGER),
    Kind.DURATION: st.integers(0, 359_999_999),
}


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    field = draw(st.sampled_from(sorted(FIELDS)))
    kind = FIELDS[field].kind
    operator = draw(st.sampled_from(OPERATORS[kind]))
    number = 0 if operator in NULL_TESTS else 1
    most = 4 if operator is Operator.IN else number
    several = st.lists(values[kind], min_size=number, max_size=most, unique=True).map(tuple)
    return Rule(field, operator, draw(several), draw(st.booleans()))


groups = st.builds(
    RuleGroup, st.lists(rules(), min_size=1, max_size=4).map(tuple), st.sampled_from(Joiner)
)
filters = st.builds(FilterRules, st.lists(groups, max_size=4).map(tuple), st.sampled_from(Joiner))


@given(filters, frames())
def test_what_the_rows_say_is_a_filter_that_says_the_same(
    filter_rules: FilterRules, frame: pd.DataFrame
) -> None:
    text = to_text(filter_rules)
    read = parse_rules(text)
    assert read is not None
    again = to_text(read)
    assert parse_rules(again) == read
    if text:
        assert (parse_filter(text).mask(frame) == parse_filter(again).mask(frame)).all()


@pytest.mark.parametrize(
    ("text", "filter_rules"),
    [
        ("", FilterRules()),
        (
            "InboundUnansweredCount gt 10 and contains(DisplayName,'Sales')",
            FilterRules(
                (
                    RuleGroup(
                        (
                            Rule("InboundUnansweredCount", Operator.GT, (10,)),
                            Rule("DisplayName", Operator.CONTAINS, ("Sales",)),
                        )
                    ),
                )
            ),
        ),
        (
            "Dn in ('100','101') and (SentimentScore eq null or not (Dn eq 'O''Neil'))",
            FilterRules(
                (
                    RuleGroup((Rule("Dn", Operator.IN, ("100", "101")),)),
                    RuleGroup(
                        (
                            Rule("SentimentScore", Operator.UNKNOWN, ()),
                            Rule("Dn", Operator.EQ, ("O'Neil",), negated=True),
                        ),
                        Joiner.ANY,
                    ),
                )
            ),
        ),
        (
            "not (Dn eq '1' or InboundAnsweredTalkingDur ge duration'PT1H30M')",
            FilterRules(
                (
                    RuleGroup(
                        (
                            Rule("Dn", Operator.EQ, ("1",)),
                            Rule("InboundAnsweredTalkingDur", Operator.GE, (5400,)),
                        ),
                        Joiner.ANY,
                        negated=True,
                    ),
                )
            ),
        ),
    ],
)
def test_rows_and_text_say_the_same(text: str, filter_rules: FilterRules) -> None:
    assert parse_rules(text) == filter_rules
    assert to_text(filter_rules) == text


@pytest.mark.parametrize(
    "text",
    [
        "InboundAnsweredCount add 1 gt 2",
        "InboundAnsweredCount gt OutboundAnsweredCount",
        "contains(tolower(DisplayName),'a')",
        "contains(DisplayName,'a') eq true",
        "InboundAnsweredCount gt 1.5",
        "InboundAnsweredCount gt 9007199254740993",
        "InboundAnsweredTalkingDur gt duration'PT0.5S'",
        "5 lt InboundAnsweredCount",
        "Dn eq '1' and (Dn eq '2' or (Dn eq '3' and Dn eq '4'))",
        "not (not (Dn eq '1'))",
        "InboundAnsweredCount gt null",
        "true",
        " or ".join(["Dn eq '1'"] * (MAX_RULES + 1)),
    ],
)
def test_what_rows_cannot_say_stays_text(text: str) -> None:
    assert parse_rules(text) is None


def test_a_text_that_means_nothing_is_refused_at_its_place() -> None:
    with pytest.raises(QueryTextError) as raised:
        parse_rules("InboundAnswerdCount gt 10")
    assert (raised.value.start, raised.value.end) == (0, 19)
    assert raised.value.suggestion == "InboundAnsweredCount"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1:02:03", 3723), ("2:03", 123), ("45", 45), ("100:00:00", 360_000), (" 0:00:00 ", 0)],
)
def test_a_duration_is_typed_as_a_clock_shows_it(text: str, seconds: int) -> None:
    assert parse_clock_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "1:60", "1:2:3:4", "-1", "1.5", "a", "1::2", "٣", "9" * 7])
def test_what_no_clock_shows_is_no_duration(text: str) -> None:
    assert parse_clock_seconds(text) is None


def test_another_field_keeps_what_fits() -> None:
    assert with_field(NEW_RULE, "OutboundAnsweredCount").operator is Operator.GT
    moved = with_field(Rule("Dn", Operator.CONTAINS, ("1",)), "SentimentScore")
    assert moved == Rule("SentimentScore", Operator.EQ, (0,))
    assert with_field(NEW_RULE, "InboundAnsweredTalkingDur").values == (0,)


def test_another_operator_takes_as_many_values_as_it_needs() -> None:
    several = Rule("Dn", Operator.IN, ("1", "2"))
    assert with_operator(several, Operator.EQ).values == ("1",)
    assert with_operator(several, Operator.KNOWN).values == ()
    assert with_operator(Rule("Dn", Operator.KNOWN, ()), Operator.CONTAINS).values == ("",)


def test_a_row_is_edited_added_and_removed() -> None:
    one = with_group(FilterRules(), 0, with_new_rule)
    assert to_text(one) == "InboundAnsweredCount gt 0"
    two = with_group(one, 1, with_new_rule)
    assert [group.rules for group in two.groups] == [(NEW_RULE,), (NEW_RULE,)]
    edited = with_rule(two, 1, 0, lambda rule: with_field(rule, "Dn"))
    assert to_text(edited) == "InboundAnsweredCount gt 0 and Dn gt ''"
    assert with_rule(edited, 1, 0, lambda _: None) == one
    assert with_rule(one, 0, 0, lambda _: None) == FilterRules()
