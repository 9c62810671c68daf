"""How the page writes a figure, worked out here once more from whole numbers."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from tests.support.office import Figures, name_of

NONE = "–"


def british(written: dict[str, str]) -> dict[str, str]:
    """The same as a browser shows it whose language is British English."""
    return {name: words.replace(" %", "%") for name, words in written.items()}


def rounded(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def clock(microseconds: int | Fraction) -> str:
    """``h:mm:ss``."""
    minutes, seconds = divmod(rounded(Fraction(microseconds) / 1_000_000), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


def mean(microseconds: int, calls: int) -> str:
    return clock(Fraction(microseconds, calls)) if calls else NONE


def percent(part: int, whole: int) -> str:
    if not whole:
        return NONE
    tenths = rounded(Fraction(part * 1000, whole))
    return f"{tenths // 10}.{tenths % 10} %"


def spoken(microseconds: int | Fraction) -> str:
    """``3 h 12 min``, ``4 min 5 s``, ``17 s``."""
    seconds = rounded(Fraction(microseconds) / 1_000_000)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s"
    minutes = rounded(Fraction(microseconds) / 60_000_000)
    return f"{minutes // 60:,} h {minutes % 60} min"


def spoken_mean(microseconds: int, calls: int) -> str:
    return spoken(Fraction(microseconds, calls)) if calls else NONE


def cards(figures: Figures) -> dict[str, str]:
    """The big numbers of the six cards."""
    outbound = outbound_cards(figures)
    labels = ("Outbound answered", "Outbound talk time")
    return {**inbound_cards(figures), **{label: outbound[label] for label in labels}}


def inbound_cards(figures: Figures) -> dict[str, str]:
    return {
        "Inbound answered": f"{figures.inbound_answered:,}",
        "Inbound unanswered": f"{figures.inbound_unanswered:,}",
        "Pick-up rate": percent(figures.inbound_answered, figures.inbound),
        "Inbound talk time": spoken(figures.inbound_talk_us),
    }


def outbound_cards(figures: Figures) -> dict[str, str]:
    return {
        "Outbound answered": f"{figures.outbound_answered:,}",
        "Connect rate": percent(figures.outbound_answered, figures.outbound),
        "Outbound talk time": spoken(figures.outbound_talk_us),
        "Outbound average talk time": spoken_mean(
            figures.outbound_talk_us, figures.outbound_answered
        ),
    }


def table(rows: dict[str, Figures]) -> list[dict[str, str]]:
    """The table's lines: the total, then the extensions with the most calls first."""
    order = sorted(rows, key=lambda extension: (-rows[extension].calls, int(extension)))
    total = {"Extension": f"Total of {len(rows):,}", "Name": ""}
    return [
        total | _cells(Figures.total(rows.values())),
        *(
            {"Extension": extension, "Name": name_of(extension)} | _cells(rows[extension])
            for extension in order
        ),
    ]


def _cells(figures: Figures) -> dict[str, str]:
    return {
        "Calls": f"{figures.calls:,}",
        "Talk time": clock(figures.inbound_talk_us + figures.outbound_talk_us),
        "Inbound answered": f"{figures.inbound_answered:,}",
        "Inbound unanswered": f"{figures.inbound_unanswered:,}",
        "Pick-up rate": percent(figures.inbound_answered, figures.inbound),
        "Inbound talk time": clock(figures.inbound_talk_us),
        "Inbound average talk time": mean(figures.inbound_talk_us, figures.inbound_answered),
        "Outbound answered": f"{figures.outbound_answered:,}",
        "Outbound unanswered": f"{figures.outbound_unanswered:,}",
        "Connect rate": percent(figures.outbound_answered, figures.outbound),
        "Outbound talk time": clock(figures.outbound_talk_us),
    }
