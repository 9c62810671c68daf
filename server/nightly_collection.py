"""The collector inside the server, if the settings enable it: a run every night."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from datetime import time as day_time
from threading import Event, Thread
from zoneinfo import ZoneInfo

from telephony.collect.collector import Collector, CollectResult
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


@dataclass(frozen=True)
class CollectionState:
    """The run that is ``running`` or was the last one; ``ended`` (aware UTC): the last one's end.

    ``succeeded`` is False where the last run ended early.
    """

    running: bool = False
    succeeded: bool = True
    ended: datetime | None = None
    result: CollectResult = field(default_factory=CollectResult)


class NightlyCollection:
    """Collects on its start, then every night, until ``stop``.

    Each PBX has its own thread and its own nights: one that fails, or is slow, delays no other.
    """

    def __init__(self, context: Context) -> None:
        self._stopping = Event()
        self._collections = [_PbxCollection(one, self._stopping) for one in context.each_pbx]

    @property
    def states(self) -> Mapping[str, CollectionState]:
        """What it has done, by the PBX's id; from any thread."""
        return {one.pbx: one.state for one in self._collections}

    def stop(self) -> None:
        """Stop collecting, after the current requests at the latest."""
        self._stopping.set()
        until = time.monotonic() + _STOP_SECONDS
        for one in self._collections:
            one.thread.join(max(0.0, until - time.monotonic()))


class _PbxCollection:
    """The nights of one PBX, on a thread."""

    def __init__(self, context: Context, stopping: Event) -> None:
        self.pbx = context.pbx.id
        self._context = context
        self._stopping = stopping
        self._log = log_of(context)
        self._collector = Collector(
            context.access, context.clock, report=self._log.info, stop=stopping
        )
        self._state = CollectionState()
        self.thread = Thread(target=self._run, name="collect", daemon=True)
        self.thread.start()

    @property
    def state(self) -> CollectionState:
        state = self._state
        return replace(state, result=self._collector.progress) if state.running else state

    def _run(self) -> None:
        context = self._context
        while not self._stopping.is_set():
            self._state = replace(self._state, running=True)
            succeeded = _collect(context, self._collector, self._log)
            now = context.now()
            self._state = CollectionState(
                succeeded=succeeded, ended=now, result=self._collector.progress
            )
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
