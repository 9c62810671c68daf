"""What was measured, beside what it is held to, as the page docs/performance.md."""

from __future__ import annotations

import os
import platform
import timeit
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One measured figure. ``beside``: the floor or the alternative; empty where there is none."""

    what: str
    measured: str
    beside: str
    result: str
    bound: str
    holds: bool


def at_most(what: str, ours: float, floor: float, bound: float, unit: str) -> Line:
    """``ours`` may take ``bound`` times as long as ``floor``."""
    ratio = ours / floor
    return Line(
        what,
        f"{ours:.3g} {unit}",
        f"{floor:.3g} {unit}",
        f"{ratio:.2f} ×",
        f"≤ {bound:g} ×",
        ratio <= bound,
    )


def at_least(what: str, ratio: float, bound: float, measured: str, beside: str) -> Line:
    """``ratio`` says how many times better than what stands ``beside`` it was measured."""
    return Line(what, measured, beside, f"{ratio:.1f} ×", f"≥ {bound:g} ×", ratio >= bound)


def compared(what: str, ours: float, beside: float, unit: str) -> Line:
    """``ours`` and what stands beside it, without a bound."""
    return Line(
        what, f"{ours:.3g} {unit}", f"{beside:.3g} {unit}", f"{ours / beside:.2f} ×", "", True
    )


def limited(what: str, value: float, bound: float, unit: str) -> Line:
    """A count or a size with a fixed limit."""
    return Line(what, f"{value:,.0f} {unit}", "", "", f"≤ {bound:,.0f} {unit}", value <= bound)


def skipped(what: str, why: str) -> Line:
    """What was not measured, and why."""
    return Line(f"{what}: skipped, {why}", "", "", "", "", True)


def table(lines: Iterable[Line]) -> str:
    """The lines as markdown."""
    rows = [
        ("", "here", "beside", "ratio", "bound", "holds"),
        ("---", "---:", "---:", "---:", "---:", "---"),
        *(
            (
                one.what,
                one.measured,
                one.beside,
                one.result,
                one.bound,
                "yes" if one.holds else "NO",
            )
            for one in lines
        ),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def measured(lines: Iterable[Line], seconds: float) -> str:
    """The table, and on which machine it was measured."""
    return f"Measured in {seconds:.0f} s on {machine()}.\n\n{table(lines)}\n"


def page(measurement: str) -> str:
    """``docs/performance.md`` with a measurement in it."""
    return f"""\
# Performance

`make bench` measures this and writes this page; `.venv/bin/python -m benchmarks warm cold` measures
some parts only. Each value is beside its floor or its alternative, measured in turns in the same
run; a bound that does not hold makes the command fail.

The floor of the warm pages is a bare Streamlit script that sends the same prebuilt figures and the
same table under the same server settings. Where a page stands beside all that it shows, the script
sends the page's controls and texts as well: Streamlit takes longer for a row of controls than for a
chart, as the line after it shows. Every search is one that the server has not rendered
before, unless the line says otherwise; it is typed with the controls open, which are then rendered
again as well. Streamlit sends what a page has rendered every 5 ms, so a short run counts as a whole
number of these steps, and its ratio moves between runs. Of forty runs and more on each side the
middle half counts, on average.

The last lines are what a reader waits for, in a headless Chromium of 1366 by 768 pixels: from the
click or the start of the navigation until the frame that shows it. A page is settled when the
charts in sight are drawn and the main thread runs no long task (50 ms or more) any more. Beside it
are three pages with the same figures, numbers and rows, all made beforehand: the floor is one page
of HTML that draws them with plotly.js, Dash has its own table and a callback each for numbers,
figures and table, and the third is made of Streamlit's own parts. The pages of answers stand beside
Dash's overview, which shows more than any of them; where they have no cards, their sentences or
their table are the numbers. Each page was opened before by the same reader, so ours has its numbers
in its HTML; opened for the first time, they stand about where those of Streamlit's own parts do.
Medians of five or more, in turns. The longest task stands beside the time in which Dash settles:
its bound is 250 ms at an opening and 100 ms at a change where that takes Dash 2.54 and 0.27 s, and
as much more on a slower machine. The browser compiles scripts as on a desk: driven by a program it
would otherwise compile them twice, the charts' library for 0.3 s in one task. What is received is
not compressed here, neither ours nor Dash's: nothing leaves the machine.

{measurement}"""


def machine() -> str:
    """Processor, cores and Python of this machine, and its pace: one name has many speeds."""
    python = f"Python {platform.python_version()}"
    pace = f"sum(range(10**6)) takes {_pace_ms():.0f} ms"
    return f"{_processor()}, {os.cpu_count()} cores, {python}; {pace}"


def _pace_ms() -> float:
    return min(timeit.repeat("sum(range(10**6))", number=1, repeat=20)) * 1000


def _processor() -> str:
    try:
        cpuinfo = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2] for line in cpuinfo.splitlines() if line.startswith("model n")]
    return names[0].strip() if names else platform.machine()
