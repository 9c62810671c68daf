"""A group at a glance: two rows of four cards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from telephony.formatting import numbers
from telephony.formatting.numbers import ENGLISH, Separators
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.change import Change, compare
from telephony.metrics.extension_metrics import MetricValue, total
from telephony.metrics.frame_view import FrameOrView
from telephony.metrics.registry import METRICS, Metric
from telephony.metrics.words import absent
from telephony.query.view import Direction

# The average of inbound calls stands below their talk time. That makes two even rows of four, and
# leaves room for the unanswered calls, which a supervisor looks for first.
ROWS: Final = {
    Direction.INBOUND: ("inbound_answered", "inbound_unanswered", "pick_up_rate", "inbound_talk"),
    Direction.OUTBOUND: (
        "outbound_answered",
        "connect_rate",
        "outbound_talk",
        "outbound_mean_talk",
    ),
}
_BELOW: Final = {"inbound_talk": "inbound_mean_talk"}


@dataclass(frozen=True)
class Card:
    """One metric, all in words. ``detail`` is empty where there is nothing to add."""

    key: str
    direction: Direction
    label: str
    value: str
    detail: str
    change: Change
    help: str


def scorecard(  # noqa: PLR0913  # two periods, and how their values are written
    frame: FrameOrView,
    previous: FrameOrView | None,
    previous_words: str,
    direction: Direction = Direction.BOTH,
    style: Separators = ENGLISH,
    *,
    lacks_rows: tuple[bool, bool] = (False, False),
) -> list[Card]:
    """The cards of the frame's extensions, inbound first; one row when one direction is selected.

    ``previous`` has the same extensions in the period that ``previous_words`` names; None: not
    available. ``lacks_rows`` says of each whether extensions may be missing. No extensions: zeros,
    and no rates and averages.
    """
    totals = total(frame)
    before = None if previous is None else total(previous)

    def now(key: str) -> MetricValue:
        return replace(totals[key], lacks_rows=lacks_rows[0])

    def change(key: str) -> Change:
        earlier = None if before is None else replace(before[key], lacks_rows=lacks_rows[1])
        return compare(METRICS[key], now(key), earlier, previous_words, style)

    def card(key: str, side: Direction) -> Card:
        metric, below, made = METRICS[key], _BELOW.get(key), now(key)
        details, helps = [_parts(metric, made, style)], [metric.help]
        if below is not None:
            average = card_value(METRICS[below], now(below), style)
            details.append(f"average {average} · {change(below).text}")
            helps.append(METRICS[below].help)
        details.append(_lacking(made, style))
        detail = " · ".join(part for part in details if part)
        value = card_value(metric, made, style)
        return Card(key, side, metric.label, value, detail, change(key), "\n\n".join(helps))

    sides = [side for side in ROWS if direction in (Direction.BOTH, side)]
    return [card(key, side) for side in sides for key in ROWS[side]]


def card_value(metric: Metric, made: MetricValue, style: Separators = ENGLISH) -> str:
    """A value as a card shows it: ``1,234``, ``3 h 12 min``, ``86.7 %``, ``–`` or ``?``."""
    if made.value is None:
        return absent(made.unknown)
    return FORMATS[metric.unit].card(style)(made.value)


def _parts(metric: Metric, made: MetricValue, style: Separators) -> str:
    if metric.unit is not Unit.RATE or made.top is None or made.bottom is None:
        return ""
    return numbers.x_of_n(made.top, made.bottom, style)


def _lacking(made: MetricValue, style: Separators) -> str:
    """That the value is incomplete, and why."""
    reasons = ["incomplete"] if made.lacks_rows else []
    if made.left_out:
        reasons.append(f"unknown for {numbers.count_of(made.left_out, 'extension', style)}")
    return ", ".join(reasons)
