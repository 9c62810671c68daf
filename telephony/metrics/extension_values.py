"""An extension's values in one period, as exact whole numbers, for comparing it with another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from telephony.metrics.extension_metrics import of_direction
from telephony.metrics.frame_view import FrameView
from telephony.metrics.rate_split import Taken
from telephony.metrics.talk_split import Talk, sum_talk
from telephony.query.view import Direction

_INBOUND: Final = ("inbound_answered", "inbound_unanswered")
_CALLS: Final = (*_INBOUND, "outbound_answered", "outbound_unanswered")
_NOT_OFFERED: Final = Taken()


@dataclass(frozen=True)
class Values:
    """The values of an extension; None where a part is unreadable. Without any: not listed.

    calls: those of the chosen direction, answered or not. talk: by direction, of the chosen ones.
    taken: its inbound calls, whatever the direction.
    """

    calls: int | None = 0
    talk: Mapping[Direction, Talk] | None = field(default_factory=dict)
    taken: Taken | None = _NOT_OFFERED

    @property
    def all_talk(self) -> Talk | None:
        """Both directions."""
        return None if self.talk is None else sum_talk(self.talk.values())

    @property
    def active(self) -> bool:
        """There are calls or talk time; what is unreadable may be either."""
        return self.calls != 0 or self.all_talk != Talk()


def sides_of(direction: Direction) -> tuple[Direction, ...]:
    """Inbound, outbound or both of them."""
    if direction is Direction.BOTH:
        return Direction.INBOUND, Direction.OUTBOUND
    return (direction,)


def values_of(columns: FrameView, direction: Direction) -> dict[str, Values]:
    """The values of each extension of the report, by its number."""
    counts = {name: _known(columns, name) for name in _CALLS}
    talk = {side: _talk(columns, side, counts) for side in sides_of(direction)}
    found = {}
    for place, extension in enumerate(columns.values("extension")):
        answered, unanswered = (counts[name][place] for name in _INBOUND)
        offered = _sum((answered, unanswered))
        found[extension] = Values(
            calls=_sum(counts[name][place] for name in of_direction(_CALLS, direction)),
            talk=_all_known({side: parts[place] for side, parts in talk.items()}),
            taken=None if offered is None else Taken(offered, answered or 0),
        )
    return found


def _known(columns: FrameView, name: str) -> list[int | None]:
    values = zip(columns.integers(name).tolist(), columns.missing(name).tolist(), strict=True)
    return [None if lost else value for value, lost in values]


def _talk(
    columns: FrameView, side: Direction, counts: Mapping[str, list[int | None]]
) -> list[Talk | None]:
    pairs = zip(counts[f"{side}_answered"], _known(columns, f"{side}_talk_us"), strict=True)
    return [None if calls is None or us is None else Talk(calls, us) for calls, us in pairs]


def _all_known(parts: Mapping[Direction, Talk | None]) -> Mapping[Direction, Talk] | None:
    known = {side: talk for side, talk in parts.items() if talk is not None}
    return known if len(known) == len(parts) else None


def _sum(values: Iterable[int | None]) -> int | None:
    parts = list(values)
    known = [value for value in parts if value is not None]
    return sum(known) if len(known) == len(parts) else None
