"""What narrows other pages and not the file is said by the file, and never ignored in silence."""

import json

import pytest

from server.routes import EXPORTS
from tests.server.export_client import get_route
from tests.support.counted_legs import ZONES, served
from tests.support.pages import draw, said

HOURS = "group=GRP0000&from=2026-03-09&to=2026-03-09&hours=mon-fri_08:00-17:00"
ALL_HOURS = "applies to Trends and Time of day only; this file includes all hours."


@pytest.mark.parametrize(
    ("parameter", "said"),
    [
        ("hours=mon-fri_08:00-17:00", ALL_HOURS),
        ("holidays=leave_out", "this file includes all days."),
        ("tz=Asia/Tokyo", "The time zone Asia/Tokyo applies to Trends and Time of day only"),
        ("extension=100", "The choice of extension 100 applies to Extension and Trends only"),
    ],
)
def test_what_does_not_apply_is_said_in_the_header_and_in_the_file(ask, parameter, said):
    query = f"group=GRP0000&from=2026-03-09&to=2026-03-09&{parameter}"
    answer = ask(query, "json")
    assert any(said in note for note in answer.json()["about"]["notes"])
    assert said in answer.headers["warning"]
    assert said in ask(query).headers["warning"]
    assert said in ask(f"{query}&about=lines").text


def test_a_file_without_such_parameters_says_nothing_of_them(ask):
    answer = ask("group=GRP0000&from=2026-03-09&to=2026-03-09&tz=Europe/Berlin", "json")
    assert "warning" not in answer.headers
    assert "Trends" not in answer.text


def test_typographic_characters_stand_plainly_in_a_header(ask):
    assert "08:00-17:00" in ask(HOURS).headers["warning"]
    assert "?" not in ask(HOURS).headers["warning"]


def test_the_other_group_of_a_link_is_compared_with_or_said_not_to_be():
    # days that have not begun: nothing is asked for, and an extension's are compared with none
    link = "group=GRP0000&from=2026-11-20&to=2026-11-20&extension=100&against=GRP2"
    sentence = "The comparison with group GRP2 applies to What changed only."
    with served(ZONES[0]):
        for name in EXPORTS.keys() - {"changes"}:
            answer = get_route(f"/export/{name}.json?{link}")
            assert sentence in json.loads(answer.content)["about"]["notes"], name
            assert sentence in answer.headers["warning"], name
        for page in ("overview", "trends", "hours", "workload", "rates", "groups", "extension"):
            assert sentence in said(draw(page, link)), page
