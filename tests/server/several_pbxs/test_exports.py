"""Exports of one PBX among several: its own values, and files that say whose they are."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo_pbx.serving import RunningPbx
from server.routes import EXPORTS
from tests.server.export_client import get_route
from tests.support.two_pbxs import NAMES, ZONES, both, calls_of

FIRST_DAY = date(2026, 10, 20)
SALES = "GRP0001"


@pytest.fixture(scope="module")
def pbxs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RunningPbx]]:
    with both(tmp_path_factory.mktemp("both")) as demos:
        yield demos


def table(target: str) -> list[dict[str, str]]:
    answer = get_route(target)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def values_in(row: dict[str, str]) -> int:
    names = ("inbound_answered", "inbound_unanswered", "outbound_answered", "outbound_unanswered")
    return sum(int(row[name]) for name in names)


@settings(max_examples=4)
@given(
    first=st.dates(FIRST_DAY, FIRST_DAY + timedelta(days=27)),
    days=st.integers(1, 9),
    group=st.sampled_from(["GRP0000", SALES]),
    order=st.permutations(list(ZONES)),
)
def test_each_file_has_the_calls_of_its_own_pbx_in_its_own_zone(
    pbxs: dict[str, RunningPbx], first: date, days: int, group: str, order: list[str]
) -> None:
    last = min(first + timedelta(days=days - 1), date(2026, 11, 17))
    for name in order:
        rows = table(f"/export/extensions.csv?pbx={name}&group={group}&from={first}&to={last}")
        counted = calls_of(pbxs[name], group, first, last)
        assert {row["extension"]: values_in(row) for row in rows} == counted
        assert {row["pbx"] for row in rows} == {name}
        assert {row["time_zone"] for row in rows} == {ZONES[name]}
        numbers = {member.number: member.display_name for member in pbxs[name].members(group)}
        assert {row["extension"]: row["display_name"] for row in rows} == numbers


@pytest.mark.parametrize("name", list(ZONES))
def test_days_of_a_trend_are_counted_and_stored_for_each_pbx_apart(
    pbxs: dict[str, RunningPbx], name: str
) -> None:
    rows = table(f"/export/days.csv?pbx={name}&group={SALES}&from=2026-10-24&to=2026-11-03")
    for row in rows:
        day = date.fromisoformat(row["date"][:10])
        assert values_in(row) == sum(calls_of(pbxs[name], SALES, day, day).values())
    assert len(rows) == 11


@pytest.mark.parametrize(("name", "export"), list(product(ZONES, EXPORTS)))
def test_every_file_says_whose_it_is(pbxs: dict[str, RunningPbx], export: str, name: str) -> None:
    extension = pbxs[name].members(SALES)[0].number
    link = f"pbx={name}&group={SALES}&range=yesterday&extension={extension}"
    if export in {"hours", "traffic"}:
        link = f"pbx={name}&group={SALES}&from=2026-11-17T08:00&to=2026-11-17T10:00"
    if export == "extension":  # its days are compared with those of eight weeks, if there are any
        link = link.replace("range=yesterday", "from=2026-11-19&to=2026-11-20")
    answer = get_route(f"/export/{export}.json?{link}")
    assert answer.status_code == 200, answer.text
    about: dict[str, Any] = json.loads(answer.content)["about"]
    assert (about["pbx"], about["pbx_name"]) == (name, NAMES[name])
    assert about["time_zone"] == ZONES[name]
    assert f"pbx={name}" in about["link"]
    file_name = rf"{export}_{name}(_{extension})?_{SALES}"
    assert re.search(file_name, answer.headers["content-disposition"])
    text = get_route(f"/export/{export}.csv?{link}&about=lines").text.splitlines()
    assert f"# PBX name: {NAMES[name]}" in text[:4]
    header = next(line for line in text if not line.lstrip("\ufeff").startswith("#"))
    assert "pbx" in header.split(",")


def test_without_a_pbx_it_is_the_first_and_says_so(pbxs: dict[str, RunningPbx]) -> None:
    rows = table(f"/export/extensions.csv?group={SALES}&range=yesterday")
    assert {row["pbx"] for row in rows} == {"berlin"}


@pytest.mark.parametrize("name", ["rome", "BERLIN", "all"])
def test_an_unknown_pbx_is_a_wrong_parameter(pbxs: dict[str, RunningPbx], name: str) -> None:
    answer = get_route(f"/export/extensions.csv?pbx={name}&group={SALES}")
    assert answer.status_code == 400
    assert answer.text == f"pbx: “{name}” is not one of berlin, york.\n"


def test_the_same_question_has_another_tag_and_another_file_at_each_pbx(
    pbxs: dict[str, RunningPbx],
) -> None:
    link = f"group={SALES}&from=2026-11-02&to=2026-11-02"
    first = get_route(f"/export/extensions.csv?pbx=berlin&{link}")
    tag = first.headers["etag"]
    other = get_route(f"/export/extensions.csv?pbx=york&{link}", if_none_match=tag)
    assert other.status_code == 200
    assert other.headers["etag"] != tag
    again = get_route(f"/export/extensions.csv?pbx=berlin&{link}", if_none_match=tag)
    assert again.status_code == 304
