"""The PBX's own total of a range, whatever is stored of its days."""

from __future__ import annotations

import pytest

from demo_pbx.serving import RunningPbx
from telephony.data_access.service import DataAccess
from telephony.metrics.consistency import against_areas, against_total
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.query.view import CallArea
from telephony.xapi.errors import NoSuchGroup
from tests.telephony.data_access.conftest import query


def test_it_is_requested_though_every_day_is_stored(access: DataAccess, pbx: RunningPbx) -> None:
    week = query(Preset.LAST_7_DAYS)
    history = access.load_history(week, Grain.DAY)
    asked = pbx.counters.report_requests
    total = access.request_extensions(week, as_reported=True).full_answer().frame
    assert pbx.counters.report_requests == asked + 1
    assert against_total(history, total) == ()


def test_each_extension_of_several_groups_comes_once(access: DataAccess) -> None:
    total = (
        access.request_extensions(query(Preset.LAST_7_DAYS, "GRP0000", "GRP0001"), as_reported=True)
        .full_answer()
        .frame
    )
    assert total["extension"].is_unique


def test_all_calls_are_the_internal_and_the_external_ones(access: DataAccess) -> None:
    areas = (
        access.request_extensions(query(Preset.LAST_7_DAYS, area=area), as_reported=True)
        .full_answer()
        .frame
        for area in CallArea
    )
    assert against_areas(*areas) == ()


def test_an_unknown_group_has_none(access: DataAccess) -> None:
    with pytest.raises(NoSuchGroup):
        access.request_extensions(
            query(Preset.LAST_7_DAYS, "nobody"), as_reported=True
        ).full_answer()
