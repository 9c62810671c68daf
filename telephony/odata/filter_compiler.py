"""odata-query's tree -> a function of a frame. Kinds are checked here, once, with places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd
from odata_query import ast

from telephony.odata import operators
from telephony.odata.errors import QueryTextError, quote
from telephony.odata.fields import Kind, find_field
from telephony.odata.filter_parser import TOO_DEEP, Tree, name_of
from telephony.odata.functions import FUNCTIONS
from telephony.odata.limits import MAX_DEPTH
from telephony.odata.literal_reader import LITERALS, convert_literal, read_literal
from telephony.odata.operators import NULL, Value

Run = Callable[[pd.DataFrame], Value]
Combine = Callable[[Value, Value], Value]


class Term(NamedTuple):
    """A part of a filter: the kind of its result (None: null), how to compute it, its node."""

    kind: Kind | None
    run: Run
    node: ast._Node


_BINARY: Final = (ast.BoolOp, ast.BinOp, ast.Compare)
_ORDERS: Final[Mapping[type, str]] = {ast.Gt: "gt", ast.GtE: "ge", ast.Lt: "lt", ast.LtE: "le"}
_SIGNS: Final[Mapping[type, tuple[str, Combine]]] = {
    ast.Add: ("add", operators.add),
    ast.Sub: ("sub", operators.subtract),
    ast.Mult: ("mul", operators.multiply),
    ast.Div: ("div", operators.divide),
    ast.Mod: ("mod", operators.remainder),
}
_N, _D = Kind.NUMBER, Kind.DURATION
# Operator, left and right kind -> kind of the result. Durations are added to durations, and
# multiplied or divided by numbers; other combinations have no meaning.
_RESULTS: Final[Mapping[tuple[str, Kind, Kind], Kind]] = {
    **{(sign, _N, _N): _N for sign in ("add", "sub", "mul", "div", "mod")},
    ("add", _D, _D): _D,
    ("sub", _D, _D): _D,
    ("mul", _D, _N): _D,
    ("mul", _N, _D): _D,
    ("div", _D, _N): _D,
}


def compile_tree(tree: Tree) -> tuple[Run, tuple[str, ...]]:
    """The function that evaluates the tree, and the fields it reads. Raises QueryTextError."""
    compiler = _Compiler(tree)
    term = compiler.term(tree.root, 0)
    if term.kind not in (Kind.TRUTH, None):
        start, end = tree.span(term.node)
        message = (
            f"{quote(tree.text[start:end])} is a {term.kind.value}, not a condition. "
            "Compare it, as in InboundAnsweredCount gt 10."
        )
        raise QueryTextError(message, start, end)
    return term.run, tuple(dict.fromkeys(compiler.fields))


class _Compiler:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.fields: list[str] = []

    def term(self, node: ast._Node, depth: int) -> Term:
        """One part. Chains such as ``a or b or c`` nest to the left: they are walked in a loop."""
        if depth > MAX_DEPTH:
            raise self._error(node, TOO_DEEP)
        chain: list[Any] = []
        first = node
        while isinstance(first, _BINARY):
            chain.append(first)
            first = first.left
        left = self._single(first, depth)
        steps: list[tuple[Combine, Run]] = []
        for link in reversed(chain):
            combine, right, kind = self._link(link, left, depth)
            steps.append((combine, right))
            left = Term(kind, left.run, link)
        if not steps:
            return left
        start = left.run

        def run(frame: pd.DataFrame) -> Value:
            result = start(frame)
            for combine, right in steps:
                result = combine(result, right(frame))
            return result

        return Term(left.kind, run, node)

    def _link(self, node: Any, left: Term, depth: int) -> tuple[Combine, Run, Kind | None]:
        if isinstance(node, ast.Compare) and isinstance(node.comparator, ast.In):
            return self._membership(node, left, depth)
        right = self.term(node.right, depth + 1)
        if isinstance(node, ast.BoolOp):
            self._check_kind(left, Kind.TRUTH)
            self._check_kind(right, Kind.TRUTH)
            combine = (
                operators.logical_and if isinstance(node.op, ast.And) else operators.logical_or
            )
            return combine, right.run, Kind.TRUTH
        if isinstance(node, ast.BinOp):
            return self._arithmetic(node, left, right)
        self._check_same_kind(left, right)
        if isinstance(node.comparator, ast.Eq):
            return operators.equal, right.run, Kind.TRUTH
        if isinstance(node.comparator, ast.NotEq):
            return operators.not_equal, right.run, Kind.TRUTH
        sign = _ORDERS[type(node.comparator)]
        return lambda one, two: operators.compare(sign, one, two), right.run, Kind.TRUTH

    def _arithmetic(
        self, node: ast.BinOp, left: Term, right: Term
    ) -> tuple[Combine, Run, Kind | None]:
        sign, combine = _SIGNS[type(node.op)]
        if left.kind is None or right.kind is None:
            kind = left.kind or right.kind
            for term in (left, right):
                if term.kind not in (Kind.NUMBER, Kind.DURATION, None):
                    raise self._kind_error(term, "a number is expected here")
            return lambda _one, _two: NULL, right.run, kind
        kind = _RESULTS.get((sign, left.kind, right.kind))
        if kind is None:
            odd = right if left.kind in (Kind.NUMBER, Kind.DURATION) else left
            raise self._kind_error(
                odd,
                "a duration is expected here"
                if left.kind is Kind.DURATION
                else "a number is expected here",
            )
        if kind is Kind.DURATION and Kind.NUMBER in (left.kind, right.kind):
            return lambda one, two: operators.scale(combine, one, two), right.run, kind
        return combine, right.run, kind

    def _membership(
        self, node: ast.Compare, left: Term, depth: int
    ) -> tuple[Combine, Run, Kind | None]:
        assert isinstance(node.right, ast.List)  # noqa: S101  guaranteed by the grammar
        items = [self.term(item, depth + 1) for item in node.right.val]
        for item in items:
            self._check_same_kind(left, item)
        if all(isinstance(item.node, LITERALS) for item in items):
            known = [read_literal(self._tree, item.node)[1] for item in items]
            constants = [value.data for value in known if value is not NULL]
            or_null = len(constants) < len(known)
            return (
                lambda one, _two: operators.is_member(one, constants, or_null=or_null),
                _no_value,
                Kind.TRUTH,
            )
        runs = [item.run for item in items]

        def run(frame: pd.DataFrame) -> Any:
            return [item(frame) for item in runs]

        return operators.is_any_of, run, Kind.TRUTH

    def _single(self, node: Any, depth: int) -> Term:
        if isinstance(node, ast.Identifier):
            return self._field(node)
        if isinstance(node, LITERALS):
            kind, value = read_literal(self._tree, node)
            return Term(kind, lambda _frame: value, node)
        if isinstance(node, ast.UnaryOp):
            return self._unary(node, depth)
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        if isinstance(node, ast.List):
            raise self._error(node, "A list is only possible after in, as in Dn in ('100','101').")
        raise self._error(node, "The report has no such values, only texts, numbers and durations.")

    def _field(self, node: ast.Identifier) -> Term:
        field = find_field(name_of(node), self._tree.span(node)[0])
        self.fields.append(field.name)
        return Term(
            field.kind, lambda frame: operators.column_value(frame, field.column, field.kind), node
        )

    def _unary(self, node: ast.UnaryOp, depth: int) -> Term:
        operand = self.term(node.operand, depth + 1)
        if isinstance(node.op, ast.Not):
            self._check_kind(operand, Kind.TRUTH, hint=True)
            return Term(Kind.TRUTH, lambda frame: operators.logical_not(operand.run(frame)), node)
        if operand.kind not in (Kind.NUMBER, Kind.DURATION, None):
            raise self._kind_error(operand, "a number is expected here")
        return Term(operand.kind, lambda frame: operators.negate(operand.run(frame)), node)

    def _call(self, node: ast.Call, depth: int) -> Term:
        name = name_of(node.func)
        function = FUNCTIONS[name]
        if not function.fewest <= len(node.args) <= len(function.takes):
            start, end = self._tree.span(node.func)
            message = f"{name} takes {_number_of_values(function.fewest, len(function.takes))}, "
            raise QueryTextError(f"{message}as in {function.example}.", start, end)
        arguments = [self.term(argument, depth + 1) for argument in node.args]
        for argument, kind in zip(arguments, function.takes, strict=False):
            self._check_kind(argument, kind)
        runs = [argument.run for argument in arguments]
        return Term(function.gives, lambda frame: function.apply([r(frame) for r in runs]), node)

    def _check_kind(self, term: Term, kind: Kind, *, hint: bool = False) -> None:
        if term.kind not in (kind, None):
            advice = " Put the condition after not in brackets: not (…)." if hint else ""
            raise self._kind_error(term, f"a {kind.value} is expected here", advice)

    def _check_same_kind(self, left: Term, right: Term) -> None:
        if left.kind is right.kind or left.kind is None or right.kind is None:
            return
        odd, other = (left, right) if isinstance(left.node, LITERALS) else (right, left)
        start, end = self._tree.span(other.node)
        assert other.kind is not None  # noqa: S101  checked above
        beside = f"{quote(self._tree.text[start:end])} is a {other.kind.value}"
        raise self._kind_error(
            odd, beside, suggestion=convert_literal(self._tree, odd.node, other.kind)
        )

    def _kind_error(
        self, term: Term, wanted: str, advice: str = "", suggestion: str = ""
    ) -> QueryTextError:
        start, end = self._tree.span(term.node)
        word = quote(self._tree.text[start:end])
        kind = term.kind.value if term.kind else "null"
        message = f"{word} is a {kind}, but {wanted}.{advice}"
        return QueryTextError(message, start, end, suggestion)

    def _error(self, node: ast._Node, message: str) -> QueryTextError:
        return QueryTextError(message, *self._tree.span(node))


def _no_value(_frame: pd.DataFrame) -> Value:
    return NULL


def _number_of_values(fewest: int, most: int) -> str:
    if most == 1:
        return "one value"
    return f"{most} values" if fewest == most else f"{fewest} or {most} values"
