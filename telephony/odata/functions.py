"""The functions of the filter language that apply to text, numbers and durations.

Each has two implementations: ``row``, in plain Python, defines the result; ``columns`` computes the
same for a whole column at once. Tests compare the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from telephony.odata.column_functions import (
    NOT_ASCII,
    ODD_CAPITALS,
    ODD_SMALL,
    ceiling,
    concat_texts,
    floor,
    literal_test,
    round_to_nearest,
    slice_texts,
    strip_texts,
    substring,
    text_lengths,
    unless_odd,
)
from telephony.odata.fields import Kind
from telephony.odata.operators import NULL, Value, as_objects

MICROSECONDS: Final = 1e6
# The value in rows whose result is null.
_FILLERS: Final[Mapping[Kind, Any]] = {Kind.TEXT: "", Kind.NUMBER: 0, Kind.TRUTH: False}


@dataclass(frozen=True)
class Function:
    """A function: the kinds it takes (at least ``fewest`` of them) and gives, and its meaning.

    ``row`` computes one row; ``columns`` all at once, or returns None where it cannot.
    """

    takes: tuple[Kind, ...]
    fewest: int
    gives: Kind
    meaning: str
    example: str
    row: Callable[..., Any]
    columns: Callable[..., Any] | None = None

    def apply(self, arguments: list[Value]) -> Value:
        """The results; null where an argument is null."""
        null: Any = np.False_
        for argument in arguments:
            null = np.logical_or(null, argument.null)
        if null is np.True_ or any(argument.null is np.True_ for argument in arguments):
            return NULL
        data = [argument.data for argument in arguments]
        result = self.columns(*data) if self.columns else None
        return Value(self._by_row(data, null) if result is None else result, null)

    def _by_row(self, data: list[Any], null: Any) -> Any:
        columns = [as_objects(one) for one in data]
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
        "whether the first text contains the second; case-sensitive",
        "contains(DisplayName,'Sales')",
        lambda text, part: part in text,
        literal_test("contains"),
    ),
    "startswith": Function(
        (_T, _T),
        2,
        Kind.TRUTH,
        "whether the first text begins with the second; case-sensitive",
        "startswith(Dn,'1')",
        str.startswith,
        literal_test("startswith"),
    ),
    "endswith": Function(
        (_T, _T),
        2,
        Kind.TRUTH,
        "whether the first text ends with the second; case-sensitive",
        "endswith(DisplayName,'Berg')",
        str.endswith,
        literal_test("endswith"),
    ),
    "tolower": Function(
        (_T,),
        1,
        _T,
        "the text in lower case",
        "contains(tolower(DisplayName),'sales')",
        str.lower,
        unless_odd(ODD_CAPITALS, lambda text: text.str.lower(), str.lower),
    ),
    "toupper": Function(
        (_T,),
        1,
        _T,
        "the text in upper case",
        "toupper(DisplayName) eq 'RECEPTION'",
        str.upper,
        unless_odd(ODD_SMALL, lambda text: text.str.upper(), str.upper),
    ),
    "trim": Function(
        (_T,),
        1,
        _T,
        "the text without spaces at its ends",
        "trim(DisplayName) eq ''",
        str.strip,
        strip_texts,
    ),
    "concat": Function(
        (_T, _T),
        2,
        _T,
        "the first text followed by the second",
        "concat(Dn,DisplayName) eq '100Anna'",
        lambda one, other: one + other,
        concat_texts,
    ),
    "length": Function(
        (_T,), 1, _N, "the number of characters", "length(Dn) eq 3", len, text_lengths
    ),
    "indexof": Function(
        (_T, _T),
        2,
        _N,
        "the position of the second text in the first, from 0; -1 where it does not occur",
        "indexof(DisplayName,' ') gt 4",
        str.find,
        unless_odd(NOT_ASCII, lambda text, part: text.str.find(part), str.find),
    ),
    "substring": Function(
        (_T, _N, _N),
        2,
        _T,
        "the part from this position on, counted from 0; the third value limits its length",
        "substring(Dn,0,1) eq '1'",
        substring,
        slice_texts,
    ),
    "round": Function(
        (_N,),
        1,
        _N,
        "the nearest whole number; halves are rounded away from zero",
        "round(InboundAnsweredCount div 2.0) eq 5",
        round_to_nearest,
        round_to_nearest,
    ),
    "floor": Function(
        (_N,),
        1,
        _N,
        "rounded down to a whole number",
        "floor(InboundAnsweredCount div 7.0) eq 1",
        floor,
        floor,
    ),
    "ceiling": Function(
        (_N,),
        1,
        _N,
        "rounded up to a whole number",
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
