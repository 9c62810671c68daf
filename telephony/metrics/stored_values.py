"""Functions of a view whose results the view stores; see ``telephony.metrics.frame_view``."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, Final, Generic, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from telephony.metrics.frame_view import FrameView

Positions = npt.NDArray[np.intp]
Args = ParamSpec("Args")
Made = TypeVar("Made")
PerRow = TypeVar("PerRow")  # a list, or an array of numpy or Arrow


class RowValues(Generic[Args, PerRow]):
    """A function of a view that gives a value for each row, which depends on that row alone.

    Of places in an order only the order counts: a selection has those of all rows.
    """

    def __init__(self, make: Callable[Concatenate[FrameView, Args], PerRow]) -> None:
        self._make = make
        update_wrapper(self, make)

    def __call__(self, rows: FrameView, *args: Args.args, **kwargs: Args.kwargs) -> PerRow:
        """The values of all rows of the view."""
        make = self._make
        return rows.row_values(_key(self, args, kwargs), lambda of: make(of, *args, **kwargs), args)

    def at(self, rows: FrameView, at: Positions, *args: Args.args, **kwargs: Args.kwargs) -> PerRow:
        """The values of the rows at those positions, in that order."""
        make = self._make
        return rows.row_values_at(
            _key(self, args, kwargs), lambda of: make(of, *args, **kwargs), args, at
        )


class FrameValue(Generic[Args, Made]):
    """A function of a view whose result depends on all of its rows; each view makes its own."""

    def __init__(self, make: Callable[Concatenate[FrameView, Args], Made]) -> None:
        self._make = make
        update_wrapper(self, make)

    def __call__(self, rows: FrameView, *args: Args.args, **kwargs: Args.kwargs) -> Made:
        """The view's own result."""
        make = self._make
        return rows.once(_key(self, args, kwargs), lambda: make(rows, *args, **kwargs))


def _key(owner: object, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Hashable:
    return (owner, args, tuple(kwargs.items())) if kwargs else (owner, args)


per_row: Final = RowValues
"""Decorates a function whose value for a row depends on that row alone."""
per_frame: Final = FrameValue
"""Decorates a function whose result depends on all rows together."""


def take(values: PerRow, at: Positions) -> PerRow:
    """The values at those positions, in that order."""
    found: Any = values
    found = [found[place] for place in at.tolist()] if isinstance(found, list) else found.take(at)
    some: PerRow = found
    return some
