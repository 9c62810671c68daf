"""Small frames for tests, made the way real ones are: from rows of the report."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from hypothesis import strategies as st

from telephony.frames.extensions import extension_frame
from telephony.periods.period import Period
from telephony.query.view import CallArea, Query

BERLIN = ZoneInfo("Europe/Berlin")


def row(number: str = "100", name: str | None = None, **figures: Any) -> dict[str, Any]:
    """A row of the report; figures by short names: ia iu it oa ou ot (talk in seconds or text)."""
    fields = {
        "ia": "InboundAnsweredCount",
        "iu": "InboundUnansweredCount",
        "it": "InboundAnsweredTalkingDur",
        "oa": "OutboundAnsweredCount",
        "ou": "OutboundUnansweredCount",
        "ot": "OutboundAnsweredTalkingDur",
        "sentiment": "SentimentScore",
    }
    written = {
        key: f"PT{value}S" if key in ("it", "ot") and not isinstance(value, str) else value
        for key, value in figures.items()
    }
    return {
        "Dn": number,
        "DisplayName": f"Extension {number}" if name is None else name,
        **{fields[key]: value for key, value in written.items()},
    }


def frame(*rows: dict[str, Any], group: str = "GRP0000") -> pd.DataFrame:
    return extension_frame(rows, group).frame


def november(groups: tuple[str, ...] = ("GRP0000",), area: CallArea = CallArea.ALL) -> Query:
    """16–22 Nov 2026, whole days in Berlin."""
    start = datetime(2026, 11, 16, tzinfo=BERLIN).astimezone(UTC)
    end = datetime(2026, 11, 23, tzinfo=BERLIN).astimezone(UTC)
    return Query(groups, Period(start, end, BERLIN), area)


# Few draws to a row: frames have many, and to draw one takes longer than to make one. So a row has
# a single draw for all of its figures.
_SHORT = ("ia", "iu", "oa", "ou", "it", "ot")
_MOST = (300,) * 4 + (90_000,) * 2
_SCORES = (None,) * 19 + tuple(range(-9, 10))
SEEDS = st.integers(0, 2**32 - 1)
_drawn = st.tuples(
    st.text("0123456789", min_size=1, max_size=4),
    st.text(st.characters(codec="utf-8"), max_size=6),
    SEEDS,
)


def row_by(seed: int, number: str, name: str | None = None) -> dict[str, Any]:
    """With figures that are 0, any number, or unreadable, one as often as the other."""
    random = Random(seed)  # noqa: S311  for tests
    figures = [random.randint(-most, 2 * most) for most in _MOST]
    written = (
        "unreadable" if figure > most else max(figure, 0)
        for figure, most in zip(figures, _MOST, strict=True)
    )
    score = random.choice(_SCORES)
    return row(number, name, sentiment=score, **dict(zip(_SHORT, written, strict=True)))


def frames(max_size: int = 8) -> st.SearchStrategy[pd.DataFrame]:
    """Any frame, unknown figures included."""
    rows = st.lists(_drawn, unique_by=lambda drawn: drawn[0], max_size=max_size)
    return rows.map(
        lambda drawn: frame(*(row_by(seed, number, name) for number, name, seed in drawn))
    )
