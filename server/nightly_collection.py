"""The collector inside the server, if the settings enable it: a run every night."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from datetime import time as day_time
from threading import Event, Thread
from zoneinfo import ZoneInfo

from telephony.collect.collector import Collector
from telephony.collect.schedule import Scope
from telephony.context import Context
from telephony.periods.wall_clock import instant
from telephony.xapi.errors import XapiError

# Yesterday is final two hours after midnight, and viewers come later.
_START = day_time(2, 30)
# After a failure: long enough not to burden the PBX, short enough for the same night.
_RETRY_AFTER = timedelta(minutes=30)
# A request that hangs at the PBX ends when the data access is closed.
_STOP_SECONDS = 3

_log = logging.getLogger("dashboard.collect")


class NightlyCollection:
    """Collects on its start, then every night, until ``stop``.

    Each PBX has its own thread and its own nights: one that fails, or is slow, delays no other.
    """

    def __init__(self, context: Context) -> None:
        self._stopping = Event()
        self._threads = [
            Thread(target=self._run, args=(one,), name="collect", daemon=True)
            for one in context.each_pbx
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop collecting, after the current requests at the latest."""
        self._stopping.set()
        until = time.monotonic() + _STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self, context: Context) -> None:
        log = log_of(context)
        collector = Collector(context.access, context.clock, report=log.info, stop=self._stopping)
        while not self._stopping.is_set():
            succeeded = _collect(context, collector, log)
            now = context.now()
            until = next_night(now, context.zone) if succeeded else now + _RETRY_AFTER
            self._stopping.wait((until - now).total_seconds())


def log_of(context: Context) -> logging.Logger:
    """The log of a PBX's collection, under its id where there are several."""
    return _log.getChild(context.pbx.id) if context.pbx.id else _log


def _collect(context: Context, collector: Collector, log: logging.Logger) -> bool:
    try:
        groups = tuple(group.number for group in context.access.load_groups().groups)
        outcome = collector.run(Scope(groups), context.zone, keep_going=True)
    except XapiError as error:
        log.warning("nothing collected: %s", error.headline)
        return False
    except Exception:  # the server goes on without it
        log.exception("nothing collected")
        return False
    log.info("%s days fetched, %s already stored", outcome.fetched, outcome.stored)
    if outcome.not_stored is not None:
        log.warning("nothing more collected: %s", outcome.not_stored)
    return outcome.error is None and outcome.not_stored is None


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The next half past two on the clocks of ``zone``."""
    today = now.astimezone(zone).date()
    nights = (instant(datetime.combine(today + timedelta(days=n), _START), zone) for n in (0, 1))
    return next(night for night in nights if night > now)
