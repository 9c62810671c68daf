"""``python -m telephony.collect``: fills the history from cron, systemd or a CronJob.

It fetches yesterday first, for every group and call area, then the weeks before, newest first.
Stored days are not requested again, so it resumes where it stopped. It ends when all days are
stored or the requests of an hour are used up. Of several PBXs each is collected from, and one that
fails stops no other. Exit code 1 when a PBX or the store cannot be used.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from functools import partial
from threading import Event

from telephony.collect.collector import Collector
from telephony.collect.schedule import DEFAULT_MONTHS, Scope
from telephony.collect.words import NO_PBX, result_words
from telephony.data_access.pbx.client import connection_of
from telephony.data_access.service import DataAccess
from telephony.data_access.store.store import HistoryStore, open_store
from telephony.formatting.command_line import print_failure, print_line
from telephony.query.view import CallArea
from telephony.settings.load import Settings, SettingsError, choose_systems, load_settings
from telephony.xapi.clock import SystemClock
from telephony.xapi.errors import XapiError

_AREAS = {area.param: area for area in CallArea}


def main(words: Sequence[str] | None = None) -> int:
    """Run the command with ``words`` as its arguments; the exit code."""
    arguments = _parser().parse_args(words)
    try:
        settings = load_settings()
    except SettingsError as error:
        return print_failure(str(error))
    if settings.demo:
        return print_failure(NO_PBX)
    try:
        systems = choose_systems(settings, arguments.pbx)
    except ValueError as error:
        return print_failure(str(error))
    store = open_store(settings.data_dir, settings.database_url, settings.secret)
    if (notice := store.notice) is not None:
        store.close()
        return print_failure(notice)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # side by side: with --keep-going the first would keep the others waiting for days
    with closing(store), ThreadPoolExecutor(len(systems)) as pool:
        codes = pool.map(partial(_collect, store, stop, arguments), systems)
        return max(codes)


def _collect(
    store: HistoryStore, stop: Event, arguments: argparse.Namespace, settings: Settings
) -> int:
    """Collect from one PBX; the exit code. Its lines begin with its name, if it has one."""
    name = f"{settings.pbx_name}: " if settings.pbx_name else ""
    access = DataAccess(
        lambda: connection_of(settings),
        store=store,
        max_concurrent_requests=settings.max_concurrent_requests,
        rates=settings.rates,
    )
    collector = Collector(
        access,
        SystemClock(),
        per_hour=arguments.requests_per_hour,
        report=lambda text: print_line(f"{name}{text}"),
        stop=stop,
    )
    areas = tuple(_AREAS[word] for word in arguments.area) or tuple(CallArea)
    try:
        groups = arguments.group or [group.number for group in access.load_groups().groups]
        scope = Scope(tuple(groups), areas, arguments.since)
        result = collector.run(scope, settings.zone, keep_going=arguments.keep_going)
    except XapiError as error:
        return print_failure(f"{name}{error}")
    finally:
        access.close(keep_store=True)
    words = result_words(result.fetched, result.stored, result.failed, result.left)
    print_line(f"{name}{words}")
    reason = result.not_stored if result.error is None else str(result.error)
    return 0 if reason is None else print_failure(f"{name}{reason}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m telephony.collect",
        description="Fetch the history of calls before somebody needs it.",
    )
    add = parser.add_argument
    since = f"first day (default: {DEFAULT_MONTHS} months back)"
    add("--since", type=date.fromisoformat, metavar="2026-01-01", help=since)
    systems = "the id of a PBX, where there are several; may be repeated (default: all)"
    add("--pbx", action="append", default=[], metavar="ID", help=systems)
    groups = "may be repeated (default: all groups)"
    add("--group", action="append", default=[], metavar="NUMBER", help=groups)
    areas = "may be repeated (default: all three)"
    add("--area", action="append", default=[], choices=list(_AREAS), help=areas)
    most = "most requests in an hour (default and limit: half of THREECX_REQUESTS_PER_HOUR)"
    add("--requests-per-hour", type=int, metavar="REQUESTS", help=most)
    pause = "pause when the hour's requests are used up, instead of ending"
    add("--keep-going", action="store_true", help=pause)
    return parser


if __name__ == "__main__":
    sys.exit(main())
