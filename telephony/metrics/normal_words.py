"""A load against the normal one in words: of a day, and of a range in one sentence."""

from __future__ import annotations

from typing import Final

from telephony.formatting.numbers import ENGLISH, Separators, count, count_of, decimal, plural
from telephony.metrics.normal_band import FEWEST_DAYS, WEEKS, Band, Verdict
from telephony.metrics.normal_load import NormalLoad

VERDICT_WORDS: Final = {
    Verdict.ABOVE: "more than normal",
    Verdict.NORMAL: "normal",
    Verdict.BELOW: "fewer than normal",
}
# From here on a decimal says more than "slightly".
_NOTICEABLE: Final = 1.05


def band_words(band: Band, style: Separators = ENGLISH) -> str:
    """``normally 12 to 30``."""
    return f"normally {count(band.low, style)} to {count(band.high, style)}"


def load_sentence(load: NormalLoad, who: str, kind: str = "", style: Separators = ENGLISH) -> str:
    """One sentence on the range as a whole, and a second where some of its days do not count.

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
    return f"{sentence}{_partial(load, style)}"


def _heading(load: NormalLoad, style: Separators) -> str:
    if load.verdict is Verdict.BELOW:
        return "Unusually quiet"
    if load.verdict is not Verdict.ABOVE:
        return "Normal load"
    if load.ratio is None or load.ratio < _NOTICEABLE:
        return "Carrying more than the normal load"
    return f"Carrying {decimal(load.ratio, 1, style)} × the normal load"


def _calls(number: int, kind: str, style: Separators) -> str:
    what = f"{kind} call".lstrip()
    return count_of(number, what, style) if number else f"no {what}s"


def _partial(load: NormalLoad, style: Separators) -> str:
    if not load.partial:
        return ""
    days = count_of(load.partial, "day", style)
    return f" Not included: {days}, not over or only partly in the range."
