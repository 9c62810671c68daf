"""The metrics that one page alone shows: Workload, What changed, Extension, and the one on rates.

They are defined as those of the registry are, and have no column in the table of extensions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from telephony.formatting.units import Unit
from telephony.frames.columns import TALKS
from telephony.metrics.normal_band import FEWEST_DAYS, WEEKS
from telephony.metrics.registry import METRICS, Good, Metric, Per

_HERE: Final = "calculated here"
_OF_SHOWN: Final = "The extensions that the page shows count, also idle ones while they are shown."
_NO_TALK: Final = "Empty means that there is no talk time."
_COUNTS: Final = (*METRICS["pick_up_rate"].bottom, *METRICS["connect_rate"].bottom)
_NO_CALLS: Final = "Empty means that there are no such calls."
_SPIEGELHALTER: Final = "Spiegelhalter, Statistics in Medicine 24 (2005) 1185"


def _of_talk(  # noqa: PLR0913, PLR0917  # the parts of a definition
    key: str, label: str, unit: Unit, formula: str, caution: str, source: str, per: Per
) -> Metric:
    return Metric(
        key, label, unit, formula, _NO_TALK, Good.NEITHER, caution, source, TALKS, per=(per,)
    )


def _of_rate(  # noqa: PLR0913, PLR0917  # the parts of a definition
    key: str, label: str, unit: Unit, formula: str, caution: str, source: str, per: Per
) -> Metric:
    return Metric(
        key, label, unit, formula, _NO_CALLS, Good.NEITHER, caution, source, _COUNTS, per=(per,)
    )


def _of_change(  # noqa: PLR0913, PLR0917  # the parts of a definition
    key: str, label: str, unit: Unit, formula: str, caution: str, empty: str, *columns: str
) -> Metric:
    return Metric(
        key, label, unit, formula, empty, Good.NEITHER, caution, _HERE, columns,
        per=(Per.EXTENSION,),
    )  # fmt: skip


def _by_key(metrics: Iterable[Metric]) -> Mapping[str, Metric]:
    return {metric.key: metric for metric in metrics}


_OVERLAP: Final = (
    "A call with an internal and an external part counts in both call areas, so the two together "
    "can be more than the talk time of all calls."
)

LOAD_METRICS: Final = _by_key(
    (
        _of_talk(
            "cumulative_share", "Cumulative share", Unit.RATE,
            "the share of talk time of the extension and of all with more of it", _OF_SHOWN,
            _HERE, Per.EXTENSION,
        ),
        _of_talk(
            "internal_talk", "Internal talk time", Unit.TALK,
            "talk time in calls between extensions of this PBX", _OVERLAP,
            "3CX report 'extension statistics by group' for internal calls", Per.EXTENSION,
        ),
        _of_talk(
            "external_talk", "External talk time", Unit.TALK,
            "talk time in calls over the lines of the PBX", _OVERLAP,
            "3CX report 'extension statistics by group' for external calls", Per.EXTENSION,
        ),
        _of_talk(
            "internal_share", "Internal share", Unit.RATE,
            "internal talk time ÷ internal and external talk time together", _OVERLAP, _HERE,
            Per.EXTENSION,
        ),
        _of_talk(
            "talk_if_absent", "Talk time if some are absent", Unit.TALK,
            "the talk time of the extension, and of the absent ones as much as its share among the "
            "others; 0 for an absent one", "What would happen is not known: calls may also be "
            "lost, or go to other groups.", _HERE, Per.EXTENSION,
        ),
        _of_talk(
            "gini", "Gini coefficient", Unit.INDEX,
            "half the average difference of two extensions' talk time ÷ the average talk time",
            f"0 where all have the same, near 1 where one has all of it. {_OF_SHOWN}",
            "Gini (1912); Sen, On Economic Inequality (1973)", Per.GROUP,
        ),
        _of_talk(
            "effective_people", "Effective people", Unit.PEOPLE,
            "1 ÷ the sum of the squared shares of talk time",
            "So many people with equal loads would be as concentrated.",
            "Laakso and Taagepera, Comparative Political Studies 12 (1979) 3", Per.GROUP,
        ),
        _of_talk(
            "hour_traffic", "Traffic by the hour of the week", Unit.ERLANGS,
            "talk time of the calls that began in an hour of the week ÷ the time of these hours",
            "In erlangs: the average number of people on the phone at the same time. A call counts "
            "with its whole talk time in the hour in which it began.",
            "3CX report 'extension statistics by group', requested hour by hour", Per.GROUP,
        ),
    )
)  # fmt: skip

RATE_METRICS: Final = _by_key(
    (
        _of_rate(
            "low_95", "Interval from", Unit.RATE,
            "the lower end of Wilson's 95 % interval around the rate of the extension",
            "With few calls it is wide: the rate says little.",
            "Wilson, J. Am. Stat. Assoc. 22 (1927) 209", Per.EXTENSION,
        ),
        _of_rate(
            "high_95", "Interval to", Unit.RATE, "the upper end of that interval", "",
            "Wilson, J. Am. Stat. Assoc. 22 (1927) 209", Per.EXTENSION,
        ),
        _of_rate(
            "funnel_998", "99.8 % limits", Unit.RATE,
            "between them the rate of an extension with so many calls lies in 998 of 1,000 cases, "
            "if only chance makes it differ from the group's rate; binomial quantiles, widened by "
            "the square root of the factor of overdispersion",
            "A rate outside is called an outlier: above or below.", _SPIEGELHALTER, Per.EXTENSION,
        ),
        _of_rate(
            "funnel_95", "95 % limits", Unit.RATE, "the same for 95 of 100 cases",
            "Of twenty extensions one lies outside by chance.", _SPIEGELHALTER, Per.EXTENSION,
        ),
        _of_rate(
            "rank", "Rank", Unit.CALLS,
            "1 + the extensions whose interval begins above the end of this one's, up to all less "
            "those whose interval ends below its begin",
            "1 is the highest rate. With fewer than 20 calls there is no rank.", _HERE,
            Per.EXTENSION,
        ),
        _of_rate(
            "overdispersion", "Factor of overdispersion", Unit.INDEX,
            "the mean square of the z-scores of the rates, a tenth of them pulled in at each end, "
            "at least 1",
            "1: chance alone explains how the rates vary. Extensions with fewer than 20 calls do "
            "not count; where fewer than two are left it is 1.", _SPIEGELHALTER, Per.GROUP,
        ),
    )
)  # fmt: skip

_UNKNOWN: Final = "Empty means that a value is unknown."
_NO_RATE: Final = "Empty means that the group has no inbound calls in one of the two."
_ANSWERED: Final = METRICS["mean_talk"].bottom
_INBOUND: Final = METRICS["pick_up_rate"].bottom

CHANGE_METRICS: Final = _by_key(
    (
        _of_change(
            "talk_change", "Talk time, change", Unit.TALK_CHANGE,
            "talk time now − talk time before", METRICS["talk"].caution, _UNKNOWN, *TALKS,
        ),
        _of_change(
            "from_more_calls", "From more calls", Unit.TALK_CHANGE,
            "change of answered calls × the mean of both average talk times, inbound and outbound "
            "each on its own",
            "Negative for fewer calls. All of the change of an extension with calls in one of the "
            "two only. Between two groups the averages are those of the groups.",
            _UNKNOWN, *TALKS, *_ANSWERED,
        ),
        _of_change(
            "from_longer_calls", "From longer calls", Unit.TALK_CHANGE,
            "change of the average talk time × the mean of answered calls before and now, inbound "
            "and outbound each on its own",
            "Negative for shorter calls. With “from more calls” it is the whole change, to the "
            "microsecond.",
            _UNKNOWN, *TALKS, *_ANSWERED,
        ),
        _of_change(
            "mix_points", "Who took the calls", Unit.POINTS,
            "change of the extension's share of the group's inbound calls × (the mean of its two "
            "pick-up rates − the mean of the group's)",
            "What the group's rate gained or lost as this extension took more or fewer of the "
            "calls.",
            _NO_RATE, *_INBOUND,
        ),
        _of_change(
            "people_points", "How each did", Unit.POINTS,
            "change of the extension's pick-up rate × the mean of its shares of the group's "
            "inbound calls",
            "With “who took the calls”, over all extensions, it is the change of the group's rate.",
            _NO_RATE, *_INBOUND,
        ),
    )
)  # fmt: skip


def _of_band(key: str, label: str, formula: str, caution: str) -> Metric:
    return Metric(
        key, label, Unit.CALLS, formula, _TOO_FEW, Good.NEITHER, caution, _ANSCOMBE, _COUNTS,
        per=(Per.STEP,),
    )  # fmt: skip


_ANSCOMBE: Final = f"{_HERE}; the scale is that of Anscombe, Biometrika 35 (1948) 246"
_TOO_FEW: Final = f"Empty means that fewer than {FEWEST_DAYS} such days are known."

BAND_METRICS: Final = _by_key(
    (
        _of_band(
            "calls_low", "Normal range from",
            f"the median of the same weekdays of the {WEEKS} weeks before the range, less the "
            "median absolute deviation from it as often as 95 % of ordinary days need; both on a "
            "square-root scale, and the deviation at least that of calls that come by chance",
            "One holiday or one rush among these days changes little. Of 20 ordinary days about "
            "one is outside by chance.",
        ),
        _of_band(
            "calls_high", "Normal range to", "the same, more instead of less",
            "Both ends are included.",
        ),
        _of_band(
            "normal_load", "Normal load",
            f"the median of what the days of the range had in each of the {WEEKS} weeks before, "
            "each day as on its weekday; its range is made in the same way",
            "Days that are not over are not included. With a missing day nothing is compared.",
        ),
    )
)  # fmt: skip
