"""What a page's view asks the PBX."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from telephony.periods.period import period_words
from telephony.periods.presets import Preset
from telephony.periods.ranges import PresetRange
from telephony.query.view import CallArea, Direction, Sort, View

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 20, tzinfo=UTC)


def test_a_view_asks_for_its_groups_range_and_area():
    view = View(
        groups=("GRP0001", "GRP0002"),
        range=PresetRange(Preset.YESTERDAY),
        area=CallArea.EXTERNAL,
    )
    query = view.query(NOW, BERLIN)
    assert query.groups == ("GRP0001", "GRP0002")
    assert query.area is CallArea.EXTERNAL
    assert query.period.start == datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    assert query.period.end == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


def test_what_only_narrows_the_page_asks_the_pbx_the_same():
    wide = View(groups=("GRP0001",))
    narrow = View(
        groups=("GRP0001",),
        search="anna",
        show_idle=False,
        direction=Direction.INBOUND,
        sort=Sort("talk", descending=False),
        selected=("100",),
    )
    assert hash(wide.query(NOW, BERLIN)) == hash(narrow.query(NOW, BERLIN))
    assert wide.query(NOW, BERLIN) == narrow.query(NOW, BERLIN)


def test_nothing_chosen_means_the_last_seven_days_and_all_calls():
    query = View().query(NOW, BERLIN)
    assert (query.groups, period_words(query.period)) == ((), "16–22 Nov 2026")
    assert query.area is CallArea.ALL


@pytest.mark.parametrize(
    ("area", "code", "param", "word"),
    [
        (CallArea.ALL, 0, "all", "all calls"),
        (CallArea.INTERNAL, 1, "internal", "internal calls"),
        (CallArea.EXTERNAL, 2, "external", "external calls"),
    ],
)
def test_a_call_area_has_a_code_a_parameter_and_words(area, code, param, word):
    assert (area.code, area.param, area.word) == (code, param, word)
