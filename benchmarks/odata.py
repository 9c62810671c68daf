"""A filter over ten thousand extensions, beside the pandas mask that one would write by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.report import Line, at_most
from telephony.frames.extensions import extension_frame
from telephony.odata.filters import parse_filter

EXTENSIONS = 10_000
MOST_TIMES_BY_HAND, MOST_REFUSAL = 3, 15
# The fastest of so many rounds each, taken in turns, so that a busy moment hits both.
ROUNDS = 30

NAMES = ("Sales", "Anna Berg", "Jörg Müller", "Lager", "Empfang", "Büro")

Masks = dict[str, Callable[[pd.DataFrame], Any]]
BY_HAND: Masks = {
    "InboundUnansweredCount gt 10 and contains(DisplayName,'Sales')": lambda f: (
        (f["inbound_unanswered"] > 10) & f["display_name"].str.contains("Sales", regex=False)
    ),
    "InboundAnsweredTalkingDur gt duration'PT1H' or SentimentScore lt 40": lambda f: (
        (f["inbound_talk_us"] > 3_600_000_000) | (f["sentiment"] < 40)
    ),
    "(InboundAnsweredCount add InboundUnansweredCount) mul 2 gt 100": lambda f: (
        (f["inbound_answered"] + f["inbound_unanswered"]) * 2 > 100
    ),
    "Dn in ('1000','1500','1999')": lambda f: f["extension"].isin(["1000", "1500", "1999"]),
    "contains(tolower(DisplayName),'sales')": lambda f: (
        f["display_name"].str.lower().str.contains("sales", regex=False)
    ),
    "startswith(substring(DisplayName,1),'ales')": lambda f: (
        f["display_name"].str.slice(1).str.startswith("ales")
    ),
}

# All of them in one, as somebody might join them.
LONG = " or ".join(f"({text})" for text in BY_HAND)


def office() -> pd.DataFrame:
    """The same extensions in every run; a third of the names has an umlaut."""
    random = np.random.default_rng(1)
    drawn = random.integers(0, 100, (EXTENSIONS, 4)).tolist()
    rows = [
        {
            "Dn": str(1000 + place),
            "DisplayName": f"{NAMES[place % len(NAMES)]} {place}",
            "InboundAnsweredCount": answered,
            "InboundUnansweredCount": unanswered,
            "InboundAnsweredTalkingDur": f"PT{talk}M",
            **({"SentimentScore": score} if score else {}),
        }
        for place, (answered, unanswered, talk, score) in enumerate(drawn)
    ]
    return extension_frame(rows, "GRP0000").frame


def fastest(rounds: int, *ways: Callable[[], object]) -> list[float]:
    """Milliseconds of each way in its fastest round; they take turns."""
    best = [float("inf")] * len(ways)
    for _ in range(rounds):
        for place, way in enumerate(ways):
            start = time.perf_counter()
            way()
            best[place] = min(best[place], 1e3 * (time.perf_counter() - start))
    return best


def _masked(mask: Callable[[pd.DataFrame], pd.Series], frame: pd.DataFrame) -> Any:
    return mask(frame).to_numpy(bool, na_value=False)


def measure() -> list[Line]:
    """The filter farthest behind its mask, and the slowest refusal beside a filter that is long."""
    frame = office()
    times = {}
    for text, mask in BY_HAND.items():
        chosen = parse_filter(text)
        by_hand = _masked(mask, frame)
        assert (chosen.mask(frame) == by_hand).all(), text
        times[text] = fastest(
            ROUNDS,
            partial(chosen.mask, frame),
            partial(_masked, mask, frame),
        )
    ours, by_hand = max(times.values(), key=lambda both: both[0] / both[1])
    hopeless = ("(" * 100_000, "(" * 2_000, "-" * 3_900)
    read, *refusals = fastest(
        ROUNDS,
        partial(parse_filter.__wrapped__, LONG),
        *(partial(refused, text) for text in hopeless),
    )
    return [
        at_most(
            f"OData filter over {EXTENSIONS:,} extensions, beside a mask",
            ours,
            by_hand,
            MOST_TIMES_BY_HAND,
            "ms",
        ),
        at_most(
            "OData filter of 100 kB, or nested without end, refused; "
            f"beside reading one of {len(LONG):,} characters",
            max(refusals),
            read,
            MOST_REFUSAL,
            "ms",
        ),
    ]


def refused(text: str) -> None:
    """Ask for a filter that is none."""
    try:
        parse_filter(text)
    except ValueError:
        return
    raise AssertionError("this was read")
