"""Values of whole columns, with nulls, and what OData's operators make of them.

Order comparisons with a null are false; ``eq`` and ``ne`` take null for a value like no other;
arithmetic, functions, ``and``, ``or``, ``not`` of an unknown are unknown unless the known side
decides.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from telephony.odata.fields import Kind

# Sums and products of 64-bit numbers are exact below this; beyond they are made of doubles.
_SAFE: Final = 2.0**62


class Value(NamedTuple):
    """One value per row, or the same for every row.

    ``data`` is a numpy array, a Series of text, or a scalar; where ``null`` is true it is filler,
    for conditions False.
    """

    data: Any
    null: Any = np.False_


NULL: Final = Value(0, np.True_)
FALSE: Final = Value(np.False_)
_ORDERS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


def column(frame: pd.DataFrame, name: str, kind: Kind) -> Value:
    """A column of the typed frame."""
    series = frame[name]
    if kind is Kind.TEXT:
        return Value(series)
    null = series.isna().to_numpy()
    return Value(series.to_numpy(np.int64, na_value=0), null if null.any() else np.False_)


def objects(data: Any) -> Any:
    """Texts as an array of Python texts; a single one stays."""
    return data.to_numpy(object) if isinstance(data, pd.Series) else data


def equal(left: Value, right: Value) -> Value:
    """``eq``: never null, two nulls are equal."""
    if left.null is np.True_ or right.null is np.True_:
        return Value(np.logical_and(left.null, right.null))
    same = _compared(operator.eq, left.data, right.data)
    if left.null is np.False_ and right.null is np.False_:
        return Value(same)
    neither = np.logical_not(np.logical_or(left.null, right.null))
    return Value((same & neither) | np.logical_and(left.null, right.null))


def unequal(left: Value, right: Value) -> Value:
    """``ne``: the opposite of ``eq``, so true for a null beside a value."""
    return Value(np.logical_not(equal(left, right).data))


def ordered(sign: str, left: Value, right: Value) -> Value:
    """``gt ge lt le``: false where one side is null."""
    if left.null is np.True_ or right.null is np.True_:
        return FALSE
    holds = _compared(_ORDERS[sign], left.data, right.data)
    if left.null is np.False_ and right.null is np.False_:
        return Value(holds)
    return Value(holds & np.logical_not(np.logical_or(left.null, right.null)))


def member(left: Value, constants: Sequence[Any], *, or_null: bool) -> Value:
    """``in`` a list of literals, ``or_null`` whether null is one of them."""
    if left.null is np.True_:
        return Value(np.bool_(or_null))
    if isinstance(left.data, pd.Series):
        found = left.data.isin(constants).to_numpy(bool)
    elif isinstance(left.data, str) or np.asarray(left.data).dtype.kind == "O":
        wanted = set(constants)
        found = np.frompyfunc(wanted.__contains__, 1, 1)(left.data)
        found = np.asarray(found, dtype=bool)
    else:
        found = np.isin(left.data, np.asarray(constants))
    return Value(np.where(left.null, or_null, found))


def _compared(compare: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if _is_column(left, right):
        return compare(left, right).to_numpy(bool)
    found = compare(objects(left), objects(right))
    return found.astype(bool) if isinstance(found, np.ndarray) else np.bool_(found)


def _is_column(left: Any, right: Any) -> bool:
    """Whether pandas can compare them as text: a column beside a column or a single text."""
    sides = (left, right)
    return any(isinstance(one, pd.Series) for one in sides) and all(
        isinstance(one, pd.Series | str) for one in sides
    )


def both(left: Value, right: Value) -> Value:
    """``and``."""
    data = np.logical_and(left.data, right.data)
    if left.null is np.False_ and right.null is np.False_:
        return Value(data)
    false = np.logical_or(_is_false(left), _is_false(right))
    return Value(data, np.logical_not(np.logical_or(data, false)))


def either(left: Value, right: Value) -> Value:
    """``or``."""
    data = np.logical_or(left.data, right.data)
    if left.null is np.False_ and right.null is np.False_:
        return Value(data)
    return Value(data, np.logical_and(np.logical_not(data), np.logical_or(left.null, right.null)))


def opposite(value: Value) -> Value:
    """``not``."""
    return Value(_is_false(value), value.null)


def _is_false(value: Value) -> Any:
    return np.logical_not(np.logical_or(value.data, value.null))


def negated(value: Value) -> Value:
    """Unary minus."""
    return Value(np.negative(value.data), value.null)


def add(left: Value, right: Value) -> Value:
    """``add``; sums beyond 64 bits are doubles."""
    one, two = _roomy(left.data, right.data, operator.add)
    return _known(np.add(one, two), left, right)


def subtract(left: Value, right: Value) -> Value:
    """``sub``; differences beyond 64 bits are doubles."""
    one, two = _roomy(left.data, right.data, operator.add)
    return _known(np.subtract(one, two), left, right)


def multiply(left: Value, right: Value) -> Value:
    """``mul``; products beyond 64 bits are doubles."""
    one, two = _roomy(left.data, right.data, operator.mul)
    return _known(np.multiply(one, two), left, right)


def divide(left: Value, right: Value) -> Value:
    """``div``: of whole numbers a whole one, cut towards zero; null for a division by zero."""
    zero = np.equal(right.data, 0)
    divisor = np.where(zero, 1, right.data)
    if _is_whole(left.data) and _is_whole(right.data):
        found = np.floor_divide(left.data, divisor)
        uneven = np.not_equal(np.remainder(left.data, divisor), 0)
        found = found + (uneven & np.not_equal(np.less(left.data, 0), np.less(divisor, 0)))
    else:
        found = np.true_divide(left.data, divisor)
    return _known(found, left, right, zero)


def remainder(left: Value, right: Value) -> Value:
    """``mod``, with the sign of the left side; null for a division by zero."""
    zero = np.equal(right.data, 0)
    return _known(np.fmod(left.data, np.where(zero, 1, right.data)), left, right, zero)


def scaled(combine: Callable[[Value, Value], Value], left: Value, right: Value) -> Value:
    """A duration multiplied or divided, to the nearest microsecond, halves away from zero."""
    exact = combine(Value(np.asarray(left.data, float), left.null), right)
    return Value(rounded(exact.data), exact.null)


def rounded(data: Any) -> Any:
    """To the nearest whole number, halves away from zero."""
    return np.copysign(np.floor(np.abs(data) + 0.5), data)


def _known(data: Any, left: Value, right: Value, bad: Any = np.False_) -> Value:
    """The result, null where a side is or where there is no such number."""
    null = np.logical_or(np.logical_or(left.null, right.null), bad)
    if not _is_whole(data):
        none = np.isnan(data)
        null = np.logical_or(null, none)
        data = np.where(none, 0.0, data)
    return Value(data, null if np.any(null) else np.False_)


def _is_whole(data: Any) -> bool:
    return np.asarray(data).dtype.kind == "i"


def _roomy(left: Any, right: Any, grow: Callable[[float, float], float]) -> tuple[Any, Any]:
    """Both sides, as doubles when the result could leave 64 bits, where numpy would wrap."""
    if not (_is_whole(left) and _is_whole(right)):
        return left, right
    if grow(_largest(left), _largest(right)) < _SAFE:
        return left, right
    return np.asarray(left, float), np.asarray(right, float)


def _largest(data: Any) -> float:
    numbers = np.asarray(data)
    if numbers.size == 0:
        return 0.0
    return max(abs(float(numbers.max())), abs(float(numbers.min())))
