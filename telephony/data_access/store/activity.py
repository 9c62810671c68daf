"""What a store does, as pages and gauges show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Use(StrEnum):
    """What a transaction is for."""

    READ = "read"
    WRITE = "write"


class UseOutcome(StrEnum):
    """How a use of the store ended."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not tried, since the store does not work."""


class StoreUse(NamedTuple):
    """One use of the store."""

    use: Use
    outcome: UseOutcome


@dataclass(frozen=True)
class StoreActivity:
    """The uses of a store so far, and its state now.

    ``is_temporary``: it ends with the process, on purpose. ``has_worked``: it has been usable at
    least once. ``is_readable`` and ``is_writable``: whether it is used now. ``pending_count``:
    buckets that wait in memory to be stored.
    """

    is_temporary: bool
    has_worked: bool
    is_readable: bool
    is_writable: bool
    pending_count: int
    uses: Mapping[StoreUse, int]
