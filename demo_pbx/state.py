"""Everything one running demo PBX holds, and what a test may look at."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from demo_pbx.auth import Blacklist, Tokens
from demo_pbx.directory import company
from demo_pbx.hourly_reports import FUNCTIONS
from demo_pbx.legs import CallSource, CountedLegs
from demo_pbx.options import Clock, Options
from demo_pbx.paths import PREFIX, REPORT
from demo_pbx.people import staff
from demo_pbx.simulation import Simulation

REQUESTS_REMEMBERED = 10_000
REPORT_PATH = (PREFIX + REPORT).encode()
HOURS_PATHS = tuple((PREFIX + name + "/").encode() for name in FUNCTIONS)
GROUPS_PATH = (PREFIX + "Groups").encode()


class Request(NamedTuple):
    """A request that was answered: method, path with query as it was sent, status."""

    method: str
    target: str
    status: int


@dataclass
class Counters:
    """What was asked so far, refused or not.

    ``report_requests`` are of extension statistics, ``hourly_requests`` of the two hourly reports;
    ``concurrent_reports`` is the most of all these that were in work at one time.
    """

    token_grants: int = 0
    token_refusals: int = 0
    report_requests: int = 0
    hourly_requests: int = 0
    group_requests: int = 0
    unauthorized: int = 0
    reports_in_work: int = 0
    concurrent_reports: int = 0

    @contextmanager
    def working_on(self, raw_path: bytes) -> Iterator[None]:
        """Count a request, and for how long a report is in work."""
        is_statistics = raw_path.startswith(REPORT_PATH)
        is_hours = raw_path.startswith(HOURS_PATHS)
        is_report = is_statistics or is_hours
        self.report_requests += is_statistics
        self.hourly_requests += is_hours
        self.group_requests += raw_path == GROUPS_PATH
        self.reports_in_work += is_report
        self.concurrent_reports = max(self.concurrent_reports, self.reports_in_work)
        try:
            yield
        finally:
            self.reports_in_work -= is_report


@dataclass
class Pbx:
    """One demo PBX: its options, clock, calls, tokens, and what happened so far.

    ``source`` has every call, ``counted`` those that its reports count.
    """

    options: Options
    clock: Clock
    source: CallSource
    tokens: Tokens
    blacklist: Blacklist = field(default_factory=Blacklist)
    counters: Counters = field(default_factory=Counters)
    database: asyncio.Lock = field(default_factory=asyncio.Lock)
    requests: deque[Request] = field(default_factory=lambda: deque(maxlen=REQUESTS_REMEMBERED))

    @property
    def counted(self) -> CallSource:
        """What the reports are made of."""
        return self.source if self.options.before_update_6 else CountedLegs(self.source)


def build(options: Options, clock: Clock) -> Pbx:
    """Make the PBX that the options describe; an unreadable call log raises CallLogError."""
    if options.calls is not None:
        from demo_pbx.replay import replay  # noqa: PLC0415 - only a replay reads files

        source: CallSource = replay(options.calls, options.zone)
    else:
        directory = company(options.extensions, options.seed)
        source = Simulation(
            directory,
            staff(directory, options.seed),
            seed=options.seed,
            zone=options.zone,
            clock=clock,
        )
    return Pbx(options, clock, source, Tokens(options, clock))
