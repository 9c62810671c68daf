"""Every metric, defined once, with the grain of the frames that have it.

The page's help, the definitions on the screen and in files, and the documentation print from here.
The report's own fields have their label and meaning in ``telephony.frames``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from telephony.formatting.units import Unit
from telephony.frames import columns, hour_columns


class Good(Enum):
    """Which way is good. Most metrics have no good side: more work is not better work."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class Per(Enum):
    """The grain of a metric: what one of its numbers is about."""

    EXTENSION = "extension"
    STEP = "step"  # a day, week or month of a trend
    HOUR = "hour"
    GROUP = "group"  # of all extensions shown together


@dataclass(frozen=True)
class Metric:
    """One metric. ``top`` and ``bottom`` are columns of the frame.

    The value is the sum of ``top``, or that sum ÷ the sum of ``bottom`` where there is one. Sums
    over extensions are taken first, so no average of averages arises. ``formula`` follows the
    label and a colon; ``empty`` is a sentence on what a zero or an empty cell means. ``default``:
    the table of extensions shows it before somebody chooses columns.
    """

    key: str
    label: str
    unit: Unit
    formula: str
    empty: str
    good: Good
    caution: str
    source: str
    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    per: tuple[Per, ...] = (Per.EXTENSION, Per.STEP)
    default: bool = True

    @property
    def help(self) -> str:
        """The definition in words, for a tooltip."""
        sentences = (f"{self.label}: {self.formula}.", self.caution, self.empty)
        return " ".join(sentence for sentence in sentences if sentence)


_REPORT: Final = "3CX report 'extension statistics by group'"
_REPORT_RATIO: Final = f"{_REPORT}; ratio calculated here"
_REPORT_SUM: Final = f"{_REPORT}; sum calculated here"
_IN: Final = ("inbound_answered", "inbound_unanswered")
_OUT: Final = ("outbound_answered", "outbound_unanswered")
_ANSWERED: Final = ("inbound_answered", "outbound_answered")
_TALK: Final = ("inbound_talk_us", "outbound_talk_us")
_NO_CALLS: Final = "0 means no such calls."
_QUEUES: Final = (
    "Since 3CX 20 Update 6, a call that a queue or ring group offers counts only at the extension "
    "that answers it; before, every ring that was not answered counted as unanswered."
)
_BOTH_ENDS: Final = "A call between two extensions counts at both."
_TRANSFERS: Final = (
    "A transferred call counts at every extension that talked, so the sum over extensions can be "
    "longer than the calls."
)
_VOICEMAIL: Final = "Voicemail and answering machines count as answered."
_TALK_ONLY: Final = "Talk time only: no ringing, waiting or after-call work."
_FEW_CALLS: Final = "Says little when there are few calls."


def _field(name: str, good: Good, caution: str, empty: str = _NO_CALLS) -> Metric:
    """A metric that is a field of the report as it is."""
    column = columns.BY_NAME[name]
    unit = column.unit or Unit.CALLS
    key = name.removesuffix("_us")
    return Metric(key, column.label, unit, column.meaning, empty, good, caution, _REPORT, (name,))


_OF_EXTENSIONS: Final = (
    _field("inbound_answered", Good.NEITHER, _BOTH_ENDS),
    _field(
        "inbound_unanswered", Good.DOWN,
        f"Not the same as lost callers: the call may have been answered elsewhere. {_QUEUES}",
    ),
    Metric(
        "pick_up_rate", "Pick-up rate", Unit.RATE,
        "inbound answered ÷ all inbound calls of the extension",
        "Empty means no inbound calls.", Good.UP,
        f"Per extension, not per caller. {_QUEUES} The rate rises on the day of that update.",
        _REPORT_RATIO, ("inbound_answered",), _IN,
    ),
    _field("inbound_talk_us", Good.NEITHER, _TRANSFERS),
    Metric(
        "inbound_mean_talk", "Inbound average talk time", Unit.TALK,
        "inbound talk time ÷ inbound answered",
        "Empty means no answered inbound calls.", Good.NEITHER,
        _TALK_ONLY, _REPORT_RATIO, ("inbound_talk_us",), ("inbound_answered",),
    ),
    _field("outbound_answered", Good.NEITHER, f"{_VOICEMAIL} {_BOTH_ENDS}"),
    _field(
        "outbound_unanswered", Good.NEITHER,
        "Includes busy lines, wrong numbers and calls that the extension gave up.",
    ),
    Metric(
        "connect_rate", "Connect rate", Unit.RATE,
        "outbound answered ÷ all outbound calls of the extension",
        "Empty means no outbound calls.", Good.UP,
        _VOICEMAIL, _REPORT_RATIO, ("outbound_answered",), _OUT,
    ),
    _field("outbound_talk_us", Good.NEITHER, _TRANSFERS),
    Metric(
        "outbound_mean_talk", "Outbound average talk time", Unit.TALK,
        "outbound talk time ÷ outbound answered",
        "Empty means no answered outbound calls.", Good.NEITHER,
        f"{_TALK_ONLY} {_VOICEMAIL}", _REPORT_RATIO, ("outbound_talk_us",), ("outbound_answered",),
        default=False,
    ),
    Metric(
        "calls", "Calls", Unit.CALLS,
        "answered and unanswered calls, inbound and outbound", _NO_CALLS, Good.NEITHER,
        f"Calls at extensions, not calls of the company. {_BOTH_ENDS}", _REPORT_SUM, _IN + _OUT,
    ),
    Metric(
        "talk", "Talk time", Unit.TALK,
        "inbound and outbound talk time", _NO_CALLS, Good.NEITHER, _TRANSFERS, _REPORT_SUM, _TALK,
    ),
    Metric(
        "mean_talk", "Average talk time", Unit.TALK,
        "talk time ÷ answered calls", "Empty means no answered calls.", Good.NEITHER,
        _TALK_ONLY, _REPORT_RATIO, _TALK, _ANSWERED, default=False,
    ),
    Metric(
        "share_of_calls", "Share of calls", Unit.RATE,
        "the extension's calls ÷ the calls of all extensions shown",
        "Empty means that the extensions shown have no calls.", Good.NEITHER,
        _FEW_CALLS, "ratio calculated here", _IN + _OUT, _IN + _OUT, per=(Per.EXTENSION,),
        default=False,
    ),
    Metric(
        "share_of_talk", "Share of talk time", Unit.RATE,
        "the extension's talk time ÷ the talk time of all extensions shown",
        "Empty means that the extensions shown have no talk time.", Good.NEITHER,
        _FEW_CALLS, "ratio calculated here", _TALK, _TALK, per=(Per.EXTENSION,), default=False,
    ),
    Metric(
        "erlangs", "Traffic", Unit.ERLANGS,
        "talk time ÷ the time of the period that is over, nights and weekends included",
        "0 means no talk time.", Good.NEITHER,
        "In erlangs: the average number of people on the phone at the same time. Ringing and hold "
        "time are not included.",
        "carried traffic as in ITU-T E.600 (1993)", _TALK, default=False,
    ),
    Metric(
        "sentiment", "Sentiment", Unit.SCORE, columns.BY_NAME["sentiment"].meaning,
        "Empty means that the PBX reports none.", Good.NEITHER,
        "Shown as the PBX sends it: 3CX documents neither the scale, which differs by system, nor "
        "how many calls a score is based on, so there is no average.",
        _REPORT, ("sentiment",), per=(Per.EXTENSION,), default=False,
    ),
    # A new metric goes here: programs may count on the order of the columns in files.
)  # fmt: skip

_HOURLY: Final = "3CX reports 'user activity' and 'call distribution'"
_EMPTY_HOUR: Final = "An hour without such calls counts as 0."


def _hour_field(name: str, good: Good, caution: str) -> Metric:
    """A metric that is a field of the hourly reports as it is."""
    column = next(column for column in hour_columns.COLUMNS if column.name == name)
    return Metric(
        name, column.label, Unit.CALLS, column.meaning, _EMPTY_HOUR, good, caution, _HOURLY,
        (name,), per=(Per.HOUR,),
    )  # fmt: skip


_OF_HOURS: Final = (
    Metric(
        "calls", "Calls", Unit.CALLS, "inbound and outbound calls", _EMPTY_HOUR, Good.NEITHER,
        _BOTH_ENDS, f"{_HOURLY}; sum calculated here", ("inbound", "outbound"), per=(Per.HOUR,),
    ),
    _hour_field("inbound", Good.NEITHER, f"{_BOTH_ENDS} {_QUEUES}"),
    _hour_field("outbound", Good.NEITHER, _BOTH_ENDS),
    _hour_field("answered", Good.NEITHER, _BOTH_ENDS),
    _hour_field("unanswered", Good.DOWN, _QUEUES),
    Metric(
        "talk", "Talk time", Unit.TALK, "time on the phone in calls that began in the hour",
        _EMPTY_HOUR, Good.NEITHER, "The whole call counts in the hour in which it began.",
        f"{_REPORT}, requested hour by hour", _TALK, per=(Per.HOUR,),
    ),
)  # fmt: skip


def metrics_per(grain: Per) -> Mapping[str, Metric]:
    """The metrics of this grain by their key, in the order in which they are listed."""
    return {metric.key: metric for metric in (*_OF_EXTENSIONS, *_OF_HOURS) if grain in metric.per}


METRICS: Final = metrics_per(Per.EXTENSION)
STEP_METRICS: Final = metrics_per(Per.STEP)
HOUR_METRICS: Final = metrics_per(Per.HOUR)


def label_of(key: str, direction: str) -> str:
    """The metric's label; one that covers both directions names the chosen one."""
    metric = METRICS[key]
    sides = {part.split("_")[0] for part in metric.top}
    if {"inbound", "outbound"} <= sides and direction in sides:
        return f"{direction.capitalize()} {metric.label.lower()}"
    return metric.label
