"""A separate program that loads a history and prints what that took.

    python -m tests.support.history_reader ORIGIN FIRST_DAY LAST_DAY MOMENT FOLDER [ADDRESS]

Prints the sum of all counters, the buckets held, the requests it made, and the gaps.
"""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from telephony.data_access.service import DataAccess
from telephony.frames.columns import COUNTS
from telephony.periods.buckets import Grain
from telephony.periods.ranges import DayRange, resolve_range
from telephony.query.view import CallArea, Query
from telephony.xapi.connection import Connection
from tests.support.clocks import SetClock
from tests.support.stores import Place


def main() -> None:
    origin, first, last, moment, folder, *address = sys.argv[1:]
    now = datetime.fromisoformat(moment)
    chosen = DayRange(date.fromisoformat(first), date.fromisoformat(last))
    period = resolve_range(chosen, now, ZoneInfo("Europe/Berlin"))
    place = Place(Path(folder), address[0] if address else None)
    connection = Connection(origin, "demo", SecretStr("demo"))
    access = DataAccess(lambda: connection, clock=SetClock(now), store=place.open())
    with closing(access):
        history = access.load_history(Query(("GRP0000",), period, CallArea.ALL), Grain.DAY)
    total = int(history.frame[list(COUNTS)].sum().sum())
    errors = sorted({type(gap.error).__name__ for gap in history.gaps})
    print(total, len(history.held), len(history.requests), *errors)  # noqa: T201  # its purpose


if __name__ == "__main__":
    main()
