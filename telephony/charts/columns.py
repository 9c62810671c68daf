"""The derived frame as a chart reads it: a few rows of many columns, at which pandas is slow."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from telephony.frames import plain_values

Positions = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.float64]
Made = TypeVar("Made")


class Fixed(list[Any]):
    """A list that nobody changes. On its way to the browser a figure is copied twice, whole."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Fixed:
        return self


class Columns:
    """A frame's columns, each taken out of pandas once. Nobody changes what it hands out."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._made: dict[Hashable, Any] = {}

    @classmethod
    def of(cls, frame: Derived) -> Columns:
        """Those of the frame; the same where they were read before."""
        return frame if isinstance(frame, Columns) else cls(frame)

    def __len__(self) -> int:
        return len(self.frame)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made when it is first asked for under this key."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    @property
    def everywhere(self) -> Positions:
        """The positions of all rows."""
        return np.arange(len(self), dtype=np.intp)

    def array(self, name: str) -> ExtensionArray:
        """The whole column."""
        found: ExtensionArray = self.once(("array", name), lambda: self.frame[name].array)
        return found

    def values(self, name: str) -> list[Any]:
        """The whole column as plain values."""
        return self.once(("values", name), lambda: plain_values(self.array(name)))

    def missing(self, name: str) -> npt.NDArray[np.bool_] | None:
        """Where the column has no value; None where it has one everywhere."""

        def look() -> npt.NDArray[np.bool_] | None:
            found = np.asarray(self.array(name).isna())
            return found if found.any() else None

        return self.once(("missing", name), look)

    def texts(self, name: str, at: Positions) -> list[str]:
        """The column's texts at those positions."""
        return self._at(self.values(name), at)

    def whole(self, name: str, at: Positions) -> list[int]:
        """The column's whole numbers at those positions, 0 where the PBX's was unreadable."""
        numbers = self.once(
            ("whole", name), lambda: self.array(name).to_numpy(np.int64, na_value=0)
        )
        found: list[int] = numbers[at].tolist()
        return found

    def numbers(self, name: str) -> Numbers:
        """The column in floating point, NaN where there is no number."""
        return self.once(
            ("numbers", name), lambda: self.array(name).to_numpy(np.float64, na_value=np.nan)
        )

    def one_of(self, extensions: frozenset[str], at: Positions) -> npt.NDArray[np.bool_]:
        """Which of the positions hold one of these extensions."""
        if not extensions:
            return np.zeros(len(at), dtype=bool)
        numbers = self.texts("extension", at)
        return np.fromiter((number in extensions for number in numbers), bool, len(at))

    @staticmethod
    def _at(values: list[Any], at: Positions) -> list[Any]:
        return [values[place] for place in at.tolist()]


Derived = pd.DataFrame | Columns
"""What a chart is made of: a derived frame, or its columns where several charts share them."""
