"""The reliability of rates as files: every value follows from the demo's single calls."""

from __future__ import annotations

import json
from datetime import date
from math import sqrt
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from tests.server.export_client import get_route
from tests.support.counted_legs import (
    Range,
    count,
    groups_of,
    pbx_in_each_zone,
    ranges,
)
from tests.telephony.metrics.test_funnel import obvious_low

WEEK = Range(date(2026, 11, 9), date(2026, 11, 15))


pbx = pbx_in_each_zone()


def file(suffix="csv", **parameters):
    return get_route(f"/export/rates.{suffix}?{urlencode(parameters, doseq=True)}")


@settings(max_examples=6, derandomize=True)
@given(st.data(), ranges(), st.sampled_from(["both", "inbound", "outbound"]))
def test_every_value_follows_from_the_single_calls(pbx, data, days, direction) -> None:
    groups = data.draw(groups_of(pbx))
    answer = file("json", group=groups, direction=direction, **days.parameters)
    assert answer.status_code == 200, answer.text
    found = json.loads(answer.content)
    about, rows = found["about"], found["rows"]
    side = "outbound" if direction == "outbound" else "inbound"
    counted = count(pbx, groups, days)
    answered = sum(one.answered[side] for one in counted.values())
    offered = sum(one.offered[side] for one in counted.values())
    assert about["direction"] == side
    assert about["rate_of"] == ("Connect rate" if side == "outbound" else "Pick-up rate")
    assert (about["group_answered"], about["group_offered"]) == (answered, offered)
    assert {row["extension"] for row in rows} == counted.keys()
    if not offered:
        assert about["group_rate"] == ""
        assert {row["rate"] for row in rows} <= {None}
        return
    group_rate = answered / offered
    assert float(about["group_rate"]) == pytest.approx(group_rate, abs=1e-6)
    scores = np.array(
        [
            (one.answered[side] / one.offered[side] - group_rate)
            / sqrt(group_rate * (1 - group_rate) / one.offered[side])
            for one in counted.values()
            if one.offered[side] >= 20 and 0 < group_rate < 1
        ]
    )
    factor = 1.0
    if len(scores):
        pulled_in = scores.clip(*np.quantile(scores, (0.1, 0.9)))
        factor = max(1.0, float((pulled_in**2).mean()))
    assert float(about["overdispersion"]) == pytest.approx(factor, abs=1e-5)
    for row in rows:
        one = counted[row["extension"]]
        hits, n = one.answered[side], one.offered[side]
        assert (row["answered"], row["offered"]) == (hits, n)
        assert (row["rank_from"] is None) == (row["rank_to"] is None) == (n < 20)
        if not n:
            assert row["rate"] is row["low_95"] is row["funnel_low_998"] is None
            continue
        assert row["rate"] == pytest.approx(hits / n)
        low, high = proportion_confint(hits, n, method="wilson")
        assert (row["low_95"], row["high_95"]) == (pytest.approx(low), pytest.approx(high))
        if n > 300 or not 0 < group_rate < 1:
            continue  # the obvious sum takes too long
        for tail, name in ((0.001, "998"), (0.025, "95")):
            below = group_rate - obvious_low(n, group_rate, tail) / n
            above = 1 - group_rate - obvious_low(n, 1 - group_rate, tail) / n
            lower = max(0.0, group_rate - sqrt(factor) * below)
            upper = min(1.0, group_rate + sqrt(factor) * above)
            assert row[f"funnel_low_{name}"] == pytest.approx(lower, abs=1e-5)
            assert row[f"funnel_high_{name}"] == pytest.approx(upper, abs=1e-5)
        outside = {"below": hits / n < row["funnel_low_998"]}
        outside["above"] = hits / n > row["funnel_high_998"]
        assert row["outlier"] == next((name for name, out in outside.items() if out), "no")


def test_what_is_wrong_with_the_link_is_said(pbx) -> None:
    assert file(group="GRP0000", orderby="Dn").status_code == 400
    assert file(range="last_week").status_code == 400
    assert file(group="GRP9999").status_code == 404
