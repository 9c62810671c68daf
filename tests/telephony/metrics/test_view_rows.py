"""Page, file and HTTP export take one road from an answer to the rows of a view."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.answers.extensions import ExtensionsAnswer
from telephony.frames.former_names import FormerName
from telephony.frames.quality import Quality
from telephony.metrics.extension_metrics import derive
from telephony.metrics.view_filter import narrow
from telephony.metrics.view_rows import all_rows, compared_rows, former_names, view_rows
from telephony.query.view import Direction, Query, View
from tests.support.syntax_trees import syntax_in
from tests.telephony.frames.extension_frames import frame, frames, november, row

ROOT = Path(__file__).resolve().parents[3]
QUERY = november()
FILTERS = ("", "InboundAnsweredCount gt 10", "contains(DisplayName,'1')")


def answer(rows: pd.DataFrame, query: Query = QUERY, **given: object) -> ExtensionsAnswer:
    as_of = query.period.start + timedelta(days=3)
    facts = {"stale": None, "missing": {}, "version": (1,)}
    return ExtensionsAnswer(
        frame=rows, quality=Quality(), as_of=as_of, requests=(), **{**facts, **given}
    )


@st.composite
def views(draw: st.DrawFn) -> View:
    return View(
        direction=draw(st.sampled_from(Direction)),
        search=draw(st.sampled_from(("", "1", "ext 2"))),
        filter=draw(st.sampled_from(FILTERS)),
        show_idle=draw(st.booleans()),
    )


@settings(max_examples=20)
@given(frames(), views())
def test_the_rows_of_a_view_are_those_that_narrowing_first_and_deriving_then_gives(
    rows: pd.DataFrame, view: View
) -> None:
    given = answer(rows)
    seconds = QUERY.period.elapsed_seconds(given.as_of)
    by_hand = derive(narrow(rows, view), seconds, view.direction)

    assert view_rows(given, QUERY, view).frame.equals(by_hand)
    # what was derived before changes nothing
    before = all_rows(given, QUERY, view.direction)
    assert view_rows(given, QUERY, view, before).frame.equals(by_hand)


def test_an_extension_is_found_by_a_former_name_and_only_shown_ones_are_named() -> None:
    former = tuple(FormerName(number, QUERY.period.start, "Anna") for number in ("100", "999"))
    given = answer(frame(row("100", "Bert", ia=1), row("101", "Carl", ia=2)), former_names=former)

    rows = view_rows(given, QUERY, View(search="anna"))

    assert rows.values("extension") == ["100"]
    assert former_names(given, rows) == former[:1]


def test_a_comparison_is_about_the_extensions_that_a_filter_chose_now() -> None:
    now = answer(frame(row("100", ia=20), row("101", ia=1)))
    before = answer(frame(row("100", ia=2), row("101", ia=50)))
    view = View(filter="InboundAnsweredCount gt 10")

    rows = view_rows(now, QUERY, view)

    assert compared_rows(before, view, rows).values("extension") == ["100"]


@pytest.mark.parametrize("room", ["components", "server", "pages", "telephony/export"])
def test_nobody_beside_the_road_derives_or_selects_rows(room: str) -> None:
    own = {"derive", "select_rows", "narrow", "matching", "matching_before"}
    strays = [
        f"{path.relative_to(ROOT)}: {alias.name}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for node in ast.walk(syntax_in(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("telephony.metrics")
        for alias in node.names
        if alias.name in own
    ]
    assert strays == []
