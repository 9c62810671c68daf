"""What an open page has handed out ends with the rights it was made with: files, buttons, parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.server.sign_in.conftest import HEADER, RULES, Office
from tests.server.sign_in.test_roles import offered, until, until_loaded_anew, visit
from tests.support.session import Session, number_of

AS_ADMIN = '[[rule]]\nuser = "admin"\nrole = "admin"\n'


@contextmanager
def not_an_admin(office: Office) -> Iterator[None]:
    """The rules by which the admin is one no more, in force."""
    office.rules.write_text(RULES.replace(AS_ADMIN, ""), "utf-8")
    try:
        assert until(lambda: "audit" not in offered(visit(office.server, "admin")))
        yield
    finally:
        office.rules.write_text(RULES, "utf-8")
        assert until(lambda: "audit" in offered(visit(office.server, "admin")))


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
