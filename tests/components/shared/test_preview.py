"""How long what a page drew stays true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from components.shared import preview
from components.shared.preview import Basis, Drawn, opening_at
from demo_pbx.options import Options
from demo_pbx.serving import running
from telephony.context import Context
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.periods.ranges import DayRange, PresetRange
from telephony.query.view import CallArea, View
from telephony.xapi.records import Group
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings
from tests.support.pages import context_with

NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
WEEK = View(groups=("GRP0000",), range=PresetRange(Preset.LAST_7_DAYS))
TODAY = replace(WEEK, range=PresetRange(Preset.TODAY))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def context(clock: SetClock) -> Iterator[Context]:
    with (
        running(Options(extensions=12), clock=clock.now) as pbx,
        context_with(settings(pbx.base_url), clock) as served,
    ):
        yield served


def drawn(context: Context, view: View) -> Basis:
    """What a page of this view relies on: its answer, and its days."""
    access, now = context.access, context.now()
    query = view.query(now, context.zone)
    held = [
        (query, None, access.load_extensions(query).version),
        (query, Grain.DAY, access.load_history(query, Grain.DAY).version),
    ]
    day = now.astimezone(context.zone).date()
    return Basis("", view, query, access.load_groups(), day, tuple(held))


@pytest.mark.parametrize("view", [WEEK, TODAY], ids=["week", "today"])
def test_it_is_true_while_all_that_it_relies_on_is_held(context: Context, view: View) -> None:
    basis = drawn(context, view)
    assert basis.is_current(context)
    again = context.access.request_extensions(basis.query, refresh=True).answer()
    assert not basis.is_current(context)
    newer = (basis.query, None, again.version)
    assert replace(basis, held=(newer, basis.held[1])).is_current(context)


def test_it_ends_with_the_day(context: Context, clock: SetClock) -> None:
    fixed = replace(WEEK, range=DayRange(*(NOON.date() - timedelta(days=n) for n in (20, 14))))
    of_week, of_days = drawn(context, WEEK), drawn(context, fixed)
    clock.move(timedelta(hours=11, minutes=59))  # midnight in Berlin is at 23:00 UTC
    assert of_week.is_current(context)
    clock.move(timedelta(minutes=2))
    assert not of_week.is_current(context)
    assert not of_days.is_current(context)  # its dates may be written otherwise on another day


def test_an_open_day_is_true_no_longer_than_its_answer_is_held(
    context: Context, clock: SetClock
) -> None:
    basis = drawn(context, TODAY)
    clock.move(timedelta(hours=2))
    assert not basis.is_current(context)


def test_it_names_the_groups_as_they_are_called_now(context: Context) -> None:
    basis = drawn(context, WEEK)
    renamed = replace(basis.directory, groups=(*basis.directory.groups, Group("GRP9", "New")))
    assert not replace(basis, directory=renamed).is_current(context)


def test_another_area_is_another_answer(context: Context) -> None:
    basis = drawn(context, WEEK)
    internal = replace(basis.query, area=CallArea.INTERNAL)
    (_, cut, version), days = basis.held
    assert not replace(basis, held=((internal, cut, version), days)).is_current(context)


A_RUN = """
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from components.shared import preview
from tests.components.shared.test_preview import WEEK, NOON

with preview.noted():
    preview.relies_on(WEEK.query(NOON, NOON.tzinfo), (1,))
    st.text(get_script_run_ctx().session_id)
    st.text(str(preview._RUN.relied is not None))
    if st.query_params.get("makes_way"):
        del st.query_params["makes_way"]
        st.rerun()
"""


def opens(app: AppTest) -> bool:
    """Whether its last run has opened the page."""
    return app.run().text[1].value == "True"


def test_a_page_is_opened_by_the_first_run_that_is_not_interrupted() -> None:
    app = AppTest.from_string(A_RUN)
    app.query_params["makes_way"] = "1"
    assert opens(app)
    assert not opens(app)


def test_what_a_run_has_offered_is_not_taken_for_what_the_next_one_draws(
    context: Context,
) -> None:
    app = AppTest.from_string(A_RUN).run()
    session = app.text[0].value
    opening = opening_at((context.viewer,), "", {}, None)
    preview.RUNS.put(session, Drawn(opening, drawn(context, WEEK)))
    app.run()
    assert preview.RUNS.get(session) is None
