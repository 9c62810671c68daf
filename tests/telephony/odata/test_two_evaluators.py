"""Two programs that share no code, one with numpy and one with SQL, choose the same rows."""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest

from demo_pbx import odata as pbx
from demo_pbx.report import FIELDS, written
from telephony.frames.extensions import extension_frame
from telephony.odata.filters import parse_filter
from telephony.odata.option_texts import OptionTexts, apply_options
from tests.telephony.odata.generated_options import NAMES, Generator

pytestmark = pytest.mark.slow

FILTERS, SEARCHES = 1_000, 250
PART = 500


def office(seed: int) -> tuple[pd.DataFrame, pbx.Collection]:
    """The same thirty extensions for both."""
    random = Random(seed)  # noqa: S311  for tests
    rows: list[tuple[Any, ...]] = [
        (
            str(100 + place) if place % 5 else str(2000 + place),
            random.choice(NAMES),
            *(random.choice((0, 0, 1, 2, 3, 7, 10, 57, 300)) for _ in range(4)),
            *(random.choice((0, 1, 14_600_000, 3_600_000_000, 90_061_000_001)) for _ in range(2)),
            random.choice((None, None, 40, 57, 94)),
        )
        for place in range(30)
    ]
    collection = pbx.Collection("Pbx.Test", FIELDS, rows, ("Dn", "DisplayName"))
    return extension_frame([written(row, FIELDS) for row in rows], "GRP0000").frame, collection


def theirs(collection: pbx.Collection, query: dict[str, str]) -> list[str]:
    text = "&".join(f"${name}={_quoted(value)}" for name, value in query.items())
    rows, _ = pbx.choose(collection, pbx.read(text.encode(), 1000))
    return [row[0] for row in rows]


def _quoted(value: str) -> str:
    return quote(value, safe="")


@pytest.mark.parametrize("first", range(0, FILTERS, PART))
def test_generated_filters_choose_the_same_rows(first: int) -> None:
    frame, collection = office(first)
    some = 0
    for seed in range(first, first + PART):
        text = Generator(seed).filter()
        found = frame["extension"].array[parse_filter(text).mask(frame)].tolist()
        assert found == theirs(collection, {"filter": text}), text
        some += 0 < len(found) < len(frame)
    assert some > PART / 5, "most choose nothing or everything, and so prove little"


def test_generated_searches_and_orders_give_the_same_rows_in_the_same_order() -> None:
    frame, collection = office(1)
    for seed in range(SEARCHES):
        generator = Generator(seed)
        query = {"search": generator.search(), "orderby": generator.orderby()}
        found = apply_options(frame, OptionTexts(**query)).rows["extension"].tolist()
        assert found == theirs(collection, query), query
