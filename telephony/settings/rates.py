"""How many requests programs may send to a PBX per minute and hour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rates:
    """The most requests of programs in any minute, and in any hour."""

    per_minute: int = 120
    """Two per second, where a report takes a PBX some tenths of a second."""
    per_hour: int = 1_200
    """A month of one group hour by hour, or a year of three groups, within the hour."""
