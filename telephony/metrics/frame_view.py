"""A frame's columns, read out of pandas once, and rows selected among them without going back.

A page shows a few rows of many columns and makes them again at each letter of a search; pandas is
slow at that. So what can be said of a row alone (its sums, its words, its place in an order) is
made once for all rows of an answer, and a narrower view selects from it:

>>> from telephony.frames.extensions import extension_frame
>>> rows = [{"Dn": "100", "InboundAnsweredCount": 3}, {"Dn": "101", "InboundAnsweredCount": 5}]
>>> everyone = FrameView(extension_frame(rows, "GRP0000").frame)
>>> @per_row
... def doubled(rows: FrameView, name: str) -> Integers:
...     return rows.integers(name) * 2
>>> doubled(everyone, "inbound_answered")  # made now, and stored in the view
array([ 6, 10])
>>> some = FrameSelection(everyone, np.array([1]))
>>> doubled(some, "inbound_answered")  # selected from what is stored
array([10])
>>> @per_frame
... def most(rows: FrameView, name: str) -> int:
...     return int(rows.integers(name).max())
>>> most(everyone, "inbound_answered"), most(some, "inbound_answered")  # each view makes its own
(5, 5)

A function and its arguments are the key under which its result is stored, so no two functions can
meet under one key.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.arrays import NumpyExtensionArray

from telephony.answers.once import MakesOnce
from telephony.frames.columns import plain_values
from telephony.metrics.stored_values import per_frame, per_row, take

Positions = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
PerRow = TypeVar("PerRow")


class FrameView(MakesOnce):
    """The columns of a frame. What it returns is shared: nobody changes it."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    @classmethod
    def of(cls, frame: FrameOrView) -> FrameView:
        """A view of the frame; a view is returned as it is."""
        return frame if isinstance(frame, FrameView) else cls(frame)

    def __len__(self) -> int:
        return len(self._frame)

    def __contains__(self, name: str) -> bool:
        return name in self._frame.columns

    @property
    def frame(self) -> pd.DataFrame:
        """All rows and columns as a frame."""
        return self._frame

    @property
    def everywhere(self) -> Positions:
        """The positions of all rows."""
        return np.arange(len(self), dtype=np.intp)

    def array(self, name: str) -> ExtensionArray:
        """The whole column."""
        found: ExtensionArray = self.once(("array", name), lambda: self._frame[name].array)
        return found

    def values(self, name: str) -> list[Any]:
        """The whole column as plain values."""
        return column_values(self, name)

    def missing(self, name: str) -> Mask:
        """Where the column has no value."""
        return column_missing(self, name)

    def complete(self, name: str) -> bool:
        """Every row has a value in the column."""
        return column_complete(self, name)

    def integers(self, name: str) -> Integers:
        """The column's whole numbers, 0 where there is none."""
        return column_integers(self, name)

    def numbers(self, name: str) -> Numbers:
        """The column in floating point, NaN where there is no number."""
        return column_numbers(self, name)

    def texts(self, name: str, at: Positions) -> list[str]:
        """The column's texts at those positions."""
        return column_values.at(self, at, name)

    def whole(self, name: str, at: Positions) -> list[int]:
        """The column's whole numbers at those positions, 0 where the PBX's is unreadable."""
        found: list[int] = self.integers(name)[at].tolist()
        return found

    def one_of(self, extensions: frozenset[str], at: Positions) -> Mask:
        """Which of the positions hold one of these extensions."""
        if not extensions:
            return np.zeros(len(at), dtype=bool)
        numbers = self.texts("extension", at)
        return np.fromiter((number in extensions for number in numbers), bool, len(at))

    def row_values(
        self, key: Hashable, make: Callable[[FrameView], PerRow], args: Iterable[Any]
    ) -> PerRow:
        """The value of each row, stored under the key; ``args`` may name columns."""
        del args  # a whole frame has no columns that a selection would have otherwise
        return self.once(key, lambda: make(self))

    def row_values_at(
        self, key: Hashable, make: Callable[[FrameView], PerRow], args: Iterable[Any], at: Positions
    ) -> PerRow:
        """The values of the rows at those positions, in that order."""
        return take(self.row_values(key, make, args), at)


class FrameSelection(FrameView):
    """Some rows of ``everyone``, those at the positions ``at``.

    ``own``: columns that depend on which rows there are (shares), made for these rows. Whatever
    has the name of such a column among its arguments is made for these rows, too.
    """

    def __init__(
        self, everyone: FrameView, at: Positions, own: Mapping[str, Numbers] | None = None
    ) -> None:
        self._everyone = everyone
        self._at = at
        self._own = dict(own or {})

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, name: str) -> bool:
        return name in self._everyone

    @property
    def frame(self) -> pd.DataFrame:
        def selected() -> pd.DataFrame:
            rows = self._everyone.frame.take(self._at).reset_index(drop=True)
            return rows.assign(**self._own)

        return self.once("frame", selected)

    def array(self, name: str) -> ExtensionArray:
        def selected() -> ExtensionArray:
            if name in self._own:
                return NumpyExtensionArray(self._own[name])
            return self._everyone.array(name).take(self._at)

        return self.once(("array", name), selected)

    def row_values(
        self, key: Hashable, make: Callable[[FrameView], PerRow], args: Iterable[Any]
    ) -> PerRow:
        if not self._own.keys().isdisjoint(args):
            return self.once(key, lambda: make(self))
        whole = self._everyone
        return self.once(key, lambda: take(whole.row_values(key, make, args), self._at))

    def row_values_at(
        self, key: Hashable, make: Callable[[FrameView], PerRow], args: Iterable[Any], at: Positions
    ) -> PerRow:
        if self._own.keys().isdisjoint(args):
            return self._everyone.row_values_at(key, make, args, self._at[at])
        own = {name: column[at] for name, column in self._own.items()}
        return make(FrameSelection(self._everyone, self._at[at], own))


@per_row
def column_values(rows: FrameView, name: str) -> list[Any]:
    """The column as plain values."""
    return plain_values(rows.array(name))


@per_row
def column_missing(rows: FrameView, name: str) -> Mask:
    """Where the column has no value."""
    return np.asarray(rows.array(name).isna())


@per_row
def column_integers(rows: FrameView, name: str) -> Integers:
    """The column's whole numbers, 0 where there is none."""
    return rows.array(name).to_numpy(np.int64, na_value=0)


@per_row
def column_numbers(rows: FrameView, name: str) -> Numbers:
    """The column in floating point, NaN where there is no number."""
    return rows.array(name).to_numpy(np.float64, na_value=np.nan)


@per_frame
def column_complete(rows: FrameView, name: str) -> bool:
    """Every row has a value in the column."""
    return not column_missing(rows, name).any()


FrameOrView = pd.DataFrame | FrameView
"""What charts and tables are made of: a derived frame, or a view that several of them share."""
