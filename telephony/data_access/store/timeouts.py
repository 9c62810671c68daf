"""How long anybody waits for the store, and how often it is tried again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Timeouts:
    """All in seconds. A test gives other ones."""

    answer: float = 3.0
    """For one short transaction with its connection, whatever it waits for. Figures of the PBX
    wait for the store, and people wait for the figures."""
    lock: float = 2.0
    """For a lock that another program holds; our own are held for milliseconds."""
    read: float = 20.0
    """For all transactions of one long reading; a year of 10,000 extensions takes about five."""
    slow: float = 1.0
    """A short transaction takes milliseconds. A store that is slower than this again and again
    costs more than it saves."""
    retry: float = 5.0
    """Between two attempts, in the background, to use a store that failed."""


DEFAULT_TIMEOUTS = Timeouts()
