"""The small charts of groups: one each, with its own scale, and named as text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.charts.groups.by_day import GroupDays, describe_groups, groups_by_day
from telephony.metrics.trends import trend
from telephony.query.view import StepLength
from tests.telephony.answers.histories import history, span
from tests.telephony.charts.test_figures import HOSTILE, plotly_accepts
from tests.telephony.frames.extension_frames import BERLIN, row

WEEK = span("2026-11-16", "2026-11-22")


def group(name, *counts, missing=()):
    days = {f"2026-11-{16 + place}": [row(ia=calls)] for place, calls in enumerate(counts)}
    return GroupDays(name, trend(history(WEEK, days, missing=missing), StepLength.DAY, BERLIN))


@given(st.lists(st.lists(st.integers(0, 400) | st.just("?"), max_size=7), max_size=6))
@settings(max_examples=15, deadline=None)
def test_plotly_accepts_every_property(groups):
    made = [group(f"Group {place}", *counts) for place, counts in enumerate(groups)]
    plotly_accepts(groups_by_day(made))
    assert describe_groups(made).startswith("Calls per day.")


def test_each_group_has_its_own_axis_whose_end_its_title_names():
    drawn = groups_by_day([group("Able", 3, 400), group("Baker", 1, 2)]).to_dict()
    assert drawn["layout"]["yaxis"]["range"] == [0, 400]
    assert drawn["layout"]["yaxis2"]["range"] == [0, 2]
    titles = [note["text"] for note in drawn["layout"]["annotations"]]
    assert titles == ["<b>Able</b> up to 400", "<b>Baker</b> up to 2"]
    assert len({trace["yaxis"] for trace in drawn["data"]}) == 2


def test_a_group_without_data_says_so():
    nothing = group("Able", missing=[f"2026-11-{day}" for day in range(16, 23)])
    titles = [note["text"] for note in groups_by_day([nothing]).to_dict()["layout"]["annotations"]]
    assert titles == ["<b>Able</b> no data"]
    assert describe_groups([nothing]) == "Calls per day. Able: no data."


@pytest.mark.parametrize(
    ("made", "words"),
    [
        pytest.param(group("Able"), "no calls", id="nobody in it"),
        pytest.param(group("Able", 0, 0), "no calls", id="nobody telephoned"),
        pytest.param(group("Able", 0, missing=["2026-11-17"]), "no calls known", id="a gap"),
        pytest.param(group("Able", 0, "?"), "no calls known", id="an unknown value"),
        pytest.param(group("Able", "?"), "no calls known", id="nothing but an unknown value"),
    ],
)
def test_no_calls_is_said_only_where_all_days_are_known(made, words):
    [title] = groups_by_day([made]).to_dict()["layout"]["annotations"]
    assert title["text"] == f"<b>Able</b> {words}"
    assert describe_groups([made]) == f"Calls per day. Able: {words}."


def test_a_group_without_calls_before_the_records_is_not_one_without_data():
    month = span("2026-10-01", "2026-10-31")
    nothing = trend(history(month), StepLength.DAY, BERLIN, first_recorded=month.end)
    words = describe_groups([GroupDays("Able", nothing)])
    assert words == "Calls per day. Able: no calls recorded."


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name):
    [title] = groups_by_day([group(name, 1)]).to_dict()["layout"]["annotations"]
    bare = title["text"].replace("<b>", "", 1).replace("</b>", "", 1)
    assert "<" not in bare
    assert "$" not in bare


def test_without_groups_the_figure_says_so():
    words = groups_by_day([]).to_dict()["layout"]["annotations"][0]["text"]
    assert words == "There is no group to show"
