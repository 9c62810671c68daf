"""Reads the literals of a filter, and rewrites one as another kind where that is unambiguous."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from odata_query import ast

from telephony.frames.durations import parse_durations_us
from telephony.odata.errors import QueryTextError
from telephony.odata.fields import Kind
from telephony.odata.filter_parser import Tree
from telephony.odata.operators import NULL, Value

LITERALS: Final = (ast.String, ast.Integer, ast.Float, ast.Boolean, ast.Duration, ast.Null)
_MAX_INTEGER: Final = 2**63 - 1
# Longer ones exceed 64 bits, and Python refuses to convert very long ones.
_MOST_DIGITS: Final = 19


def read_literal(tree: Tree, node: Any) -> tuple[Kind | None, Value]:
    """The literal's kind (None: null) and value. Raises QueryTextError for a wrong duration."""
    if isinstance(node, ast.Null):
        return None, NULL
    if isinstance(node, ast.String):
        return Kind.TEXT, Value(node.val)
    if isinstance(node, ast.Boolean):
        return Kind.TRUTH, Value(np.bool_(node.py_val))
    if isinstance(node, ast.Duration):
        return Kind.DURATION, Value(_microseconds(tree, node))
    whole = isinstance(node, ast.Integer) and len(node.val.lstrip("+-")) <= _MOST_DIGITS
    if whole and abs(int(node.val)) <= _MAX_INTEGER:
        return Kind.NUMBER, Value(np.int64(int(node.val)))
    return Kind.NUMBER, Value(np.float64(node.val))


def _microseconds(tree: Tree, node: ast.Duration) -> np.int64:
    length, unreadable = parse_durations_us([node.val.lstrip("+-")])
    if unreadable:
        message = "This is not a duration of days, hours, minutes and seconds below 100,000 h."
        raise QueryTextError(message, *tree.span(node))
    return np.int64(-length[0] if node.val.startswith("-") else length[0])


def convert_literal(tree: Tree, node: ast._Node, kind: Kind | None) -> str:
    """The literal written as this kind, where that is unambiguous; else empty."""
    start, end = tree.span(node)
    word = tree.text[start:end]
    if isinstance(node, ast.Integer | ast.Float):
        if kind is Kind.TEXT:
            return f"'{word}'"
        seconds = word.lstrip("+-")
        if kind is Kind.DURATION and not parse_durations_us([f"PT{seconds}S"])[1]:
            return f"duration'{'-' if word.startswith('-') else ''}PT{seconds}S'"
    if isinstance(node, ast.String):
        if kind is Kind.NUMBER and node.val.isascii() and node.val.isdigit():
            return node.val
        if kind is Kind.DURATION and not parse_durations_us([node.val])[1]:
            return f"duration{word}"
    return ""
