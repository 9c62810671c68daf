"""Turns of several sides, and the lines that are made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

from benchmarks import report
from benchmarks.browser.sides import Noted

Turns = Sequence[Noted]
# The browser reports tasks from this length on.
SHORTEST_LONG_MS = 50.0


class Bounds(NamedTuple):
    """What a page may take beside Dash, and how long [ms] its longest task."""

    numbers: float
    settled: float
    task_ms: float


WARM_OPENING, CHANGE = Bounds(1.5, 1.0, 250), Bounds(1.2, 1.0, 100)


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


def longest_task(what: str, ours: Turns, floor: Turns, most: float) -> report.Line:
    """The longest task of the main thread, which ``most`` [ms] limits, beside the floor's."""
    here, there = (
        median(max(one.tasks, default=SHORTEST_LONG_MS) for one in side) for side in (ours, floor)
    )
    line = report.compared(what, here, there, "ms")
    return replace(line, bound=f"≤ {most:g} ms", holds=here <= most)


def all_tasks(what: str, ours: Turns, other: Turns) -> report.Line:
    """How many long tasks there are, and how long the main thread was blocked by them."""
    sides = [
        (median(len(one.tasks) for one in side), median(sum(one.tasks) for one in side))
        for side in (ours, other)
    ]
    here, there = (f"{number:g}, {blocked:.0f} ms" for number, blocked in sides)
    return report.Line(what, here, there, "", "", True)
