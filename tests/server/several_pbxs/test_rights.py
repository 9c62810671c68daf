"""Rights are per PBX: the same number is another group there, and a PBX may not be there at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from server.current_context import current
from server.sign_in.viewers import Viewers
from tests.server.export_client import get_route
from tests.support.pages import notices
from tests.support.signed_in import HEADER, all_sent, draw_for, people, rule
from tests.support.two_pbxs import both

RULES = (
    rule("maria", ["GRP0001"], pbx="berlin"),
    rule("otto", ["GRP0001"], pbx="berlin"),
    rule("otto", ["GRP2"], pbx="york"),
    rule("anna", ["GRP0001"]),
    rule("eve", ["*"], "admin", pbx="york"),
    '[[rule]]\nuser = "root"\nrole = "admin"\n',
)
OF = {
    "maria": {("berlin", "GRP0001")},
    "otto": {("berlin", "GRP0001"), ("york", "GRP2")},
    "anna": {("berlin", "GRP0001"), ("york", "GRP0001")},
}


@pytest.fixture(scope="module")
def viewers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewers]:
    folder = tmp_path_factory.mktemp("both")
    with both(folder), people(current(), folder, *RULES) as found:
        yield found


def status(name: str, target: str) -> int:
    code: int = get_route(f"/export/{target}&range=yesterday", **{HEADER: name}).status_code
    return code


@pytest.mark.parametrize("name", OF)
@pytest.mark.parametrize("again", [False, True], ids=["cold", "warm"])
def test_each_group_is_there_at_the_pbxs_where_it_is_theirs_alone(
    viewers: Viewers,
    name: str,
    again: bool,  # by name, from parametrize
) -> None:
    systems = {pbx for pbx, _ in OF[name]}
    for pbx in ("berlin", "york"):
        for group in ("GRP0001", "GRP2"):
            expected = 200 if (pbx, group) in OF[name] else 404 if pbx in systems else 400
            if pbx not in systems and len(systems) == 1:
                assert status(name, f"extensions.csv?pbx=rome&group={group}") == 400
            assert status(name, f"extensions.csv?pbx={pbx}&group={group}") == expected


@pytest.mark.parametrize("name", ["otto", "anna"])
def test_groups_of_all_pbxs_are_those_that_are_theirs(viewers: Viewers, name: str) -> None:
    target = "/export/groups.csv?pbx=all&range=yesterday"
    answer = get_route(target, **{HEADER: name})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {(row["pbx"], row["group"]) for row in rows} == OF[name]
    # as like their own groups as each other, so that the same one is suggested
    for pbx, group, none in (("berlin", "GRP2", "GRP3"), ("york", "GRP0000", "GRP0009")):
        foreign = get_route(f"{target}&group={quote(pbx)}:{group}", **{HEADER: name})
        absent = get_route(f"{target}&group={quote(pbx)}:{none}", **{HEADER: name})
        assert foreign.status_code == absent.status_code == 404
        assert foreign.text.replace(group, none) == absent.text


@pytest.mark.parametrize("target", ["pbx=all", "pbx=all&group=berlin:GRP0001", "pbx=york", ""])
def test_a_role_alone_gives_no_group_and_that_is_said(viewers: Viewers, target: str) -> None:
    answer = get_route(f"/export/groups.csv?range=yesterday&{target}", **{HEADER: "root"})
    if "group" in target:
        assert answer.status_code == 404
    else:
        assert (answer.status_code, answer.text) == (
            403,
            "You may see none of the groups. An admin gives them in the access file.\n",
        )
    app = draw_for(viewers, current(), "root", "groups", target)
    assert [one.value for one in app.exception] == []
    said = notices(app)
    if "group" not in target:
        assert [text for text in said if "You may see none of the groups" in text], said


def test_a_pbx_without_rights_looks_like_one_that_does_not_exist(viewers: Viewers) -> None:
    for target in ("extensions.csv?group=GRP0001", "groups.csv?"):
        path = f"/export/{target}&pbx="
        foreign, absent = (
            get_route(path + pbx, **{HEADER: "maria"}).text for pbx in ("york", "rome")
        )
        assert foreign.replace("york", "rome") == absent
    shown, unknown = (
        draw_for(viewers, current(), "maria", "overview", f"group=GRP0001&pbx={pbx}")
        for pbx in ("york", "rome")
    )
    assert [text.replace("york", "rome") for text in notices(shown)] == notices(unknown)
    assert b"New York" not in all_sent(shown)


def test_an_admin_of_one_pbx_is_none_of_the_other(viewers: Viewers) -> None:
    context = current()
    roles = {one.pbx.id: viewers.viewer_of({HEADER: "eve"}, one.pbx.id) for one in context.each_pbx}
    assert {pbx: viewer.has_rights for pbx, viewer in roles.items() if viewer} == {
        "berlin": False,
        "york": True,
    }
