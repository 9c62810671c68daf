"""The state of one running demo PBX, and what tests may inspect."""

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
    """A completed request: method, path with query as sent, and the response's status."""

    method: str
    target: str
    status: int


@dataclass
class Counters:
    """The requests so far, refused or not.

    ``report_requests`` are for extension statistics, ``hourly_requests`` for the two hourly
    reports; ``concurrent_reports`` is the most of all these that ran at the same time.
    """

    token_grants: int = 0
    token_refusals: int = 0
    report_requests: int = 0
    hourly_requests: int = 0
    group_requests: int = 0
    unauthorized: int = 0
    running_reports: int = 0
    concurrent_reports: int = 0

    @contextmanager
    def counting(self, raw_path: bytes) -> Iterator[None]:
        """Count a request, and a report as running during the block."""
        is_statistics = raw_path.startswith(REPORT_PATH)
        is_hours = raw_path.startswith(HOURS_PATHS)
        is_report = is_statistics or is_hours
        self.report_requests += is_statistics
        self.hourly_requests += is_hours
        self.group_requests += raw_path == GROUPS_PATH
        self.running_reports += is_report
        self.concurrent_reports = max(self.concurrent_reports, self.running_reports)
        try:
            yield
        finally:
            self.running_reports -= is_report


@dataclass
class Pbx:
    """One demo PBX: its options, clock, calls, tokens, and requests so far.

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
        """The calls that the reports count."""
        return self.source if self.options.before_update_6 else CountedLegs(self.source)


def build(options: Options, clock: Clock) -> Pbx:
    """Build the PBX of these options. Raises CallLogError for an unreadable call log."""
    if options.calls is not None:
        from demo_pbx.replay import replay  # noqa: PLC0415  # only a replay reads files

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
