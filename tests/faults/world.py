"""A made-up company whose true numbers are known, as a PBX would report them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from telephony.periods.period import Period

ZONE: Final = ZoneInfo("Europe/Berlin")
GROUPS: Final = ("GRP0000", "GRP0001")
COUNTS: Final = {
    "inbound_answered": "InboundAnsweredCount",
    "inbound_unanswered": "InboundUnansweredCount",
    "outbound_answered": "OutboundAnsweredCount",
    "outbound_unanswered": "OutboundUnansweredCount",
}
TALKS: Final = {
    "inbound_talk_us": "InboundAnsweredTalkingDur",
    "outbound_talk_us": "OutboundAnsweredTalkingDur",
}
_MICROSECONDS: Final = 1_000_000

Row = dict[str, Any]
Numbers = Mapping[str, int]
Truth = Mapping[str, Numbers]
"""By extension, its numbers by the names of the columns."""


@dataclass(frozen=True)
class World:
    """Extensions of two groups, and what each did on each day; a day fills up hour by hour."""

    members: Mapping[str, tuple[str, ...]]
    days: Mapping[date, Truth]

    @classmethod
    def made(cls, rng: Random, first: date, last: date) -> World:
        """Anything from nobody to a few dozen people, some of them without calls."""
        numbers = [str(100 + place) for place in range(rng.choice((1, 3, 12, 30)))]
        both = rng.randrange(len(numbers) + 1)
        members = {GROUPS[0]: tuple(numbers), GROUPS[1]: tuple(numbers[both:])}
        span = [first + timedelta(days) for days in range((last - first).days + 1)]
        days: dict[date, dict[str, Numbers]] = {day: {} for day in span}
        for one in numbers:
            for day in span:
                days[day][one] = _busy(rng)
        return cls(members, days)

    def truth(self, group: str, start: datetime, end: datetime, now: datetime) -> Truth:
        """The numbers of a group between two midnights, as they are at a moment."""
        found = {
            extension: dict.fromkeys((*COUNTS, *TALKS), 0)
            for extension in self.members.get(group, ())
        }
        for day, numbers in self.days.items():
            hours = _hours_in(day, now)
            if hours and start <= _midnight(day) < end:
                for extension, sums in found.items():
                    for name, number in numbers[extension].items():
                        sums[name] += number * hours // 24
        return found

    def rows(self, group: str, start: datetime, end: datetime, now: datetime) -> list[Row]:
        """The same as the PBX sends it: without zeros, durations as ISO 8601."""
        return [
            {"Dn": extension, "DisplayName": f"Person {extension}", **_sent(numbers)}
            for extension, numbers in self.truth(group, start, end, now).items()
        ]


def days(first: date, last: date) -> Period:
    """The period from the first day to the last one."""
    return Period(_midnight(first), _midnight(last + timedelta(days=1)), ZONE)


@cache
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)


def _hours_in(day: date, now: datetime) -> int:
    return min(24, max(0, int((now - _midnight(day)).total_seconds() // 3600)))


def _busy(rng: Random) -> Numbers:
    answered, called = (rng.choice((0, 0, 24, 240, 2_400)) for _ in range(2))
    return {
        "inbound_answered": answered,
        "inbound_unanswered": rng.choice((0, 24, 48)),
        "outbound_answered": called,
        "outbound_unanswered": rng.choice((0, 72)),
        "inbound_talk_us": answered * rng.randrange(1, 300) * _MICROSECONDS,
        "outbound_talk_us": called * rng.randrange(1, 300) * _MICROSECONDS,
    }


def _sent(numbers: Numbers) -> Row:
    counts = {sent: numbers[name] for name, sent in COUNTS.items() if numbers[name]}
    talks = {
        sent: f"PT{numbers[name] / _MICROSECONDS:f}S"
        for name, sent in TALKS.items()
        if numbers[name]
    }
    return counts | talks
