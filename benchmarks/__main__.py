"""`python -m benchmarks [PART …]`: the parts asked for, or all of them, as one table.

Each figure stands beside its floor or its alternative, measured in turns with it in the same run.
The exit code is 1 when a bound does not hold.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from benchmarks import (
    cold,
    crowd,
    durations,
    exports,
    history,
    large,
    odata,
    report,
    starting,
    tuning,
    warm,
    warm_pages,
    warm_trends,
)
from benchmarks.browser import measuring as browser

PARTS: Mapping[str, Callable[[], Iterable[report.Line]]] = {
    "warm": warm.measure,
    "trends": warm_trends.measure,
    "pages": warm_pages.measure,
    "tuning": tuning.measure,
    "starting": starting.measure,
    "cold": cold.measure,
    "durations": durations.measure,
    "exports": exports.measure,
    "odata": odata.measure,
    "large": large.measure,
    "crowd": crowd.measure,
    "history": history.measure,
    "browser": browser.measure,
}


def main() -> int:
    """Measure and print; progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--write", type=Path, metavar="FILE", help="a page to write them to")
    arguments = parser.parse_args()
    chosen = arguments.parts or list(PARTS)
    if unknown := [name for name in chosen if name not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    begun = time.perf_counter()
    lines: list[report.Line] = []
    for name in chosen:
        print(f"measuring: {name}", end="", file=sys.stderr, flush=True)
        part_begun = time.perf_counter()
        lines += PARTS[name]()
        print(f", {time.perf_counter() - part_begun:.0f} s", file=sys.stderr, flush=True)
    measured = report.measured(lines, time.perf_counter() - begun)
    print(measured)
    if arguments.write:
        arguments.write.write_text(report.page(measured), encoding="utf-8")
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
