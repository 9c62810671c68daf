"""Turns of several sides, and the lines that are made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from benchmarks import report
from benchmarks.browser.sides import Noted

Turns = Sequence[Noted]
# The browser reports tasks from this length on.
SHORTEST_LONG_MS = 50.0


class Bounds(NamedTuple):
    """What a page may take beside Dash; its longest task beside Dash until it has settled."""

    numbers: float
    settled: float
    task: float


# A reader notices tasks of more than 250 ms when a page opens, and of more than 100 ms when it
# changes, on a machine on which Dash settles in 2.54 and in 0.27 s: on a slower one all is slower.
WARM_OPENING, CHANGE = Bounds(1.5, 1.0, 0.098), Bounds(1.2, 1.0, 0.37)


def turns(rounds: int, *sides: Callable[[int], Noted]) -> list[list[Noted]]:
    """What each side does in each round, one side after the other."""
    noted = [[side(number) for side in sides] for number in range(rounds)]
    return [list(side) for side in zip(*noted, strict=True)]


def in_turns(rounds: int, *sides: Callable[[int], Noted]) -> list[list[Noted]]:
    """The same, and that all sides drew the same figures in each round."""
    noted = turns(rounds, *sides)
    for number, one in enumerate(zip(*noted, strict=True)):
        if len({frozenset(side.prints) for side in one}) > 1:
            raise RuntimeError(f"round {number}: the sides did not draw the same figures")
    return noted


def beside(what: str, ours: Turns, other: Turns, of: str, bound: float = 0) -> report.Line:
    """The medians of one field beside each other; without a bound where there is none."""
    here, there = (median(getattr(one, of) for one in side) for side in (ours, other))
    if bound:
        return report.at_most(what, here, there, bound, "ms")
    return report.compared(what, here, there, "ms")


def longest_task(what: str, ours: Turns, dash: Turns, bound: float) -> report.Line:
    """The longest task of the main thread, beside the time in which Dash settles."""
    here = median(max(one.tasks, default=SHORTEST_LONG_MS) for one in ours)
    what = f"{what}: longest task, beside Dash until settled"
    return report.at_most(what, here, median(one.settled for one in dash), bound, "ms")


def all_tasks(what: str, ours: Turns, other: Turns) -> report.Line:
    """How many long tasks there are, and how long the main thread was blocked by them."""
    sides = [
        (median(len(one.tasks) for one in side), median(sum(one.tasks) for one in side))
        for side in (ours, other)
    ]
    here, there = (f"{number:g}, {blocked:.0f} ms" for number, blocked in sides)
    return report.Line(what, here, there, "", "", True)
