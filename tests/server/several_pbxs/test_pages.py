"""Pages of one PBX among several: the choice, its values, its zone, and links that keep it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from demo_pbx.serving import RunningPbx
from tests.support.pages import (
    address,
    cards,
    choose,
    draw_view,
    files,
    go_to,
    links,
    notices,
    written,
)
from tests.support.two_pbxs import NAMES, ZONES, both

SALES = "GRP0001"
PICKER = "pbx_picker"
PAGES = ("overview", "extension", "trends", "hours", "changes", "workload", "rates", "groups")
DAY = date(2026, 11, 17)


@pytest.fixture(scope="module")
def pbxs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RunningPbx]]:
    with both(tmp_path_factory.mktemp("both")) as demos:
        yield demos


def inbound(page: AppTest) -> int:
    """The inbound calls on the cards."""
    shown = cards(page)
    return int(shown["Inbound answered"]) + int(shown["Inbound unanswered"])


def counted(pbxs: dict[str, RunningPbx], name: str) -> int:
    """The same, counted one by one."""
    zone = ZoneInfo(ZONES[name])
    start, end = (datetime.combine(day, time(), zone) for day in (DAY, DAY + timedelta(days=1)))
    legs = pbxs[name].legs(SALES, start.astimezone(UTC), end.astimezone(UTC))
    return sum(leg.direction == "inbound" for leg in legs)


def test_each_pbx_shows_its_own_values_also_after_the_other(pbxs: dict[str, RunningPbx]) -> None:
    page = draw_view("overview", pbx="york", group=SALES, range="yesterday")
    assert inbound(page) == counted(pbxs, "york")
    assert counted(pbxs, "york") != counted(pbxs, "berlin")
    assert "New York · " in written(page)
    go_to(page, {"pbx": ["berlin"], "group": [SALES], "range": ["yesterday"]})
    assert inbound(page) == counted(pbxs, "berlin")
    go_to(page, {"pbx": ["york"], "group": [SALES], "range": ["yesterday"]})
    assert inbound(page) == counted(pbxs, "york")
    assert not page.exception


def test_a_choice_is_in_the_address_with_the_first_group_of_the_chosen_pbx(
    pbxs: dict[str, RunningPbx],
) -> None:
    page = draw_view("overview", group=SALES, range="yesterday")
    before = address(page)
    assert page.selectbox(key=PICKER).value == "berlin"
    assert page.selectbox(key=PICKER).options == list(NAMES.values())
    choose(page, "selectbox", PICKER, "york")
    assert address(page)["pbx"] == ["york"]
    assert address(page)["range"] == ["yesterday"]
    first = pbxs["york"].groups[0]
    assert page.multiselect(key="groups").value == [first.number]
    assert "New York · " in written(page)
    assert all(parse_qs(urlsplit(link).query)["pbx"] == ["york"] for link in links(page))
    page.query_params = dict(before)  # as a browser sends it that has not heard of the choice yet
    page.segmented_control(key="area").set_value("external").run()
    assert address(page)["pbx"] == ["york"]
    assert page.selectbox(key=PICKER).value == "york"
    go_to(page, before)  # Back
    assert page.selectbox(key=PICKER).value == "berlin"
    assert inbound(page) == counted(pbxs, "berlin")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_drawn_for_the_pbx_of_its_link_and_keeps_it(
    pbxs: dict[str, RunningPbx], name: str
) -> None:
    extension = pbxs["york"].members(SALES)[0].number
    more = {"extension": extension} if name == "extension" else {}
    page = draw_view(name, pbx="york", group=SALES, range="yesterday", **more)
    assert not page.exception
    assert page.selectbox(key=PICKER).value == "york"
    assert [text for text in notices(page) if "link" in text] == []
    copied = links(page)
    assert copied
    assert all("pbx=york" in link for link in copied)
    assert "pbx=berlin" not in written(page)


def test_the_explorer_and_its_files_are_of_the_chosen_pbx(pbxs: dict[str, RunningPbx]) -> None:
    page = draw_view("explorer", pbx="york", group=SALES, range="yesterday")
    assert not page.exception
    assert "New York · " in written(page)
    name, write = files(page, "export")["JSON"]
    assert "_york_" in name
    assert b'"pbx":"york"' in write()
    choose(page, "selectbox", PICKER, "berlin")
    assert address(page)["pbx"] == ["berlin"]
    assert "Berlin · " in written(page)


@pytest.mark.parametrize("page_name", ["overview", "explorer"])
def test_an_unknown_pbx_is_named_and_the_first_is_shown(
    pbxs: dict[str, RunningPbx], page_name: str
) -> None:
    page = draw_view(page_name, pbx="rome", range="yesterday")
    assert not page.exception
    [notice] = [text for text in notices(page) if "link" in text]
    assert "pbx: “rome” is not one of berlin, york. Berlin is shown." in notice
    assert page.selectbox(key=PICKER).value == "berlin"


def test_days_are_those_of_the_chosen_zone(pbxs: dict[str, RunningPbx]) -> None:
    for name, zone in ZONES.items():
        page = draw_view("trends", pbx=name, group=SALES, range="last_7_days")
        assert not page.exception
        assert zone in written(page) or zone in "".join(c.value for c in page.caption)
