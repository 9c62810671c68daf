"""`python -m benchmarks.load [PART …]`: the dashboard under load, as one table.

The exit code is 1 when a bound does not hold.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from benchmarks import report
from benchmarks.load import crowd, house, memory, processes

MINUTES = 10
_PAGE = """\
# Load

`make load` measures this and writes this page; `MINUTES=2 make load` takes two minutes where the
usual run takes ten. People, dashboard and PBX share the cores of one machine: the people take part
of what they measure, so a server whose users sit elsewhere does better. {how}

A look is one run of a page: from the click to its last message, read and decoded. Each of the
hundred people signs in through a trusted proxy's header, goes through eight pages of two groups of
{extensions} extensions, one of them of today, and thinks for twenty seconds in between, more or
less. While the PBX is away its port takes each connection and hangs up.

Two processes: each has a core of its own among the servers, and the people use what is left of
both. What is compared is what a process serves in a second of processor time that it gets.

{measurement}"""


def main() -> int:
    """Measure and print; progress goes to standard error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="of crowd, processes, memory")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of the crowd; 10")
    parser.add_argument("--write", type=Path, metavar="FILE", help="a page to write them to")
    arguments = parser.parse_args()
    parts: Mapping[str, Callable[[], Iterable[report.Line]]] = {
        "processes": processes.measure,
        "memory": memory.measure,
        "crowd": lambda: crowd.measure(arguments.minutes),
    }
    if unknown := [name for name in arguments.parts if name not in parts]:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(parts)}")
    begun = time.perf_counter()
    lines: list[report.Line] = []
    for name in arguments.parts or parts:
        for line in parts[name]():
            print(report.table([line]).splitlines()[-1], file=sys.stderr, flush=True)
            lines.append(line)
    measured = report.measured(lines, time.perf_counter() - begun)
    print(measured)
    if arguments.write:
        how = f"This run: {arguments.minutes:g} min."
        page = _PAGE.format(how=how, extensions=house.EXTENSIONS, measurement=measured)
        arguments.write.write_text(page, encoding="utf-8")
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
