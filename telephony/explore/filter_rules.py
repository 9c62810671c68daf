"""A filter as rules, each of them a row of widgets, and its OData text.

Rules are in groups: a group matches all or any of its rules, the filter all or any of its groups.
What else OData can express (arithmetic, nested functions, deeper nesting, comparisons of two
fields) has no rules and stays text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from telephony.odata.fields import FIELDS, Kind
from telephony.odata.literal_writer import duration_literal, text_literal


class Joiner(StrEnum):
    """Whether all parts must match, or any."""

    ALL = "and"
    ANY = "or"


class Operator(StrEnum):
    """How a rule compares its field; the value is OData's operator, in two cases with ``null``."""

    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"
    IN = "in"
    CONTAINS = "contains"
    STARTSWITH = "startswith"
    ENDSWITH = "endswith"
    UNKNOWN = "eq null"
    KNOWN = "ne null"


TEXT_OPERATORS: Final = (Operator.CONTAINS, Operator.STARTSWITH, Operator.ENDSWITH)
NULL_TESTS: Final = (Operator.UNKNOWN, Operator.KNOWN)
_COMPARISONS: Final = (
    *(Operator.EQ, Operator.NE, Operator.GT, Operator.GE, Operator.LT, Operator.LE),
)
OPERATORS: Final[Mapping[Kind, tuple[Operator, ...]]] = {
    Kind.TEXT: (*TEXT_OPERATORS, *_COMPARISONS, Operator.IN, *NULL_TESTS),
    Kind.NUMBER: (*_COMPARISONS, Operator.IN, *NULL_TESTS),
    Kind.DURATION: (*_COMPARISONS, Operator.IN, *NULL_TESTS),
}
MAX_RULES: Final = 30
"""A longer filter is easier to read as text."""
SECOND_US: Final = 1_000_000
MAX_INTEGER: Final = 2**53 - 1
"""The largest integer that a browser represents exactly."""

Scalar = str | int


@dataclass(frozen=True)
class Rule:
    """One row. ``values``: texts, integers, or whole seconds of a duration [s]; several for ``in``,
    none for the null tests, else one."""

    field: str
    operator: Operator
    values: tuple[Scalar, ...]
    negated: bool = False


@dataclass(frozen=True)
class RuleGroup:
    """Rules of which all, or any, must match."""

    rules: tuple[Rule, ...]
    joiner: Joiner = Joiner.ALL
    negated: bool = False


@dataclass(frozen=True)
class FilterRules:
    """Groups of which all, or any, must match; without groups the filter is empty."""

    groups: tuple[RuleGroup, ...] = ()
    joiner: Joiner = Joiner.ALL


NEW_RULE: Final = Rule("InboundAnsweredCount", Operator.GT, (0,))


def to_text(rules: FilterRules) -> str:
    """The rules as OData text; empty without rules."""
    groups = [group for group in rules.groups if group.rules]
    alone = len(groups) == 1
    return f" {rules.joiner} ".join(_group(group, alone=alone) for group in groups)


def with_group(
    rules: FilterRules, place: int, edit: Callable[[RuleGroup], RuleGroup]
) -> FilterRules:
    """The rules with one group edited, or added after the last; empty groups are dropped."""
    groups = list(rules.groups)
    if place < len(groups):
        groups[place] = edit(groups[place])
    else:
        groups.append(edit(RuleGroup(())))
    return replace(rules, groups=tuple(group for group in groups if group.rules))


def with_rule(
    rules: FilterRules, place: int, row: int, edit: Callable[[Rule], Rule | None]
) -> FilterRules:
    """The rules with one rule edited, or removed where ``edit`` returns None."""

    def in_group(group: RuleGroup) -> RuleGroup:
        edited = [edit(rule) if at == row else rule for at, rule in enumerate(group.rules)]
        return replace(group, rules=tuple(rule for rule in edited if rule is not None))

    return with_group(rules, place, in_group)


def with_new_rule(group: RuleGroup) -> RuleGroup:
    """The group with another rule at its end."""
    return replace(group, rules=(*group.rules, NEW_RULE))


def with_field(rule: Rule, field: str) -> Rule:
    """The rule for another field; operator and values stay where they fit."""
    kind, before = FIELDS[field].kind, FIELDS[rule.field].kind
    operator = rule.operator if rule.operator in OPERATORS[kind] else OPERATORS[kind][0]
    values = rule.values if kind is before else ()
    return with_operator(Rule(field, Operator.EQ, values, rule.negated), operator)


def with_operator(rule: Rule, operator: Operator) -> Rule:
    """The rule with another operator, and as many values as that takes."""
    values = rule.values or (empty_value(FIELDS[rule.field].kind),)
    if operator in NULL_TESTS:
        values = ()
    elif operator is not Operator.IN:
        values = values[:1]
    return Rule(rule.field, operator, values, rule.negated)


def empty_value(kind: Kind) -> Scalar:
    """What a new rule compares with."""
    return "" if kind is Kind.TEXT else 0


def parse_clock_seconds(text: str) -> int | None:
    """``1:02:03``, ``2:03`` (minutes) or ``3`` (seconds) as seconds [s]; None for anything else."""
    parts = text.strip().split(":")
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004  h:mm:ss
        return None
    if any(len(part) > 6 or (place and int(part) > 59) for place, part in enumerate(parts)):  # noqa: PLR2004
        return None
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds


def _group(group: RuleGroup, *, alone: bool) -> str:
    text = f" {group.joiner} ".join(_rule(rule) for rule in group.rules)
    if group.negated:
        return f"not ({text})"
    return text if alone or len(group.rules) == 1 else f"({text})"


def _rule(rule: Rule) -> str:
    literals = [_literal(rule.field, value) for value in rule.values]
    if rule.operator in TEXT_OPERATORS:
        text = f"{rule.operator}({rule.field},{literals[0]})"
    elif rule.operator is Operator.IN:
        text = f"{rule.field} in ({','.join(literals)})"
    else:
        text = " ".join((rule.field, rule.operator, *literals))
    return f"not ({text})" if rule.negated else text


def _literal(field: str, value: Scalar) -> str:
    kind = FIELDS[field].kind
    if kind is Kind.TEXT:
        return text_literal(str(value))
    return duration_literal(int(value) * SECOND_US) if kind is Kind.DURATION else str(value)
