"""Call legs: one end of one call at one extension, as arrays for counting and as tuples to read.

An internal call has two legs (outbound at the caller, inbound at the callee); a call that a queue
offers to a team has one inbound leg at each telephone that rang. The report counts legs: since
update 6 those of a queue's polling only where they were answered, before it every one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from demo_pbx.directory import Directory

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Return an aware datetime as microseconds since 1970-01-01 UTC, exactly."""
    return (moment - EPOCH) // MICROSECOND


def from_us(read_moment_us: int) -> datetime:
    """Return microseconds since 1970-01-01 UTC as an aware datetime in UTC."""
    return EPOCH + timedelta(microseconds=read_moment_us)


class Leg(NamedTuple):
    """One leg to read: ``direction`` inbound or outbound, ``area`` internal or external.

    ``polling``: a queue rang this telephone, perhaps beside others.
    """

    start: datetime
    extension: str
    direction: str
    area: str
    answered: bool
    talk_us: int
    polling: bool


@dataclass(frozen=True, slots=True)
class Legs:
    """Legs as columns of equal length, sorted by start.

    ``start_us`` [µs since 1970 UTC], ``extension`` position in the directory, ``outbound``,
    ``internal``, ``answered``, ``talk_us`` [µs, 0 when unanswered], ``polling``.
    """

    start_us: NDArray[np.int64]
    extension: NDArray[np.int32]
    outbound: NDArray[np.bool_]
    internal: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    talk_us: NDArray[np.int64]
    polling: NDArray[np.bool_]

    def __len__(self) -> int:
        """Count the legs."""
        return len(self.start_us)

    @property
    def nbytes(self) -> int:
        """Memory of the columns [bytes]."""
        return sum(getattr(self, column.name).nbytes for column in fields(self))

    def take(self, chosen: slice | NDArray[np.bool_] | NDArray[np.intp]) -> Legs:
        """Return the chosen legs, in their order (or in the order of the positions)."""
        return Legs(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def between(self, start_us: int, end_us: int) -> Legs:
        """Return the legs that start in [start, end)."""
        first, last = np.searchsorted(self.start_us, (start_us, end_us))
        return self if first == 0 and last == len(self) else self.take(slice(first, last))

    def readable(self, directory: Directory) -> Iterator[Leg]:
        """Yield the legs as tuples."""
        columns = (getattr(self, column.name).tolist() for column in fields(self))
        for start_us, position, outbound, internal, *rest in zip(*columns, strict=True):
            yield Leg(
                from_us(start_us),
                directory.extensions[position].number,
                "outbound" if outbound else "inbound",
                "internal" if internal else "external",
                *rest,
            )


class CallSource(Protocol):
    """The source of the calls: the simulation or a replayed log."""

    @property
    def directory(self) -> Directory:
        """The extensions that can have calls."""

    def between(self, start_us: int, end_us: int) -> Iterator[Legs]:
        """Yield the legs that start in [start, end) and are known by now, in pieces."""


@dataclass(frozen=True)
class CountedLegs:
    """A call source reduced to the legs that reports count since update 6: without the rings of
    a queue's polling that were not answered."""

    source: CallSource

    @property
    def directory(self) -> Directory:
        """The extensions that can have calls."""
        return self.source.directory

    def between(self, start_us: int, end_us: int) -> Iterator[Legs]:
        """Yield the counted legs that start in [start, end) and are known by now, in pieces."""
        for legs in self.source.between(start_us, end_us):
            yield legs.take(legs.answered | ~legs.polling)
