"""$filter as SQL: odata-query parses the text, this checks its types and writes the condition.

Null follows the rules of OData: ``eq null`` and ``ne null`` are true or false, an order comparison
with null is false, and any other operation with null is null, which matches no row. A text that
cannot be parsed, or an unknown property or function, is a 400 with a message; a comparison of two
types, such as text with a time, is the 500 without a body that real systems return.
"""

from __future__ import annotations

import copy
import math
import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from odata_query import ast, exceptions
from odata_query.grammar import ODataLexer, ODataParser
from odata_query.visitor import NodeVisitor

from demo_pbx.collections import Collection, Kind, RefusedError, invalid

GREATEST_INTEGER = 2**63 - 1
COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


class Function(NamedTuple):
    """A function of the filter language: types of its arguments and its result, and its code."""

    takes: tuple[Kind, ...]
    gives: Kind
    does: Callable[..., Any]


def _round(number: float) -> float:
    return math.copysign(_floor(abs(number) + 0.5), number)


def _floor(number: float) -> float:
    return float(math.floor(number)) if math.isfinite(number) else number


def _remainder(number: float, divisor: float) -> float | None:
    """Divide towards zero, as OData's `mod` does; null for a division by zero."""
    if divisor == 0:
        return None
    rest = abs(number) % abs(divisor)
    return -rest if number < 0 else rest


TEXT, NUMBER, TRUTH, DURATION = Kind.TEXT, Kind.NUMBER, Kind.TRUTH, Kind.DURATION
FUNCTIONS = {
    "contains": Function((TEXT, TEXT), TRUTH, lambda text, part: part in text),
    "startswith": Function((TEXT, TEXT), TRUTH, str.startswith),
    "endswith": Function((TEXT, TEXT), TRUTH, str.endswith),
    "indexof": Function((TEXT, TEXT), NUMBER, str.find),
    "length": Function((TEXT,), NUMBER, len),
    "substring": Function(
        (TEXT, NUMBER, NUMBER),
        TEXT,
        lambda text, begin, *size: text[max(begin, 0) :][: max(size[0], 0) if size else None],
    ),
    "tolower": Function((TEXT,), TEXT, str.lower),
    "toupper": Function((TEXT,), TEXT, str.upper),
    "trim": Function((TEXT,), TEXT, str.strip),
    "concat": Function((TEXT, TEXT), TEXT, lambda one, other: one + other),
    "round": Function((NUMBER,), NUMBER, _round),
    "floor": Function((NUMBER,), NUMBER, _floor),
    "ceiling": Function((NUMBER,), NUMBER, lambda number: -_floor(-number)),
    "totalseconds": Function((DURATION,), NUMBER, lambda microseconds: microseconds / 1e6),
}


class Expression(NamedTuple):
    """A piece of SQL, and the kind of its value; None for the literal null."""

    sql: str
    kind: Kind | None


def filter_sql(
    text: str, collection: Collection, connection: sqlite3.Connection, values: list[Any]
) -> str:
    """Return the condition of a $filter; its parameters are appended to ``values``."""
    for name, function in {**FUNCTIONS, "mod": Function((), NUMBER, _remainder)}.items():
        connection.create_function(f"odata_{name}", -1, _null_in_null_out(function.does))
    try:
        condition = _Writer(collection, values).visit(_parsed(text))
    except (exceptions.TokenizingException, exceptions.ParsingException) as error:
        position = error.token.index if error.token else len(text)
        raise invalid(f"Syntax error at position {position} in '{text}'.") from error
    except exceptions.ODataException as error:
        raise invalid(f"{error}") from error
    except RecursionError as error:
        raise invalid("The expression is nested too deeply.") from error
    if condition.kind not in (TRUTH, None):
        raise invalid("The $filter expression must evaluate to a single boolean value.")
    return f"({condition.sql})"


def _null_in_null_out(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: None if None in arguments else function(*arguments)


def _parsed(text: str) -> ast._Node:
    """Parse a filter; ``in ('100')`` and ``not(…)`` are completed to what the grammar reads."""
    tokens = list(ODataLexer().tokenize(text))
    for token, following in pairwise(tokens):
        if token.value == ast.Identifier("not") and following.type == "(":
            token.type, token.value = "NOT", ast.Not()
    tree: ast._Node = ODataParser().parse(_with_commas(tokens))
    return tree


def _with_commas(tokens: list[Any]) -> Iterator[Any]:
    open_lists: list[bool] = []  # for each open bracket: does it still lack the comma of a list
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "(":
            open_lists.append(before is not None and before.type == "IN")
        elif token.type == "," and open_lists:
            open_lists[-1] = False
        elif token.type == ")" and open_lists and open_lists.pop():
            comma = copy.copy(token)
            comma.type = comma.value = ","
            yield comma
        yield token


def _full_name(node: ast.Identifier) -> str:
    return ".".join((*node.namespace, node.name))


class _Writer(NodeVisitor):
    """Writes an expression bottom up, each part in brackets, literals as numbered parameters."""

    def __init__(self, collection: Collection, values: list[Any]) -> None:
        self._collection = collection
        self._values = values

    def generic_visit(self, _node: ast._Node) -> Expression:
        raise RefusedError(500)  # times, GUIDs, lists: no field here holds such a value

    def visit_Identifier(self, node: ast.Identifier) -> Expression:  # noqa: N802 - odata-query's
        name = self._collection.known(_full_name(node))
        return Expression(f'"{name}"', self._collection.fields[name])

    def visit_Null(self, _node: ast.Null) -> Expression:  # noqa: N802
        return Expression("NULL", None)

    def visit_String(self, node: ast.String) -> Expression:  # noqa: N802
        return self._literal(node.val, TEXT)

    def visit_Integer(self, node: ast.Integer) -> Expression:  # noqa: N802
        value = int(node.val)
        return self._literal(value if abs(value) <= GREATEST_INTEGER else float(value), NUMBER)

    def visit_Float(self, node: ast.Float) -> Expression:  # noqa: N802
        return self._literal(float(node.val), NUMBER)

    def visit_Boolean(self, node: ast.Boolean) -> Expression:  # noqa: N802
        return self._literal(int(node.py_val), TRUTH)

    def visit_Duration(self, node: ast.Duration) -> Expression:  # noqa: N802
        sign, years, months, *parts = node.unpack()
        if years or months:
            raise invalid("A duration cannot hold years or months.")
        days, hours, minutes, seconds = (Decimal(part or 0) for part in parts)
        total = int((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000_000)
        return self._literal(-total if sign == "-" else total, DURATION)

    def visit_Compare(self, node: ast.Compare) -> Expression:  # noqa: N802
        left = self.visit(node.left)
        if isinstance(node.comparator, ast.In) and isinstance(node.right, ast.List):
            items = [self._alike(left, self.visit(item)) for item in node.right.val]
            return Expression(
                "(" + " OR ".join(f"{left.sql} IS {i.sql}" for i in items) + ")", TRUTH
            )
        right = self._alike(left, self.visit(node.right))
        if isinstance(node.comparator, ast.Eq):
            return Expression(f"({left.sql} IS {right.sql})", TRUTH)
        if isinstance(node.comparator, ast.NotEq):
            return Expression(f"({left.sql} IS NOT {right.sql})", TRUTH)
        sign = COMPARISONS[type(node.comparator)]
        return Expression(f"COALESCE({left.sql} {sign} {right.sql}, 0)", TRUTH)

    def visit_BoolOp(self, node: ast.BoolOp) -> Expression:  # noqa: N802
        left, right = (self._of(self.visit(side), TRUTH) for side in (node.left, node.right))
        word = "AND" if isinstance(node.op, ast.And) else "OR"
        return Expression(f"({left.sql} {word} {right.sql})", TRUTH)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Expression:  # noqa: N802
        operand = self.visit(node.operand)
        if isinstance(node.op, ast.Not):
            return Expression(f"(NOT {self._of(operand, TRUTH).sql})", TRUTH)
        kind = DURATION if operand.kind is DURATION else NUMBER
        return Expression(f"(- {self._of(operand, kind).sql})", kind)

    def visit_BinOp(self, node: ast.BinOp) -> Expression:  # noqa: N802
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, ast.Mod):
            self._of(left, NUMBER), self._of(right, NUMBER)
            return Expression(f"odata_mod({left.sql}, {right.sql})", NUMBER)
        sql = f"({left.sql} {ARITHMETIC[type(node.op)]} {right.sql})"
        if DURATION not in (left.kind, right.kind):
            self._of(left, NUMBER), self._of(right, NUMBER)
            return Expression(sql, NUMBER)
        if isinstance(node.op, ast.Add | ast.Sub):
            self._of(left, DURATION), self._of(right, DURATION)
            return Expression(sql, DURATION)
        return self._scaled(node, left, right)

    def _scaled(self, node: ast.BinOp, left: Expression, right: Expression) -> Expression:
        """Write a duration times or divided by a number, to the microsecond."""
        if right.kind is DURATION and isinstance(node.op, ast.Mult):
            left, right = right, left
        self._of(left, DURATION), self._of(right, NUMBER)
        sign = ARITHMETIC[type(node.op)]
        exact = f"{left.sql} {sign} CAST({right.sql} AS REAL)"
        return Expression(f"CAST(ROUND({exact}) AS INTEGER)", DURATION)

    def visit_Call(self, node: ast.Call) -> Expression:  # noqa: N802
        name = _full_name(node.func)
        if name not in FUNCTIONS:
            raise invalid(f"An unknown function with name '{name}' was found.")
        function = FUNCTIONS[name]
        arguments = (
            self._of(self.visit(argument), kind).sql
            for argument, kind in zip(node.args, function.takes, strict=False)
        )
        return Expression(f"odata_{name}({', '.join(arguments)})", function.gives)

    def _literal(self, value: Any, kind: Kind) -> Expression:
        self._values.append(value)
        return Expression(f"?{len(self._values)}", kind)

    @staticmethod
    def _of(expression: Expression, kind: Kind) -> Expression:
        if expression.kind not in (kind, None):
            raise RefusedError(500)
        return expression

    @staticmethod
    def _alike(left: Expression, right: Expression) -> Expression:
        if left.kind and right.kind and left.kind is not right.kind:
            raise RefusedError(500)
        return right
