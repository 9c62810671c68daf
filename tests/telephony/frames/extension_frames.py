"""Small frames for tests, made the way real ones are: from rows of the report."""

from __future__ import annotations

from datetime import UTC, datetime
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


_counts = st.just(0) | st.integers(0, 300) | st.just("unreadable")
_talks = st.just(0) | st.integers(0, 90_000) | st.just("unreadable")


@st.composite
def frames(draw: st.DrawFn, max_size: int = 8) -> pd.DataFrame:
    """Any frame, unknown figures included."""
    numbers = draw(
        st.lists(st.from_regex(r"[0-9]{1,4}", fullmatch=True), unique=True, max_size=max_size)
    )
    return frame(
        *(
            row(
                number,
                draw(st.text(st.characters(codec="utf-8"), max_size=6)),
                **{key: draw(_counts) for key in ("ia", "iu", "oa", "ou")},
                **{key: draw(_talks) for key in ("it", "ot")},
                sentiment=draw(st.none() | st.integers(-9, 9)),
            )
            for number in numbers
        )
    )
