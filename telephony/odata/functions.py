"""The functions of the filter language, as far as they apply to text, numbers and durations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from telephony.odata.column_functions import (
    NOT_ASCII,
    ODD_CAPITALS,
    ODD_SMALL,
    by_literal,
    ceiling,
    floor,
    joined,
    lengths,
    sliced,
    stripped,
    substring,
    to_nearest,
    unless,
)
from telephony.odata.fields import Kind
from telephony.odata.operators import NULL, Value, objects

MICROSECONDS: Final = 1e6
# Filler in rows whose result is null.
_FILLERS: Final[Mapping[Kind, Any]] = {Kind.TEXT: "", Kind.NUMBER: 0, Kind.TRUTH: False}


@dataclass(frozen=True)
class Function:
    """A function: what it takes, at least so many of it, gives and means; and how it is done.

    ``row`` does one row; ``columns`` all of them at once, or returns None where it cannot.
    """

    takes: tuple[Kind, ...]
    fewest: int
    gives: Kind
    words: str
    example: str
    row: Callable[..., Any]
    columns: Callable[..., Any] | None = None

    def apply(self, arguments: list[Value]) -> Value:
        """The results; null where an argument is."""
        null: Any = np.False_
        for argument in arguments:
            null = np.logical_or(null, argument.null)
        if null is np.True_ or any(argument.null is np.True_ for argument in arguments):
            return NULL
        data = [argument.data for argument in arguments]
        found = self.columns(*data) if self.columns else None
        return Value(self._by_row(data, null) if found is None else found, null)

    def _by_row(self, data: list[Any], null: Any) -> Any:
        columns = [objects(one) for one in data]
        rows = next((len(one) for one in columns if isinstance(one, np.ndarray)), None)
        if rows is None:
            return self.row(*columns)
        each = [one if isinstance(one, np.ndarray) else [one] * rows for one in columns]
        nulls = np.broadcast_to(null, rows)
        filler = _FILLERS[self.gives]
        results = [
            filler if unknown else self.row(*values)
            for unknown, *values in zip(nulls.tolist(), *each, strict=True)
        ]
        dtype = {Kind.TEXT: object, Kind.NUMBER: np.int64, Kind.TRUTH: bool}[self.gives]
        return np.array(results, dtype=dtype)


_T, _N, _D = Kind.TEXT, Kind.NUMBER, Kind.DURATION
FUNCTIONS: Final[Mapping[str, Function]] = {
    "contains": Function(
        (_T, _T),
        2,
        Kind.TRUTH,
        "the first text has the second in it; capitals count",
        "contains(DisplayName,'Sales')",
        lambda text, part: part in text,
        by_literal("contains"),
    ),
    "startswith": Function(
        (_T, _T),
        2,
        Kind.TRUTH,
        "the first text begins with the second",
        "startswith(Dn,'1')",
        str.startswith,
        by_literal("startswith"),
    ),
    "endswith": Function(
        (_T, _T),
        2,
        Kind.TRUTH,
        "the first text ends with the second",
        "endswith(DisplayName,'Berg')",
        str.endswith,
        by_literal("endswith"),
    ),
    "tolower": Function(
        (_T,),
        1,
        _T,
        "in small letters",
        "contains(tolower(DisplayName),'sales')",
        str.lower,
        unless(ODD_CAPITALS, lambda text: text.str.lower(), str.lower),
    ),
    "toupper": Function(
        (_T,),
        1,
        _T,
        "in capitals",
        "toupper(DisplayName) eq 'RECEPTION'",
        str.upper,
        unless(ODD_SMALL, lambda text: text.str.upper(), str.upper),
    ),
    "trim": Function(
        (_T,),
        1,
        _T,
        "without spaces at its ends",
        "trim(DisplayName) eq ''",
        str.strip,
        stripped,
    ),
    "concat": Function(
        (_T, _T),
        2,
        _T,
        "the second text behind the first",
        "concat(Dn,DisplayName) eq '100Anna'",
        lambda one, other: one + other,
        joined,
    ),
    "length": Function((_T,), 1, _N, "number of characters", "length(Dn) eq 3", len, lengths),
    "indexof": Function(
        (_T, _T),
        2,
        _N,
        "where the second text begins in the first, counted from 0; -1: nowhere",
        "indexof(DisplayName,' ') gt 4",
        str.find,
        unless(NOT_ASCII, lambda text, part: text.str.find(part), str.find),
    ),
    "substring": Function(
        (_T, _N, _N),
        2,
        _T,
        "from this character on, counted from 0; at most so many",
        "substring(Dn,0,1) eq '1'",
        substring,
        sliced,
    ),
    "round": Function(
        (_N,),
        1,
        _N,
        "to the nearest whole number, halves away from zero",
        "round(InboundAnsweredCount div 2.0) eq 5",
        to_nearest,
        to_nearest,
    ),
    "floor": Function(
        (_N,),
        1,
        _N,
        "the next whole number below",
        "floor(InboundAnsweredCount div 7.0) eq 1",
        floor,
        floor,
    ),
    "ceiling": Function(
        (_N,),
        1,
        _N,
        "the next whole number above",
        "ceiling(InboundAnsweredCount div 7.0) eq 1",
        ceiling,
        ceiling,
    ),
    "totalseconds": Function(
        (_D,),
        1,
        _N,
        "a duration as a number of seconds",
        "totalseconds(InboundAnsweredTalkingDur) gt 3600",
        lambda microseconds: microseconds / MICROSECONDS,
        lambda microseconds: microseconds / MICROSECONDS,
    ),
}
"""By name."""
