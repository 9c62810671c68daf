"""OData text -> the builder's rows, where rows can say it."""

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


class _NoRowsError(Exception):
    """The rows cannot say this."""


def parse_rules(text: str) -> FilterRules | None:
    """The builder that says what the text says; None where rows cannot.

    An empty text is an empty builder. Raises QueryTextError for a text that means nothing.
    """
    if not text.strip():
        return FilterRules()
    try:
        builder = _builder(parse_filter(text).tree.root)
    except _NoRowsError:
        return None
    rules = sum(len(group.rules) for group in builder.groups)
    return builder if rules <= MAX_RULES else None


def _builder(root: ast._Node) -> FilterRules:
    joiner, parts = _parts(root)
    groups: list[RuleGroup] = []
    run: list[Rule] = []  # rows beside each other make one group, joined as the groups are
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
    """``a and b and c`` as its joiner and its parts. Chains lean to the left: walked in a loop."""
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
            raise _NoRowsError
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
        raise _NoRowsError
    if operator is None or not isinstance(field, ast.Identifier):
        raise _NoRowsError
    name = _name(field)
    if isinstance(literal, ast.Null):
        return Rule(name, _null_test(operator), ())
    if operator not in OPERATORS[FIELDS[name].kind]:
        raise _NoRowsError
    return Rule(name, operator, (_value(name, literal),))


def _membership(field: ast._Node, literals: ast._Node) -> Rule:
    if not (isinstance(field, ast.Identifier) and isinstance(literals, ast.List)):
        raise _NoRowsError
    name = _name(field)
    values = tuple(dict.fromkeys(_value(name, literal) for literal in literals.val))
    if len(values) != len(literals.val):
        raise _NoRowsError
    return Rule(name, Operator.IN, values)


def _name(node: Any) -> str:
    return str(node.full_name())


def _null_test(operator: Operator) -> Operator:
    tests = {Operator.EQ: Operator.UNKNOWN, Operator.NE: Operator.KNOWN}
    if operator not in tests:
        raise _NoRowsError
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
    raise _NoRowsError
