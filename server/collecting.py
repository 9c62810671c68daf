"""The collector inside the server, where the settings ask for it: a run every night."""

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

# Yesterday is final two hours after midnight; viewers come later.
_AT = time(2, 30)
# After a failure: long enough not to be a burden, short enough for the same night.
_AGAIN = timedelta(minutes=30)

# A question that hangs at the PBX ends with the data access.
_STOP_SECONDS = 3

_log = logging.getLogger("dashboard.collect")


class Collecting:
    """Begins at once, then every night, until ``stop``."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._ending = Event()
        self._thread = Thread(target=self._run, name="collect", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._ending.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        context = self._context
        collector = Collector(context.access, context.clock, report=_log.info, stop=self._ending)
        while not self._ending.is_set():
            well = self._collected(collector)
            now = context.now()
            until = next_night(now, context.zone) if well else now + _AGAIN
            self._ending.wait((until - now).total_seconds())

    def _collected(self, collector: Collector) -> bool:
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
    """The next moment at which clocks in ``zone`` show half past two."""
    today = now.astimezone(zone).date()
    nights = (instant(datetime.combine(today + timedelta(days=n), _AT), zone) for n in (0, 1))
    return next(night for night in nights if night > now)
