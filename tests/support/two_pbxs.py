"""Two PBXs in different zones with the same group numbers, and a dashboard over both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from server import assembly
from server.current_context import using
from telephony.context import Context
from telephony.settings.load import load_settings
from telephony.xapi.clock import Clock
from tests.support.clocks import SetClock

# Noon in Berlin, morning in New York; clocks changed in both between 25 October and 1 November.
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
# Those of the tests that need different zones; others hand in their own.
ZONES = {"berlin": "Europe/Berlin", "york": "America/New_York"}
NAMES = {"berlin": "Berlin", "york": "New York"}
KEYS = {"BERLIN_KEY": "demo", "YORK_KEY": "demo"}


def pbx_toml(
    origins: Mapping[str, str],
    more: Mapping[str, str] | None = None,
    zones: Mapping[str, str] = ZONES,
) -> str:
    """A ``pbx.toml`` of these PBXs by id; ``more``: further lines of each."""
    return "\n".join(
        f'[[system]]\nid = "{name}"\nname = "{NAMES[name]}"\nurl = "{origin}"\n'
        f'client_id = "demo"\napi_key_env = "{name.upper()}_KEY"\n'
        f'timezone = "{zones[name]}"\n{(more or {}).get(name, "")}\n'
        for name, origin in origins.items()
    )


@contextmanager
def two_demos(
    clock: Clock, zones: Mapping[str, str] = ZONES, seeds: Sequence[int] = (7, 8)
) -> Iterator[dict[str, RunningPbx]]:
    """A demo PBX for each zone; another seed means other people and other calls."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                running(Options(extensions=16, seed=seed, timezone=zones[name]), clock=clock.now)
            )
            for seed, name in zip(seeds, zones, strict=True)
        }


@contextmanager
def dashboard_over_both(
    folder: Path,
    origins: Mapping[str, str],
    clock: Clock,
    more: Mapping[str, str] | None = None,
    zones: Mapping[str, str] = ZONES,
) -> Iterator[Context]:
    """The dashboard as a start assembles it from a ``pbx.toml``, installed in this process."""
    file = folder / "pbx.toml"
    file.write_text(pbx_toml(origins, more, zones), encoding="utf-8")
    settings = load_settings(
        {
            "TELEPHONY_PBX_FILE": str(file),
            "TELEPHONY_DATA_DIR": str(folder / "data"),
            **KEYS,
        },
        env_file=None,
    )
    context = assembly.build(settings, None, clock)
    try:
        with using(context):
            yield context
    finally:
        assembly.close(context)


@contextmanager
def both(
    folder: Path, zones: Mapping[str, str] = ZONES, seeds: Sequence[int] = (7, 8)
) -> Iterator[dict[str, RunningPbx]]:
    """Two demos at NOON with a dashboard over them."""
    clock = SetClock(NOON)
    with two_demos(clock, zones, seeds) as demos:
        origins = {name: demo.base_url for name, demo in demos.items()}
        with dashboard_over_both(folder, origins, clock, zones=zones):
            yield demos


def calls_of(pbx: RunningPbx, group: str, first: date, last: date) -> dict[str, int]:
    """The calls of each extension of a group on these days of its zone, counted one by one."""
    zone = ZoneInfo(pbx.options.timezone)
    start, end = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    calls = {member.number: 0 for member in pbx.members(group)}
    for leg in pbx.legs(group, start.astimezone(UTC), end.astimezone(UTC)):
        calls[leg.extension] += 1
    return calls
