"""Every metric, defined once: the page's help, the definitions and the exports print from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from telephony.formatting.units import Unit


class Good(Enum):
    """Which way is good. Most figures have none: more work is not better work."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True)
class Metric:
    """One metric. `top` and `bottom` are columns of the frame.

    Its figure is the sum of `top`, or that over the sum of `bottom` when there is one; sums are
    taken over extensions first, so that no mean of means arises.
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

    @property
    def help(self) -> str:
        """The definition in words, for a tooltip."""
        sentences = (f"{self.label}: {self.formula}.", self.caution, f"Empty: {self.empty}.")
        return " ".join(sentence for sentence in sentences if sentence)


_REPORT: Final = "3CX report 'extension statistics by group'"
_IN: Final = ("inbound_answered", "inbound_unanswered")
_OUT: Final = ("outbound_answered", "outbound_unanswered")
_ANSWERED: Final = ("inbound_answered", "outbound_answered")
_TALK: Final = ("inbound_talk_us", "outbound_talk_us")
_ZERO: Final = "no such calls give 0"
QUEUES: Final = (
    "Since 3CX 20 Update 6, a call that a queue or ring group offers counts only at the extension "
    "that picks it up; before, every ring that was not picked up counted as unanswered."
)
_BOTH_ENDS: Final = "A call between two extensions counts at both."
_TRANSFERS: Final = "A transferred call counts for everybody who talked, so sums exceed the clock."
_VOICEMAIL: Final = "A voicemail or machine that picks up counts as answered."
_NO_HANDLING: Final = "Talking only: no ringing, waiting or work after the call."

_ALL: Final = (
    Metric(
        "inbound_answered", "Inbound answered", Unit.CALLS,
        "inbound calls that the extension picked up", _ZERO, Good.NEITHER,
        _BOTH_ENDS, _REPORT, ("inbound_answered",),
    ),
    Metric(
        "inbound_unanswered", "Inbound unanswered", Unit.CALLS,
        "inbound calls to the extension that were not picked up there",
        _ZERO, Good.DOWN,
        f"Not the same as lost callers. {QUEUES}", _REPORT, ("inbound_unanswered",),
    ),
    Metric(
        "pick_up_rate", "Pick-up rate", Unit.RATE,
        "inbound answered ÷ all inbound calls of the extension",
        "without inbound calls there is no rate", Good.UP,
        f"Per extension, not per caller. {QUEUES} The rate rises on the day of that update.",
        f"{_REPORT}; our ratio", ("inbound_answered",), _IN,
    ),
    Metric(
        "inbound_talk", "Inbound talk time", Unit.TALK,
        "time on the phone in inbound calls that were answered", _ZERO, Good.NEITHER,
        _TRANSFERS, _REPORT, ("inbound_talk_us",),
    ),
    Metric(
        "inbound_mean_talk", "Inbound mean talk", Unit.TALK,
        "inbound talk time ÷ inbound answered",
        "without answered inbound calls there is no mean", Good.NEITHER,
        _NO_HANDLING, f"{_REPORT}; our ratio", ("inbound_talk_us",), ("inbound_answered",),
    ),
    Metric(
        "outbound_answered", "Outbound answered", Unit.CALLS,
        "calls from the extension that the far end answered", _ZERO, Good.NEITHER,
        f"{_VOICEMAIL} {_BOTH_ENDS}", _REPORT, ("outbound_answered",),
    ),
    Metric(
        "outbound_unanswered", "Outbound unanswered", Unit.CALLS,
        "calls from the extension that the far end did not answer", _ZERO, Good.NEITHER,
        "Busy, wrong and given-up calls are among them.", _REPORT, ("outbound_unanswered",),
    ),
    Metric(
        "connect_rate", "Connect rate", Unit.RATE,
        "outbound answered ÷ all outbound calls",
        "without outbound calls there is no rate", Good.UP,
        _VOICEMAIL, f"{_REPORT}; our ratio", ("outbound_answered",), _OUT,
    ),
    Metric(
        "outbound_talk", "Outbound talk time", Unit.TALK,
        "time on the phone in outbound calls that were answered", _ZERO, Good.NEITHER,
        _TRANSFERS, _REPORT, ("outbound_talk_us",),
    ),
    Metric(
        "outbound_mean_talk", "Outbound mean talk", Unit.TALK,
        "outbound talk time ÷ outbound answered",
        "without answered outbound calls there is no mean", Good.NEITHER,
        f"{_NO_HANDLING} {_VOICEMAIL}", f"{_REPORT}; our ratio",
        ("outbound_talk_us",), ("outbound_answered",),
    ),
    Metric(
        "calls", "Calls", Unit.CALLS,
        "answered and unanswered calls, inbound and outbound", _ZERO, Good.NEITHER,
        f"Calls at extensions, not calls of the company. {_BOTH_ENDS}",
        f"{_REPORT}; our sum", _IN + _OUT,
    ),
    Metric(
        "talk", "Talk time", Unit.TALK,
        "inbound and outbound talk time", _ZERO, Good.NEITHER,
        _TRANSFERS, f"{_REPORT}; our sum", _TALK,
    ),
    Metric(
        "mean_talk", "Mean talk", Unit.TALK,
        "talk time ÷ answered calls", "without answered calls there is no mean", Good.NEITHER,
        _NO_HANDLING, f"{_REPORT}; our ratio", _TALK, _ANSWERED,
    ),
    Metric(
        "share_of_calls", "Share of calls", Unit.RATE,
        "the extension's calls ÷ the calls of all extensions shown",
        "without calls there is no share", Good.NEITHER,
        "Says little when there are few calls.", "our ratio", _IN + _OUT, _IN + _OUT,
    ),
    Metric(
        "share_of_talk", "Share of talk time", Unit.RATE,
        "the extension's talk time ÷ the talk time of all extensions shown",
        "without talk time there is no share", Good.NEITHER,
        "Says little when there are few calls.", "our ratio", _TALK, _TALK,
    ),
    Metric(
        "erlangs", "Traffic", Unit.ERLANGS,
        "talk time ÷ the part of the period that is over, nights and weekends included",
        "no talk time gives 0", Good.NEITHER,
        "In erlangs: how many were on the phone at once, on average. Without ringing and holding.",
        "carried traffic as in ITU-T E.600 (1993)", _TALK,
    ),
    Metric(
        "sentiment", "Sentiment", Unit.SCORE,
        "the PBX's score of the extension's recorded calls",
        "unknown when the PBX gives none", Good.NEITHER,
        "Shown as the PBX sends it: 3CX documents neither its scale, which differs by system, nor "
        "how many calls stand behind it, so there is no mean.",
        _REPORT, ("sentiment",),
    ),
)  # fmt: skip

METRICS: Final[dict[str, Metric]] = {metric.key: metric for metric in _ALL}


def label_of(key: str, direction: str) -> str:
    """The metric's label; one that covers both directions is told to cover the chosen one."""
    metric = METRICS[key]
    sides = {part.split("_")[0] for part in metric.top}
    if {"inbound", "outbound"} <= sides and direction in sides:
        return f"{direction.capitalize()} {metric.label.lower()}"
    return metric.label
