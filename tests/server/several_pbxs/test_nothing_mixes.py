"""Two PBXs in one zone, asked the same: whatever is kept of the one is not shown for the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from demo_pbx.serving import RunningPbx
from server.routes import EXPORTS
from tests.server.export_client import get_route
from tests.support.pages import arrived, charts, draw_view, go_to, written
from tests.support.two_pbxs import both

SALES = "GRP0001"
ONE_ZONE = {"berlin": "Europe/Berlin", "york": "Europe/Berlin"}
PAGES = ("overview", "trends", "hours", "changes", "workload", "rates", "groups", "explorer")
DAYS = {"group": SALES, "from": "2026-11-09", "to": "2026-11-10"}
DAY = {**DAYS, "to": DAYS["from"]}
# Each group is a request, and each hour; what is compared with, one more for each group.
ALONE = {"compare": "none"}
FEWER = {"groups": ALONE, "hours": {"from": "2026-11-09T08:00", "to": "2026-11-09T10:00"}}


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, RunningPbx]]:
    """Two PBXs with other calls."""
    with both(tmp_path_factory.mktemp("others"), ONE_ZONE) as demos:
        yield demos


def shown(page: AppTest) -> tuple[str, Any]:
    """Texts and charts, without the number under which a table can be printed."""
    return re.sub(r'data-paper="[^"]*"', "", written(page)), charts(page)


@pytest.mark.parametrize("page_name", PAGES)
def test_a_session_that_goes_to_another_pbx_shows_what_a_new_one_shows(
    others: dict[str, RunningPbx], page_name: str
) -> None:
    asked = {**DAYS, **ALONE} if page_name == "groups" else DAYS
    new = arrived(draw_view(page_name, pbx="york", **asked))
    gone = arrived(draw_view(page_name, pbx="berlin", **asked))
    of_berlin = shown(gone)
    go_to(gone, {"pbx": ["york"], **{name: [value] for name, value in asked.items()}})
    arrived(gone)
    assert not gone.exception
    assert shown(gone) == shown(new)
    go_to(gone, {"pbx": ["berlin"], **{name: [value] for name, value in asked.items()}})
    arrived(gone)
    assert shown(gone) == of_berlin
    assert of_berlin != shown(new)


def test_two_pbxs_with_the_very_same_values_have_their_own_files_and_tags(tmp_path: Path) -> None:
    with both(tmp_path, ONE_ZONE, (7, 7)) as twins:
        # the files of single days and hours take most of the requests: whose they are stands in
        # them as in the others, and is part of every tag
        for export in EXPORTS.keys() - {"extension", "traffic"}:
            link = urlencode({**DAY, **FEWER.get(export, {})})
            answers = {
                name: get_route(f"/export/{export}.json?pbx={name}&{link}") for name in twins
            }
            contents = {name: json.loads(answer.content) for name, answer in answers.items()}
            for name, content in contents.items():
                assert content["about"]["pbx"] == name
                assert f"pbx={name}" in content["about"]["link"]
            assert contents["york"]["rows"] == contents["berlin"]["rows"]
            tags = {answer.headers["etag"] for answer in answers.values()}
            assert len(tags) == len(twins)
