"""A group at a glance: the cards, with their changes and how much they can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from telephony.formatting import numbers
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.units import FORMATS, Unit
from telephony.metrics.certainty import FEWEST
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
ONE_ROW: Final = {
    **ROWS,
    Direction.BOTH: (*ROWS[Direction.INBOUND], "outbound_answered", "outbound_talk"),
}
"""Six cards that fit side by side; what has no card of its own stands below another's value."""
_BELOW: Final = {
    "inbound_talk": "inbound_mean_talk",
    "outbound_answered": "connect_rate",
    "outbound_talk": "outbound_mean_talk",
}
TOO_FEW: Final = "too few calls to judge"


@dataclass(frozen=True)
class Card:
    """One metric, all in words. ``detail`` is empty where there is nothing to add.

    ``caution``: why the value says little; empty where there are calls enough.
    """

    key: str
    direction: Direction
    label: str
    value: str
    detail: str
    change: Change
    help: str
    caution: str = ""


def scorecard(  # noqa: PLR0913  # two periods, and how their values are written
    frame: FrameOrView,
    previous: FrameOrView | None,
    previous_words: str,
    direction: Direction = Direction.BOTH,
    style: LocaleStyle = ENGLISH,
    *,
    lacks_rows: tuple[bool, bool] = (False, False),
    keys: Sequence[str] | None = None,
) -> list[Card]:
    """The cards of the frame's extensions, inbound first; one row when one direction is selected.

    ``keys``: those of other cards, such as ``ONE_ROW``.

    ``previous`` has the same extensions in the period that ``previous_words`` names; None: not
    available. ``lacks_rows`` says of each whether extensions may be missing. No extensions: zeros,
    and no rates and averages.
    """
    totals = total(frame)
    before = None if previous is None else total(previous)

    shown = tuple(keys or _two_rows(direction))

    def now(key: str) -> MetricValue:
        return replace(totals[key], lacks_rows=lacks_rows[0])

    def change(key: str) -> Change:
        earlier = None if before is None else replace(before[key], lacks_rows=lacks_rows[1])
        made = compare(METRICS[key], now(key), earlier, previous_words, style)
        judged = not (_few(now(key)) or (earlier is not None and _few(earlier)))
        return made if judged else made.unjudged()

    def line_below(key: str) -> str:
        metric, made = METRICS[key], now(key)
        name = metric.label.lower() if metric.unit is Unit.RATE else "average"
        written = f"{name} {card_value(metric, made, style)}"
        return _joined(written, _parts(metric, made, style), change(key).brief, _caution(made))

    def card(key: str) -> Card:
        metric, below, made = METRICS[key], _BELOW.get(key), now(key)
        detail, helps = _parts(metric, made, style), [metric.help]
        if below is not None and below not in shown:
            detail = line_below(below)
            helps.append(METRICS[below].help)
        return Card(
            key=key,
            direction=Direction(metric.top[0].split("_", maxsplit=1)[0]),
            label=metric.label,
            value=card_value(metric, made, style),
            detail=_joined(detail, _lacking(made, style)),
            change=change(key),
            help="\n\n".join(helps),
            caution=_caution(made),
        )

    return [card(key) for key in shown]


def _two_rows(direction: Direction) -> tuple[str, ...]:
    sides = [side for side in ROWS if direction in (Direction.BOTH, side)]
    return tuple(key for side in sides for key in ROWS[side])


def card_value(metric: Metric, made: MetricValue, style: LocaleStyle = ENGLISH) -> str:
    """A value as a card shows it: ``1,234``, ``3 h 12 min``, ``86.7 %``, ``–`` or ``?``."""
    if made.value is None:
        return absent(made.unknown)
    return FORMATS[metric.unit].card(style)(made.value)


def _parts(metric: Metric, made: MetricValue, style: LocaleStyle) -> str:
    if metric.unit is not Unit.RATE or made.top is None or made.bottom is None:
        return ""
    return numbers.x_of_n(made.top, made.bottom, style)


def _few(made: MetricValue) -> bool:
    """Whether a ratio is of so few calls that it says little."""
    return made.bottom is not None and 0 < made.bottom < FEWEST


def _caution(made: MetricValue) -> str:
    return TOO_FEW if _few(made) else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _lacking(made: MetricValue, style: LocaleStyle) -> str:
    """That the value is incomplete, and why."""
    reasons = ["incomplete"] if made.lacks_rows else []
    if made.left_out:
        reasons.append(f"unknown for {numbers.count_of(made.left_out, 'extension', style)}")
    return ", ".join(reasons)
