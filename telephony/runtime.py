"""What one running dashboard consists of, handed to the pages and the export routes.

The server installs it at its start; a test uses its own for a while.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from telephony.data_access.service import DataAccess
from telephony.settings.load import Settings
from telephony.xapi.clock import Clock


@dataclass(frozen=True)
class Runtime:
    """Settings, the way to the data, the zone of the PBX and the clock; ``demo``: the demo PBX."""

    settings: Settings
    access: DataAccess
    zone: ZoneInfo
    clock: Clock
    demo: bool

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return self.clock.now()


_installed: list[Runtime] = []


def install(runtime: Runtime) -> None:
    """Make ``runtime`` the one that pages and routes use from now on."""
    _installed[:] = [runtime]


@contextmanager
def using(runtime: Runtime) -> Iterator[None]:
    """Make it the one in use within the block; after it the one before is in use again."""
    before = list(_installed)
    install(runtime)
    try:
        yield
    finally:
        _installed[:] = before


def current() -> Runtime:
    """The installed runtime. Raises RuntimeError before the server's start has installed one."""
    if not _installed:
        raise RuntimeError("No runtime is installed: start the dashboard with app.py.")
    return _installed[0]
