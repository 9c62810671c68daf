"""OData text -> filter rules, where rules can express it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from odata_query import ast

from telephony.explore.filter_rules import (
    MAX_INTEGER,
    MAX_RULES,
    OPERATORS,
    SECOND_US,
    TEXT_OPERATORS,
    FilterRules,
    Joiner,
    Operator,
    Rule,
    RuleGroup,
    Scalar,
)
from telephony.frames.durations import parse_durations_us
from telephony.odata.fields import FIELDS, Kind
from telephony.odata.filters import parse_filter

_COMPARATORS: Final[Mapping[type, Operator]] = {
    ast.Eq: Operator.EQ,
    ast.NotEq: Operator.NE,
    ast.Gt: Operator.GT,
    ast.GtE: Operator.GE,
    ast.Lt: Operator.LT,
    ast.LtE: Operator.LE,
}
_JOINERS: Final[Mapping[type, Joiner]] = {ast.And: Joiner.ALL, ast.Or: Joiner.ANY}


class _NotExpressibleError(Exception):
    """Rules cannot express this."""


def parse_rules(text: str) -> FilterRules | None:
    """The rules of a filter's text; None where rules cannot express it.

    An empty text has no rules. Raises QueryTextError for a text that is no filter.
    """
    if not text.strip():
        return FilterRules()
    try:
        parsed = _filter_rules(parse_filter(text).tree.root)
    except _NotExpressibleError:
        return None
    number = sum(len(group.rules) for group in parsed.groups)
    return parsed if number <= MAX_RULES else None


def _filter_rules(root: ast._Node) -> FilterRules:
    joiner, parts = _parts(root)
    groups: list[RuleGroup] = []
    run: list[Rule] = []  # adjacent single rules make one group, joined as the groups are
    for part in parts:
        group = _group(part)
        if group.negated or len(group.rules) > 1:
            groups += [RuleGroup(tuple(run), joiner)] * bool(run)
            groups.append(group)
            run = []
        else:
            run.append(group.rules[0])
    groups += [RuleGroup(tuple(run), joiner)] * bool(run)
    return FilterRules(tuple(groups), joiner if len(groups) > 1 else Joiner.ALL)


def _parts(node: ast._Node) -> tuple[Joiner, list[ast._Node]]:
    """``a and b and c`` as its joiner and parts. Chains nest to the left, so this is a loop."""
    if not isinstance(node, ast.BoolOp):
        return Joiner.ALL, [node]
    operator = type(node.op)
    parts: list[ast._Node] = []
    waiting: list[ast._Node] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.BoolOp) and type(part.op) is operator:
            waiting += [part.left, part.right]
        else:
            parts.append(part)
        if len(parts) > MAX_RULES:
            raise _NotExpressibleError
    return _JOINERS[operator], parts[::-1]


def _group(node: Any) -> RuleGroup:
    negated = isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.BoolOp)
    if negated:
        node = node.operand
    joiner, parts = _parts(node)
    return RuleGroup(tuple(_rule(part) for part in parts), joiner, negated)


def _rule(node: Any) -> Rule:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        rule = _plain_rule(node.operand)
        return Rule(rule.field, rule.operator, rule.values, negated=True)
    return _plain_rule(node)


def _plain_rule(node: Any) -> Rule:
    if isinstance(node, ast.Call) and len(node.args) > 1:
        field, literal = node.args[:2]
        operator = next((one for one in TEXT_OPERATORS if one == _name(node.func)), None)
    elif isinstance(node, ast.Compare):
        field, literal = node.left, node.right
        if isinstance(node.comparator, ast.In):
            return _membership(field, literal)
        operator = _COMPARATORS.get(type(node.comparator))
    else:
        raise _NotExpressibleError
    if operator is None or not isinstance(field, ast.Identifier):
        raise _NotExpressibleError
    name = _name(field)
    if isinstance(literal, ast.Null):
        return Rule(name, _null_test(operator), ())
    if operator not in OPERATORS[FIELDS[name].kind]:
        raise _NotExpressibleError
    return Rule(name, operator, (_value(name, literal),))


def _membership(field: ast._Node, literals: ast._Node) -> Rule:
    if not (isinstance(field, ast.Identifier) and isinstance(literals, ast.List)):
        raise _NotExpressibleError
    name = _name(field)
    values = tuple(dict.fromkeys(_value(name, literal) for literal in literals.val))
    if len(values) != len(literals.val):
        raise _NotExpressibleError
    return Rule(name, Operator.IN, values)


def _name(node: Any) -> str:
    return str(node.full_name())


def _null_test(operator: Operator) -> Operator:
    tests = {Operator.EQ: Operator.UNKNOWN, Operator.NE: Operator.KNOWN}
    if operator not in tests:
        raise _NotExpressibleError
    return tests[operator]


def _value(field: str, literal: ast._Node) -> Scalar:
    kind = FIELDS[field].kind
    if kind is Kind.TEXT and isinstance(literal, ast.String):
        return str(literal.val)
    if kind is Kind.NUMBER and isinstance(literal, ast.Integer):
        number = int(literal.val)
        if abs(number) <= MAX_INTEGER:
            return number
    if kind is Kind.DURATION and isinstance(literal, ast.Duration):
        found, unreadable = parse_durations_us([literal.val])
        if not unreadable and found[0] % SECOND_US == 0:
            return int(found[0]) // SECOND_US
    raise _NotExpressibleError
