"""What each person is offered: pages by role, words without rights, nothing of somebody else's.

What an open page has handed out ends with the rights it was made with: files, buttons, parts.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from tests.server.sign_in.conftest import HEADER, RULES, Office
from tests.support import plain_http
from tests.support.processes import Server
from tests.support.session import Session, number_of, words

EVERYBODYS = {"extension", "trends", "hours", "changes", "workload", "rates", "groups"}
PLACE = re.compile(r'data-paper="([^"]+)"')
AS_ADMIN = '[[rule]]\nuser = "admin"\nrole = "admin"\n'
# A page has nothing but its row then.
NOTHING_YET = "group=GRP0001&from=2100-01-01&to=2100-01-02"


def visit(
    server: Server, name: str, page: str = "overview", query: str = "", back_from: str = ""
) -> list[ForwardMsg]:
    """What a person's session shows of a page."""
    with Session(server.url, page, query, {HEADER: name}, back_from) as session:
        return session.run()


def offered(messages: list[ForwardMsg]) -> set[str]:
    """The pages of the navigation, by their addresses."""
    found = (one.navigation for one in messages if one.WhichOneof("type") == "navigation")
    return {page.url_pathname for pages in found for page in pages.app_pages}


def shape(messages: list[ForwardMsg]) -> list[str | None]:
    return [one.WhichOneof("type") for one in messages]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("maria@example.com", set()),
        ("analyst", {"explorer"}),
        ("admin", {"explorer", "connection"}),
    ],
)
def test_the_navigation_has_the_pages_of_the_role(
    behind_proxy: Server, name: str, more: set[str]
) -> None:
    found = offered(visit(behind_proxy, name))
    assert found & {*EVERYBODYS, "explorer", "connection"} == EVERYBODYS | more


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("maria@example.com", "explorer"),
        ("maria@example.com", "connection"),
        ("analyst", "connection"),
    ],
)
def test_a_page_for_another_role_answers_as_one_that_does_not_exist(
    behind_proxy: Server, name: str, page: str
) -> None:
    address = f"{behind_proxy.url}/{page}"
    unknown = f"{behind_proxy.url}/no-such-page"
    served, other = (plain_http.get(one, headers={HEADER: name}) for one in (address, unknown))
    assert (served.status_code, served.text) == (other.status_code, other.text)
    shown = visit(behind_proxy, name, page)
    assert "page_not_found" in shape(shown)
    [found] = [one.page_not_found for one in shown if one.WhichOneof("type") == "page_not_found"]
    [none] = [
        one.page_not_found
        for one in visit(behind_proxy, name, "no-such-page")
        if one.WhichOneof("type") == "page_not_found"
    ]
    assert found.page_name.replace(page, "no-such-page") == none.page_name


def test_whoever_has_no_rights_reads_so_and_sees_nothing(behind_proxy: Server) -> None:
    for page in ("overview", "connection", "groups"):
        messages = visit(behind_proxy, "eve@example.com", page, "group=GRP0001&range=last_7_days")
        [text] = words(messages)
        assert "eve@example.com" in text.replace("\\", "").replace("\u2060", "")
        assert "you have no rights here yet" in text
        assert offered(messages) == set()
        assert "GRP0001" not in str(messages)
    for path in ("/export/extensions.csv?group=GRP0001", "/export/groups.csv"):
        answer = plain_http.get(behind_proxy.url + path, headers={HEADER: "eve@example.com"})
        assert answer.status_code == 403
        assert answer.text == "You are signed in as eve@example.com, but have no rights here.\n"


def paper(server: Server, number: str, **headers: str) -> int:
    return plain_http.get(f"{server.url}/print/{number}", headers=headers).status_code


def test_a_table_to_print_is_for_the_person_whose_page_has_it(behind_proxy: Server) -> None:
    query = "group=GRP0001&range=last_7_days"
    with Session(behind_proxy.url, "overview", query, {HEADER: "maria@example.com"}) as session:
        [number] = PLACE.findall(str(session.run()).replace("\\", ""))
        own, other, nobody = {HEADER: "maria@example.com"}, {HEADER: "admin"}, {}
        found = [paper(behind_proxy, number, **headers) for headers in (own, other, nobody)]
    assert found == [200, 404, 401]


def test_files_that_pages_made_are_for_people_who_have_signed_in(behind_proxy: Server) -> None:
    for headers, expected in (({HEADER: "maria@example.com"}, 404), ({}, 401)):
        answer = plain_http.get(f"{behind_proxy.url}/media/0a1b2c.csv", headers=headers)
        assert answer.status_code == expected


def test_a_session_that_another_person_comes_back_to_is_theirs_alone(behind_proxy: Server) -> None:
    """One browser, two tabs: somebody else signs in, and the first tab connects again."""
    query = "group=GRP0001&range=last_7_days&search=S%C3%B8ren"
    before = visit(behind_proxy, "maria@example.com", "overview", query)
    # a page without parameters shows the view that the session was left with
    after = visit(behind_proxy, "otto@example.com", "trends", back_from=number_of(before))
    seen = str(after)
    assert "Sales & S" in seen
    assert not [word for word in ("GRP0001", "Support", "S\\303\\270ren") if word in seen]


def test_changed_rights_are_in_force_in_an_open_page(office: Office) -> None:
    """It is loaded anew with the next click; a broken file is told to admins alone."""
    server = office.server
    query = "group=GRP0001&range=last_7_days"

    def seen_by(name: str, page: str) -> str:
        return str(visit(server, name, page, query))

    with (
        Session(server.url, "overview", query, {HEADER: "maria@example.com"}) as maria,
        Session(server.url, "connection", "", {HEADER: "admin"}) as admin,
    ):
        assert "There is no group" not in str(maria.run())
        try:
            changed = RULES.replace('groups = "GRP0001"', 'groups = "GRP2"', 1)
            office.rules.write_text(changed, "utf-8")
            assert until(lambda: "There is no group" in seen_by("maria@example.com", "overview"))
            for session in (maria, admin):  # neither may see that group any more
                session.ask()
                assert "new_session" not in until_loaded_anew(session)
        finally:
            office.rules.write_text(RULES, "utf-8")
    assert until(lambda: "There is no group" not in seen_by("maria@example.com", "overview"))
    with (
        Session(server.url, "overview", query, {HEADER: "maria@example.com"}) as maria,
        Session(server.url, "connection", "", {HEADER: "admin"}) as admin,
    ):
        assert "still in force" not in str(admin.run())
        try:
            office.rules.write_text("[[rule]]\nusr = 1\n", "utf-8")
            assert until(lambda: "still in force" in str(admin.run()))
            assert "Did you mean user?" in "".join(words(admin.run()))
            again = str(maria.run())
            assert "There is no group" not in again
            assert "still in force" not in again
        finally:
            office.rules.write_text(RULES, "utf-8")
        assert until(lambda: "still in force" not in str(admin.run()))


def offered_to_the_admin(office: Office) -> set[str]:
    return offered(visit(office.server, "admin", query=NOTHING_YET))


@contextmanager
def not_an_admin(office: Office) -> Iterator[None]:
    """The rules by which the admin is one no more, in force."""
    office.rules.write_text(RULES.replace(AS_ADMIN, ""), "utf-8")
    try:
        assert until(lambda: "audit" not in offered_to_the_admin(office))
        yield
    finally:
        office.rules.write_text(RULES, "utf-8")
        assert until(lambda: "audit" in offered_to_the_admin(office))


def numbers_of_files(messages: list[ForwardMsg]) -> set[str]:
    """The numbers of the files that a page's buttons make."""
    drawn = (message.delta.new_element.download_button for message in messages)
    return {one.deferred_file_id for one in drawn if one.deferred_file_id}


def wanted_file(session: Session) -> BackMsg:
    """The request for the file of the audit.

    A page that is opened before a thread of the new dashboard has stored its first entry has none.
    """
    latest: list[ForwardMsg] = []

    def has_file() -> bool:
        latest[:] = session.run()
        return bool(numbers_of_files(latest))

    assert until(has_file)
    [number] = numbers_of_files(latest)
    operation = {
        "request_id": "1",
        "session_id": number_of(latest),
        "deferred_file": {"file_id": number},
    }
    return BackMsg(backend_operation_request=operation)


def test_a_file_of_the_audit_is_not_made_for_whoever_is_an_admin_no_more(office: Office) -> None:
    with Session(office.server.url, "audit", "", {HEADER: "admin"}) as session:
        wanted = wanted_file(session)
        session.send(wanted)
        response = session.next()
        while response.WhichOneof("type") != "backend_operation_response":
            response = session.next()
        assert response.backend_operation_response.deferred_file.url
        with not_an_admin(office):
            session.send(wanted)
            assert "backend_operation_response" not in until_loaded_anew(session)


def test_an_open_page_goes_on_while_others_get_other_rights(office: Office) -> None:
    with Session(office.server.url, "overview", "", {HEADER: "maria@example.com"}) as session:
        session.run()
        with not_an_admin(office):
            assert session.run()[-1].WhichOneof("type") == "script_finished"


def test_a_click_on_a_page_for_admins_does_nothing_for_whoever_is_none(office: Office) -> None:
    with Session(office.server.url, "connection", "", {HEADER: "admin"}) as session:
        session.run()
        with not_an_admin(office):
            session.ask()
            assert "new_session" not in until_loaded_anew(session)


def until_loaded_anew(session: Session) -> set[str | None]:
    """What else the server sends before it lets the browser load the page, and closes."""
    kinds: list[str | None] = []
    with suppress(ConnectionClosed):
        while True:
            kinds.append(session.next().WhichOneof("type"))
    assert kinds.pop() == "auth_redirect"
    return set(kinds)


def until(is_so: object) -> bool:
    """Whether it is so within some seconds: a change is looked for once a second.

    A session that is open when the change is seen may be closed in the middle of its run.
    """
    assert callable(is_so)
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with suppress(ConnectionClosed):
            if is_so():
                return True
        time.sleep(0.2)
    return False
