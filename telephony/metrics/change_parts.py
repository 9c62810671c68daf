"""Compares the extensions of two periods, or of two groups, and splits what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, TypeVar

from telephony.formatting.name_order import natural_key
from telephony.metrics.changes import (
    CallsChange,
    Changes,
    ExtensionChange,
    RateChange,
    Status,
    TalkChange,
)
from telephony.metrics.extension_values import Values, sides_of, values_of
from telephony.metrics.frame_view import FrameView
from telephony.metrics.rate_split import split_rate, sum_splits_of_rate, sum_taken
from telephony.metrics.talk_split import (
    Talk,
    TalkSplit,
    split_talk,
    sum_splits,
    sum_talk,
    usual_length,
)
from telephony.query.view import Direction

_NOT_LISTED: Final = Values()
_NOTHING: Final = Talk()
Known = TypeVar("Known")


def changes_of(
    before: FrameView, now: FrameView, direction: Direction, *, of_groups: bool = False
) -> Changes:
    """The changes of all extensions in either, whose calls and talk time are of the direction.

    Between two periods each extension is compared with itself. Between groups, ``before`` being the
    other one, hardly anybody is in both: there a call more counts as long as the mean of both
    groups' averages, and the rest of an extension's talk time is how much longer its calls were.
    """
    earlier, later = values_of(before, direction), values_of(now, direction)
    former, names = _names(before), _names(now)
    rows = [
        _row(
            number, (former.get(number), names.get(number)), earlier.get(number), later.get(number)
        )
        for number in dict.fromkeys((*later, *earlier))
    ]
    rows = _with_rate(_with_talk(rows, direction, of_groups=of_groups))
    rows.sort(key=_largest_change_first)
    return Changes(
        tuple(rows),
        _calls(rows, of_groups=of_groups),
        _talk(rows, of_groups=of_groups),
        _rate(rows, of_groups=of_groups),
        of_groups,
    )


def _names(columns: FrameView) -> dict[str, str]:
    return dict(zip(columns.values("extension"), columns.values("display_name"), strict=True))


def _row(
    extension: str, names: tuple[str | None, str | None], before: Values | None, now: Values | None
) -> ExtensionChange:
    was, became = before or _NOT_LISTED, now or _NOT_LISTED
    status = Status.STAYED
    if was.active != became.active:
        status = Status.NEW if became.active else Status.GONE
    former, name = names
    renamed = former if former and name and former != name else ""
    shown = name or former or ""
    return ExtensionChange(extension, shown, status, was, became, former_name=renamed)


def _known_in_both(
    rows: Iterable[ExtensionChange], value: Callable[[Values], Known | None]
) -> list[tuple[ExtensionChange, Known, Known]]:
    """The rows of which both values are known, with the earlier and the later one."""
    found = []
    for row in rows:
        was, became = value(row.before), value(row.now)
        if was is not None and became is not None:
            found.append((row, was, became))
    return found


def _with_talk(
    rows: Sequence[ExtensionChange], direction: Direction, *, of_groups: bool
) -> list[ExtensionChange]:
    known = _known_in_both(rows, lambda values: values.talk)
    sides = sides_of(direction)
    lengths: dict[Direction, Fraction] = {}
    if of_groups:
        for side in sides:
            was = sum_talk(talk.get(side, _NOTHING) for _, talk, _ in known)
            became = sum_talk(talk.get(side, _NOTHING) for _, _, talk in known)
            lengths[side] = usual_length(was, became)
    splits = {
        row.extension: {
            side: split_talk(was.get(side, _NOTHING), became.get(side, _NOTHING), lengths.get(side))
            for side in sides
        }
        for row, was, became in known
    }
    return [replace(row, talk=splits.get(row.extension)) for row in rows]


def _with_rate(rows: Sequence[ExtensionChange]) -> list[ExtensionChange]:
    known = _known_in_both(rows, lambda values: values.taken)
    splits = split_rate([was for _, was, _ in known], [became for _, _, became in known])
    by_extension = dict(zip((row.extension for row, _, _ in known), splits or (), strict=False))
    return [replace(row, rate=by_extension.get(row.extension)) for row in rows]


def _largest_change_first(row: ExtensionChange) -> tuple[bool, int, object]:
    split = row.split
    size = 0 if split is None else abs(split.change_us)
    return split is None, -size, natural_key(row.extension)


def _calls(rows: Sequence[ExtensionChange], *, of_groups: bool) -> CallsChange:
    known = _known_in_both(rows, lambda values: values.calls)
    before, now = sum(was for _, was, _ in known), sum(became for _, _, became in known)
    # two groups have the calls of an extension in both, two periods have none
    shared = sum(min(was, became) for _, was, became in known) if of_groups else 0
    return CallsChange(before, now, len(rows) - len(known), shared)


def _talk(rows: Sequence[ExtensionChange], *, of_groups: bool) -> TalkChange:
    known = _known_in_both(rows, lambda values: values.all_talk)
    changed: dict[Status, list[Mapping[Direction, TalkSplit]]] = {status: [] for status in Status}
    for row, _, _ in known:
        changed[Status.STAYED if of_groups else row.status].append(row.talk or {})
    stayed = changed[Status.STAYED]
    sides = dict.fromkeys(side for parts in stayed for side in parts)
    return TalkChange(
        sum_talk(was for _, was, _ in known).talk_us,
        sum_talk(became for _, _, became in known).talk_us,
        {side: sum_splits(parts[side] for parts in stayed) for side in sides},
        _change_us(changed[Status.NEW]),
        _change_us(changed[Status.GONE]),
        len(rows) - len(known),
    )


def _change_us(changed: Iterable[Mapping[Direction, TalkSplit]]) -> int:
    return sum_splits(split for parts in changed for split in parts.values()).change_us


def _rate(rows: Sequence[ExtensionChange], *, of_groups: bool) -> RateChange:
    known = _known_in_both(rows, lambda values: values.taken)
    before, now = sum_taken(was for _, was, _ in known), sum_taken(became for _, _, became in known)
    split = None
    if before.calls and now.calls:
        split = sum_splits_of_rate(row.rate for row in rows if row.rate is not None)
    shared = sum(min(was.calls, became.calls) for _, was, became in known) if of_groups else 0
    return RateChange(before, now, split, len(rows) - len(known), shared)
