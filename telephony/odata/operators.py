"""OData's operators on whole columns with nulls.

Order comparisons with null are false; ``eq`` and ``ne`` treat null as a value that equals only
itself. Arithmetic, functions, ``and``, ``or`` and ``not`` of null are null, unless the other side
decides.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from telephony.odata.fields import Kind

# Sums and products of 64-bit integers are exact below this; beyond it they are computed as floats.
_EXACT_BELOW: Final = 2.0**62


class Value(NamedTuple):
    """One value per row, or one for all rows.

    ``data``: a numpy array, a Series of text, or a scalar. Where ``null`` is true, ``data`` is a
    filler: False for conditions.
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


def column_value(frame: pd.DataFrame, name: str, kind: Kind) -> Value:
    """A column of the typed frame as a value."""
    series = frame[name]
    if kind is Kind.TEXT:
        return Value(series)
    null = series.isna().to_numpy()
    return Value(series.to_numpy(np.int64, na_value=0), null if null.any() else np.False_)


def as_objects(data: Any) -> Any:
    """A column of text as an array of Python strings; anything else unchanged."""
    return data.to_numpy(object) if isinstance(data, pd.Series) else data


def equal(left: Value, right: Value) -> Value:
    """``eq``: never null, two nulls are equal."""
    if left.null is np.True_ or right.null is np.True_:
        return Value(np.logical_and(left.null, right.null))
    same = _compare_data(operator.eq, left.data, right.data)
    if left.null is np.False_ and right.null is np.False_:
        return Value(same)
    neither = np.logical_not(np.logical_or(left.null, right.null))
    return Value((same & neither) | np.logical_and(left.null, right.null))


def not_equal(left: Value, right: Value) -> Value:
    """``ne``: the opposite of ``eq``, so true for null and a value."""
    return Value(np.logical_not(equal(left, right).data))


def compare(sign: str, left: Value, right: Value) -> Value:
    """``gt ge lt le``: false where one side is null."""
    if left.null is np.True_ or right.null is np.True_:
        return FALSE
    holds = _compare_data(_ORDERS[sign], left.data, right.data)
    if left.null is np.False_ and right.null is np.False_:
        return Value(holds)
    return Value(holds & np.logical_not(np.logical_or(left.null, right.null)))


def is_member(left: Value, constants: Sequence[Any], *, or_null: bool) -> Value:
    """``in`` a list of literals; ``or_null``: null is one of them."""
    if left.null is np.True_:
        return Value(np.bool_(or_null))
    if isinstance(left.data, pd.Series):
        result = left.data.isin(constants).to_numpy(bool)
    elif isinstance(left.data, str) or np.asarray(left.data).dtype.kind == "O":
        wanted = set(constants)
        result = np.frompyfunc(wanted.__contains__, 1, 1)(left.data)
        result = np.asarray(result, dtype=bool)
    else:
        result = np.isin(left.data, np.asarray(constants))
    return Value(np.where(left.null, or_null, result))


def is_any_of(left: Value, items: Iterable[Value]) -> Value:
    """``in`` a list of expressions: equal to one of them."""
    result = FALSE
    for item in items:
        result = logical_or(result, equal(left, item))
    return result


def _compare_data(test: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if _is_column(left, right):
        return test(left, right).to_numpy(bool)
    result = test(as_objects(left), as_objects(right))
    return result.astype(bool) if isinstance(result, np.ndarray) else np.bool_(result)


def _is_column(left: Any, right: Any) -> bool:
    """Whether pandas can compare them as text: two columns, or a column and a single text."""
    sides = (left, right)
    return any(isinstance(one, pd.Series) for one in sides) and all(
        isinstance(one, pd.Series | str) for one in sides
    )


def logical_and(left: Value, right: Value) -> Value:
    """``and``."""
    data = np.logical_and(left.data, right.data)
    if left.null is np.False_ and right.null is np.False_:
        return Value(data)
    false = np.logical_or(_is_false(left), _is_false(right))
    return Value(data, np.logical_not(np.logical_or(data, false)))


def logical_or(left: Value, right: Value) -> Value:
    """``or``."""
    data = np.logical_or(left.data, right.data)
    if left.null is np.False_ and right.null is np.False_:
        return Value(data)
    return Value(data, np.logical_and(np.logical_not(data), np.logical_or(left.null, right.null)))


def logical_not(value: Value) -> Value:
    """``not``."""
    return Value(_is_false(value), value.null)


def _is_false(value: Value) -> Any:
    return np.logical_not(np.logical_or(value.data, value.null))


def negate(value: Value) -> Value:
    """Unary minus."""
    return Value(np.negative(value.data), value.null)


def add(left: Value, right: Value) -> Value:
    """``add``; floats beyond 64 bits."""
    one, two = _widened(left.data, right.data, operator.add)
    return _result(np.add(one, two), left, right)


def subtract(left: Value, right: Value) -> Value:
    """``sub``; floats beyond 64 bits."""
    one, two = _widened(left.data, right.data, operator.add)
    return _result(np.subtract(one, two), left, right)


def multiply(left: Value, right: Value) -> Value:
    """``mul``; floats beyond 64 bits."""
    one, two = _widened(left.data, right.data, operator.mul)
    return _result(np.multiply(one, two), left, right)


def divide(left: Value, right: Value) -> Value:
    """``div``: truncated towards zero for two integers; null for a division by zero."""
    zero = np.equal(right.data, 0)
    divisor = np.where(zero, 1, right.data)
    if _is_integer(left.data) and _is_integer(right.data):
        result = np.floor_divide(left.data, divisor)
        uneven = np.not_equal(np.remainder(left.data, divisor), 0)
        result = result + (uneven & np.not_equal(np.less(left.data, 0), np.less(divisor, 0)))
    else:
        result = np.true_divide(left.data, divisor)
    return _result(result, left, right, zero)


def remainder(left: Value, right: Value) -> Value:
    """``mod``, with the sign of the left side; null for a division by zero."""
    zero = np.equal(right.data, 0)
    return _result(np.fmod(left.data, np.where(zero, 1, right.data)), left, right, zero)


def scale(combine: Callable[[Value, Value], Value], left: Value, right: Value) -> Value:
    """A duration multiplied or divided, to the nearest microsecond, halves away from zero."""
    exact = combine(Value(np.asarray(left.data, float), left.null), right)
    return Value(round_half_away(exact.data), exact.null)


def round_half_away(data: Any) -> Any:
    """To the nearest whole number, halves away from zero."""
    return np.copysign(np.floor(np.abs(data) + 0.5), data)


def _result(data: Any, left: Value, right: Value, bad: Any = np.False_) -> Value:
    """The result; null where a side is null, where ``bad``, or where it is not a number."""
    null = np.logical_or(np.logical_or(left.null, right.null), bad)
    if not _is_integer(data):
        not_a_number = np.isnan(data)
        null = np.logical_or(null, not_a_number)
        data = np.where(not_a_number, 0.0, data)
    return Value(data, null if np.any(null) else np.False_)


def _is_integer(data: Any) -> bool:
    return np.asarray(data).dtype.kind == "i"


def _widened(left: Any, right: Any, grow: Callable[[float, float], float]) -> tuple[Any, Any]:
    """Both sides, as floats where the result could exceed 64 bits: numpy would wrap around."""
    if not (_is_integer(left) and _is_integer(right)):
        return left, right
    if grow(_largest(left), _largest(right)) < _EXACT_BELOW:
        return left, right
    return np.asarray(left, float), np.asarray(right, float)


def _largest(data: Any) -> float:
    numbers = np.asarray(data)
    if numbers.size == 0:
        return 0.0
    return max(abs(float(numbers.max())), abs(float(numbers.min())))
