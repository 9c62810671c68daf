"""The collector inside the server, if the settings enable it: a run every night."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from threading import Event, Thread
from zoneinfo import ZoneInfo

from telephony.collect.collector import Collector
from telephony.collect.schedule import Scope
from telephony.context import Context
from telephony.periods.wall_clock import instant
from telephony.xapi.errors import XapiError

# Yesterday is final two hours after midnight, and viewers come later.
_START = time(2, 30)
# After a failure: long enough not to burden the PBX, short enough for the same night.
_RETRY_AFTER = timedelta(minutes=30)
# A request that hangs at the PBX ends when the data access is closed.
_STOP_SECONDS = 3

_log = logging.getLogger("dashboard.collect")


class NightlyCollection:
    """Collects on its start, then every night, until ``stop``."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="collect", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop collecting, after the current request at the latest."""
        self._stopping.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        context = self._context
        collector = Collector(context.access, context.clock, report=_log.info, stop=self._stopping)
        while not self._stopping.is_set():
            succeeded = self._collect(collector)
            now = context.now()
            until = next_night(now, context.zone) if succeeded else now + _RETRY_AFTER
            self._stopping.wait((until - now).total_seconds())

    def _collect(self, collector: Collector) -> bool:
        try:
            groups = tuple(group.number for group in self._context.access.load_groups().groups)
            outcome = collector.run(Scope(groups), self._context.zone, keep_going=True)
        except XapiError as error:
            _log.warning("nothing collected: %s", error.headline)
            return False
        except Exception:  # noqa: BLE001  # the server goes on without it
            _log.exception("nothing collected")
            return False
        _log.info("%s days fetched, %s already stored", outcome.fetched, outcome.stored)
        if outcome.not_stored is not None:
            _log.warning("nothing more collected: %s", outcome.not_stored)
        return outcome.error is None and outcome.not_stored is None


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The next half past two on the clocks of ``zone``."""
    today = now.astimezone(zone).date()
    nights = (instant(datetime.combine(today + timedelta(days=n), _START), zone) for n in (0, 1))
    return next(night for night in nights if night > now)
