"""The report: legs counted per extension of a department, as the rows that 3CX sends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demo_pbx.collections import Collection, Kind
from demo_pbx.directory import Directory, Group
from demo_pbx.legs import CallSource, Legs

ALL_CALLS, INTERNAL_CALLS, EXTERNAL_CALLS = 0, 1, 2

FIELDS = {
    "Dn": Kind.TEXT,
    "DisplayName": Kind.TEXT,
    "InboundAnsweredCount": Kind.NUMBER,
    "InboundUnansweredCount": Kind.NUMBER,
    "OutboundAnsweredCount": Kind.NUMBER,
    "OutboundUnansweredCount": Kind.NUMBER,
    "InboundAnsweredTalkingDur": Kind.DURATION,
    "OutboundAnsweredTalkingDur": Kind.DURATION,
    "SentimentScore": Kind.NUMBER,
}
# 3CX sends these two always, and of the rest only what is not zero.
ALWAYS_SENT = ("Dn", "DisplayName")
# Every seventh extension has its calls transcribed and so a score.
SCORED_EVERY = 7


@dataclass(frozen=True)
class Totals:
    """Sums per extension of the directory: ``counts`` [calls] and ``talk_us`` [µs].

    Second axis of both: inbound, outbound. Third axis of the counts: unanswered, answered.
    """

    counts: NDArray[np.int64]
    talk_us: NDArray[np.int64]


def totals(pieces: Iterable[Legs], extensions: int, area: int) -> Totals:
    """Count legs of a call area (0 all, 1 internal, 2 external) per extension."""
    counts = np.zeros(extensions * 4, dtype=np.int64)
    talk = np.zeros(extensions * 2, dtype=np.int64)
    for legs in pieces:
        chosen = legs
        if area != ALL_CALLS:
            chosen = legs.take(legs.internal == (area == INTERNAL_CALLS))
        side = chosen.extension * 2 + chosen.outbound
        counts += np.bincount(side * 2 + chosen.answered, minlength=len(counts))
        # bincount adds in doubles: exact below 2**53 µs, and no piece reaches 285 years
        talk += np.bincount(side, chosen.talk_us, minlength=len(talk)).astype(np.int64)
    return Totals(counts.reshape(-1, 2, 2), talk.reshape(-1, 2))


def rows(directory: Directory, group: Group, sums: Totals) -> list[tuple[Any, ...]]:
    """Return one row per member in the order of FIELDS; members without calls have zeros.

    A sentiment is known only for some extensions, and only when they answered a call.
    """
    members = np.array(group.members, dtype=np.intp)
    counts = sums.counts[members].tolist()
    talk = sums.talk_us[members].tolist()
    return [
        (
            *directory.extensions[member],
            inbound[1],
            inbound[0],
            outbound[1],
            outbound[0],
            *talked,
            _sentiment(member) if inbound[1] and member % SCORED_EVERY == 0 else None,
        )
        for member, (inbound, outbound), talked in zip(members.tolist(), counts, talk, strict=True)
    ]


def _sentiment(member: int) -> int:
    return 40 + member * 37 % 55


def collection(
    source: CallSource, group: Group, start_us: int, end_us: int, area: int
) -> Collection:
    """Return the report for the legs that start in [start, end)."""
    directory = source.directory
    sums = totals(source.between(start_us, end_us), len(directory.extensions), area)
    return Collection(
        "Pbx.ReportExtensionStatisticsByGroup", FIELDS, rows(directory, group, sums), ALWAYS_SENT
    )


def written(row: Sequence[Any], names: Iterable[str]) -> dict[str, Any]:
    """Write a row as 3CX sends it: durations as text, zeros and unknowns left out."""
    record = dict(zip(FIELDS, row, strict=True))
    sent: dict[str, Any] = {}
    for name in names:
        value = record[name]
        if name in ALWAYS_SENT:
            sent[name] = value
        elif value:
            sent[name] = iso_duration(value) if FIELDS[name] is Kind.DURATION else value
    return sent


def iso_duration(microseconds: int) -> str:
    """Write a duration [µs, not negative] as 3CX does: P5DT13H43M24.960179S, PT14.6S, PT0S."""
    seconds, fraction = divmod(microseconds, 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    text = f"{seconds}.{fraction:06d}".rstrip("0").rstrip(".") if fraction else str(seconds)
    clock = "".join(
        f"{amount}{unit}"
        for amount, unit in ((hours, "H"), (minutes, "M"), (text, "S"))
        if amount not in (0, "0")
    )
    date = f"{days}D" if days else ""
    if not date and not clock:
        return "PT0S"
    return f"P{date}T{clock}" if clock else f"P{date}"
