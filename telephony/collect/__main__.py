"""`python -m telephony.collect`: fills the history from cron, systemd or a CronJob.

It asks for yesterday first, for every group and call area, then for the weeks before, newest
first. What is held is not asked again, so it resumes where it stopped. It ends when all is held
or the requests of an hour are used up. Exit code 1 when the PBX or the store could not be used.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from threading import Event

from telephony.collect.collector import Collected, Collector
from telephony.collect.schedule import MONTHS_BY_DEFAULT, Scope
from telephony.data_access.pbx.client import connection_of
from telephony.data_access.service import DataAccess
from telephony.data_access.store.store import open_store
from telephony.formatting.command_line import print_failure, print_line
from telephony.query.view import CallArea
from telephony.settings.load import Settings, SettingsError, load_settings
from telephony.xapi.clock import SystemClock
from telephony.xapi.errors import XapiError

_AREAS = {area.param: area for area in CallArea}


def main(words: Sequence[str] | None = None) -> int:
    """The command."""
    arguments = _parser().parse_args(words)
    try:
        settings = load_settings()
    except SettingsError as error:
        return print_failure(str(error))
    if settings.demo:
        return print_failure("No PBX is configured. Set THREECX_URL; the demo needs no collector.")
    store = open_store(settings.data_dir, settings.database_url, settings.secret)
    if (notice := store.notice) is not None:
        store.close()
        return print_failure(notice)
    access = DataAccess(
        lambda: connection_of(settings),
        store=store,
        max_concurrent_requests=settings.max_concurrent_requests,
        rates=settings.rates,
    )
    with closing(access):
        try:
            collected = _collect(access, settings, arguments)
        except XapiError as error:
            return print_failure(str(error))
    return _told(collected)


def _collect(access: DataAccess, settings: Settings, arguments: argparse.Namespace) -> Collected:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    clock = SystemClock()
    groups = arguments.group or [group.number for group in access.load_groups().groups]
    scope = Scope(
        tuple(groups),
        tuple(_AREAS[name] for name in arguments.area) or tuple(CallArea),
        arguments.since,
    )
    collector = Collector(
        access, clock, per_hour=arguments.requests_per_hour, say=print_line, stop=stop
    )
    return collector.run(scope, settings.zone, keep_going=arguments.keep_going)


def _told(collected: Collected) -> int:
    print_line(
        f"{collected.fetched} days fetched, {collected.held} were held, {collected.failed} failed, "
        f"{collected.left} left for the next run."
    )
    why = collected.not_stored if collected.error is None else str(collected.error)
    return 0 if why is None else print_failure(why)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m telephony.collect",
        description="Fetch the history of calls before anybody asks for it.",
    )
    add = parser.add_argument
    since = f"first day (default: {MONTHS_BY_DEFAULT} months back)"
    add("--since", type=date.fromisoformat, metavar="2026-01-01", help=since)
    add("--group", action="append", default=[], metavar="NUMBER", help="repeated; all by default")
    areas = "repeated; all three by default"
    add("--area", action="append", default=[], choices=list(_AREAS), help=areas)
    most = "most requests within an hour (default and limit: half of THREECX_REQUESTS_PER_HOUR)"
    add("--requests-per-hour", type=int, metavar="REQUESTS", help=most)
    add("--keep-going", action="store_true", help="pause when they are used up instead of ending")
    return parser


if __name__ == "__main__":
    sys.exit(main())
