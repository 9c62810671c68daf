"""A load against the normal one in words: of a day, and of a range in one sentence."""

from __future__ import annotations

from typing import Final

from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.numbers import count, count_of, decimal, plural
from telephony.metrics.normal_band import FEWEST_DAYS, WEEKS, Band, Verdict
from telephony.metrics.normal_load import NormalLoad

VERDICT_WORDS: Final = {
    Verdict.ABOVE: "more than normal",
    Verdict.NORMAL: "normal",
    Verdict.BELOW: "fewer than normal",
}
# From here on a decimal says more than "slightly".
_NOTICEABLE: Final = 1.05


def band_words(band: Band, style: LocaleStyle = ENGLISH) -> str:
    """``normally 12 to 30``."""
    return f"normally {count(band.low, style)} to {count(band.high, style)}"


def load_sentence(load: NormalLoad, who: str, kind: str = "", style: LocaleStyle = ENGLISH) -> str:
    """One sentence on the range as a whole, and further ones on days that are unlike the others.

    ``who`` is a name; ``kind`` which calls: ``inbound``, ``outbound``, empty for all.
    """
    if load.missing:
        days = count_of(load.days + load.partial + load.missing, "day", style)
        lacking = f"{count(load.missing, style)} of {days} {plural(load.missing, 'is', 'are')}"
        return f"{lacking} missing or incomplete: no comparison with the normal load."
    if not load.days:
        return "No whole day of this range is over: no comparison with the normal load yet."
    calls = _calls(load.calls, kind, style)
    if load.idle_before:
        sentence = f"{'New' if load.calls else 'Idle'}: {who} has {calls}, "
        sentence += f"{'none' if load.calls else 'as'} in the {WEEKS} weeks before."
    elif load.band is None:
        sentence = (
            f"{who} has {calls}. Fewer than {FEWEST_DAYS} of the same weekdays before are known, "
            "so there is no normal load to compare with."
        )
    else:
        sentence = f"{_heading(load, style)}: {who} has {calls}, {band_words(load.band, style)}."
    return f"{sentence}{_days_outside(load, style)}{_partial(load, style)}"


def _heading(load: NormalLoad, style: LocaleStyle) -> str:
    if load.verdict is Verdict.BELOW:
        return "Unusually quiet"
    if load.verdict is not Verdict.ABOVE:
        return "Normal load"
    if load.ratio is None or load.ratio < _NOTICEABLE:
        return "Carrying more than the normal load"
    return f"Carrying {decimal(load.ratio, 1, style)} × the normal load"


def _calls(number: int, kind: str, style: LocaleStyle) -> str:
    what = f"{kind} call".lstrip()
    return count_of(number, what, style) if number else f"no {what}s"


def _days_outside(load: NormalLoad, style: LocaleStyle) -> str:
    """How many single days lie outside their own range; empty where none does."""
    judged = sum(verdict is not None for verdict in load.verdicts)
    if judged <= 1:  # of a single day the sentence itself says it
        return ""
    above, below = (load.verdicts.count(one) for one in (Verdict.ABOVE, Verdict.BELOW))
    sides = {"above": above, "below": below}
    (side, number), *others = [each for each in sides.items() if each[1]] or [("", 0)]
    if not number:
        return ""
    other = "".join(f" and {count(more, style)} {where}" for where, more in others)
    verb, whose = ("lies", "its weekday") if above + below == 1 else ("lie", "their weekdays")
    days = f"{count(number, style)} of its {count_of(judged, 'day', style)}"
    return f" {days} {verb} {side}{other} the normal range of {whose}."


def _partial(load: NormalLoad, style: LocaleStyle) -> str:
    if not load.partial:
        return ""
    days = count_of(load.partial, "day", style)
    return f" Not included: {days}, not over or only partly in the range."
