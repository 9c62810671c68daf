"""A real server over two PBXs behind a proxy: the rights at one PBX are no rights at the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from server.routes import EXPORTS
from tests.server.sign_in.test_roles import offered, until
from tests.support import plain_http
from tests.support.clocks import SetClock
from tests.support.processes import Server, dashboard
from tests.support.session import Session
from tests.support.two_pbxs import KEYS, NOON, pbx_toml, two_demos

HEADER = "Remote-User"
RULES = """\
[[rule]]
user = ["ann", "both"]
pbx = "york"
groups = "GRP0001"

[[rule]]
user = ["bert", "both"]
pbx = "berlin"
groups = "*"

[[rule]]
user = "chief"
pbx = "york"
groups = "*"
role = "admin"

[[rule]]
user = "root"
role = "admin"

[[rule]]
user = "nobody"
pbx = "berlin"
groups = "GRP7777"
"""
DAY = "from=2026-11-16&to=2026-11-16"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("served")
    (folder / "access.toml").write_text(RULES, encoding="utf-8")
    with two_demos(SetClock(NOON)) as demos:
        origins = {name: demo.base_url for name, demo in demos.items()}
        (folder / "pbx.toml").write_text(pbx_toml(origins), encoding="utf-8")
        environment = {
            "TELEPHONY_PBX_FILE": str(folder / "pbx.toml"),
            "TELEPHONY_DATA_DIR": str(folder / "data"),
            "DASHBOARD_PROXY_HEADER": HEADER,
            "DASHBOARD_PROXY_ADDRESSES": "127.0.0.1",
            "DASHBOARD_ACCESS_FILE": str(folder / "access.toml"),
            **KEYS,
        }
        with dashboard(environment=environment) as served:
            yield served


def get(server: Server, path: str, person: str) -> httpx.Response:
    return plain_http.get(server.url + path, headers={HEADER: person}, timeout=60)


def drawn(server: Server, page: str, link: str, person: str) -> str:
    """All that a session is sent for a page."""
    with Session(server.url, page, link, headers={HEADER: person}) as session:
        return "\n".join(str(message) for message in session.run())


@pytest.mark.parametrize(("person", "has_audit"), [("chief", False), ("root", True)])
def test_what_is_of_every_pbx_is_for_admins_of_every_pbx(
    server: Server, person: str, has_audit: bool
) -> None:
    """The audit names people and groups of all of them."""
    get(server, f"/export/extensions.csv?pbx=berlin&group=GRP0000&{DAY}", "bert")
    with Session(server.url, "connection", "pbx=york", headers={HEADER: person}) as session:
        messages = session.run()
    assert {"connection", "status"} <= offered(messages)
    assert ("audit" in offered(messages)) == has_audit
    assert ("page_not_found" in drawn(server, "audit", "pbx=york", person)) != has_audit
    if has_audit:  # entries are written a moment later
        assert until(lambda: "bert" in drawn(server, "audit", "pbx=york", person))
    else:
        assert "bert" not in drawn(server, "audit", "pbx=york", person)


@pytest.mark.parametrize("export", list(EXPORTS))
def test_a_pbx_without_rights_looks_like_one_that_does_not_exist(
    server: Server, export: str
) -> None:
    link = f"/export/{export}.json?group=GRP0001&extension=100&{DAY}"
    foreign, unknown = (get(server, f"{link}&pbx={name}", "ann") for name in ("berlin", "rome"))
    assert foreign.status_code == unknown.status_code == 400
    assert foreign.text == unknown.text.replace("rome", "berlin")


def test_the_same_group_number_is_allowed_at_one_pbx_alone(server: Server) -> None:
    # warm: somebody else has both already
    for name in ("berlin", "york"):
        link = f"/export/extensions.csv?pbx={name}&group=GRP0001&{DAY}"
        assert get(server, link, "both").status_code == 200
    own = get(server, f"/export/extensions.csv?group=GRP0001&{DAY}", "ann")
    assert own.status_code == 200
    assert ",york\r\n" in own.text
    assert ",berlin\r\n" not in own.text
    assert get(server, f"/export/extensions.csv?group=GRP0000&{DAY}", "ann").status_code == 404
    there = get(server, f"/export/extensions.csv?pbx=york&group=GRP0000&{DAY}", "bert")
    assert there.status_code == 400


def test_all_pbxs_side_by_side_are_those_with_rights(server: Server) -> None:
    both = get(server, f"/export/groups.json?pbx=all&{DAY}", "both")
    rows = both.json()["rows"]
    assert [row["group"] for row in rows if row["pbx"] == "york"] == ["GRP0001"]
    assert len([row for row in rows if row["pbx"] == "berlin"]) > 1
    foreign = "/export/groups.json?pbx=all&group=york:GRP0000&group=berlin:GRP0000"
    assert get(server, f"{foreign}&{DAY}", "both").status_code == 404
    assert get(server, f"/export/groups.json?pbx=all&{DAY}", "ann").status_code == 400


def test_pages_show_and_name_only_the_pbxs_with_rights(server: Server) -> None:
    own = drawn(server, "overview", f"pbx=berlin&group=GRP0001&{DAY}", "ann")
    assert "New York" in own
    assert "Berlin" not in own.replace("Europe/Berlin", "")
    both = drawn(server, "groups", f"pbx=all&{DAY}", "both")
    assert "(New York)" in both
    assert "(Berlin)" in both
