"""A frame's columns, taken out of pandas once, and rows chosen among them without going back.

Pages ask for a few rows of many columns, at which pandas is slow. What is true of a row whatever
else is shown (its sums, its words, its place in an order) is made once for all rows of an answer;
a narrower view picks from it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.arrays import NumpyExtensionArray

from telephony.frames.columns import plain_values

Positions = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Made = TypeVar("Made")
PerRow = TypeVar("PerRow")  # a list, or an array of numpy or Arrow


class FrameView:
    """The columns of a frame. Nobody changes what it hands out."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._made: dict[Hashable, Any] = {}

    @classmethod
    def of(cls, frame: FrameOrView) -> FrameView:
        """Those of the frame; the same where they were read before."""
        return frame if isinstance(frame, FrameView) else cls(frame)

    def __len__(self) -> int:
        return len(self._frame)

    def __contains__(self, name: str) -> bool:
        return name in self._frame.columns

    @property
    def frame(self) -> pd.DataFrame:
        """All of it as a frame."""
        return self._frame

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made when it is first asked for under this key."""
        made: Made
        try:
            made = self._made[key]
        except KeyError:
            made = self._made[key] = make()
        return made

    def per_row(self, key: Hashable, make: Callable[[FrameView], PerRow], of: str = "") -> PerRow:
        """The same for something that each row has for itself, whatever other rows there are.

        ``of`` names the column it is made of, if it is one.
        """
        del of  # all columns are the frame's own
        return self.once(key, lambda: make(self))

    def pick(
        self, key: Hashable, make: Callable[[FrameView], PerRow], at: Positions, of: str = ""
    ) -> PerRow:
        """The same of the rows at those positions, in that order."""
        return picked(self.per_row(key, make, of), at)

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
        return self.per_row(("values", name), lambda of: plain_values(of.array(name)), name)

    def missing(self, name: str) -> Mask:
        """Where the column has no value."""
        return self.per_row(("missing", name), lambda of: np.asarray(of.array(name).isna()), name)

    def complete(self, name: str) -> bool:
        """Every row has a value in the column."""
        return self.once(("complete", name), lambda: not self.missing(name).any())

    def integers(self, name: str) -> Integers:
        """The column's whole numbers, 0 where there is none."""

        def read(of: FrameView) -> Integers:
            return of.array(name).to_numpy(np.int64, na_value=0)

        return self.per_row(("integers", name), read, name)

    def numbers(self, name: str) -> Numbers:
        """The column in floating point, NaN where there is no number."""

        def read(of: FrameView) -> Numbers:
            return of.array(name).to_numpy(np.float64, na_value=np.nan)

        return self.per_row(("numbers", name), read, name)

    def texts(self, name: str, at: Positions) -> list[str]:
        """The column's texts at those positions."""
        return self.pick(("values", name), lambda of: plain_values(of.array(name)), at, name)

    def whole(self, name: str, at: Positions) -> list[int]:
        """The column's whole numbers at those positions, 0 where the PBX's was unreadable."""
        found: list[int] = self.integers(name)[at].tolist()
        return found

    def one_of(self, extensions: frozenset[str], at: Positions) -> Mask:
        """Which of the positions hold one of these extensions."""
        if not extensions:
            return np.zeros(len(at), dtype=bool)
        numbers = self.texts("extension", at)
        return np.fromiter((number in extensions for number in numbers), bool, len(at))


class FrameSelection(FrameView):
    """Some rows of ``everyone``, those at the positions ``at``.

    own: columns that depend on which rows there are, made for these.
    """

    def __init__(
        self, everyone: FrameView, at: Positions, own: Mapping[str, Numbers] | None = None
    ) -> None:
        self._everyone = everyone
        self._at = at
        self._own = own or {}
        self._made = {}

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, name: str) -> bool:
        return name in self._everyone

    @property
    def frame(self) -> pd.DataFrame:
        def take() -> pd.DataFrame:
            rows = self._everyone.frame.take(self._at).reset_index(drop=True)
            return rows.assign(**self._own)

        return self.once("frame", take)

    def per_row(self, key: Hashable, make: Callable[[FrameView], PerRow], of: str = "") -> PerRow:
        if of in self._own:
            return self.once(key, lambda: make(self))
        return self.once(key, lambda: picked(self._everyone.per_row(key, make, of), self._at))

    def pick(
        self, key: Hashable, make: Callable[[FrameView], PerRow], at: Positions, of: str = ""
    ) -> PerRow:
        if of in self._own:  # made for these rows alone, rather than for all of the view
            own = {of: self._own[of][at]}
            return make(FrameSelection(self._everyone, self._at[at], own))
        return self._everyone.pick(key, make, self._at[at], of)

    def array(self, name: str) -> ExtensionArray:
        def take() -> ExtensionArray:
            if name in self._own:
                return NumpyExtensionArray(self._own[name])
            return self._everyone.array(name).take(self._at)

        return self.once(("array", name), take)


def picked(values: PerRow, at: Positions) -> PerRow:
    """Those of the values, in that order."""
    found: Any = values
    found = [found[place] for place in at.tolist()] if isinstance(found, list) else found.take(at)
    some: PerRow = found
    return some


FrameOrView = pd.DataFrame | FrameView
"""What charts and tables are made of: a derived frame, or its columns where several share them."""
