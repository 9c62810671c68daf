"""The page of access tokens: made, shown once, listed, revoked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from telephony.access.viewer import EVERYBODY, Role
from telephony.answers.access_tokens import AccessToken
from telephony.answers.audit import AuditFilter
from telephony.context import Context
from tests.server.export_client import GROUPS
from tests.support import faults, people
from tests.support.clocks import SetClock
from tests.support.fault_server import FaultServer
from tests.support.pages import draw, notices, press, said, written
from tests.support.stores import NEVER, Place, locked

ANN = people.person("ann@example.com")
ADMIN = people.person("root", role=Role.ADMIN)
SECRET = re.compile(r"tdb_[\w-]{43}")
NAMED = [("GRP0000", "Sales"), ("GRP0001", "*Support*")]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 6, 1, 12, tzinfo=UTC))


@pytest.fixture
def pbx() -> Iterator[FaultServer]:
    with FaultServer() as server:
        listed = [
            {"Number": number, "Name": name, "Id": place}
            for place, (number, name) in enumerate(NAMED)
        ]
        server.script(GROUPS, faults.listing(listed))
        yield server


@pytest.fixture
def anns(pbx: FaultServer, clock: SetClock, tmp_path: Path) -> Iterator[Context]:
    with people.context_for(ANN, pbx, clock, tmp_path) as context:
        yield context


def tokens_of(context: Context) -> list[AccessToken]:
    assert context.tokens is not None
    return list(context.tokens.list(context.viewer.name))


def audited(context: Context) -> list[tuple[str, str, str]]:
    log = context.audit.log
    assert log is not None
    assert log.flush(NEVER)
    entries = log.read(AuditFilter()).entries[::-1]
    return [(entry.person, entry.kind, entry.target) for entry in entries]


def shown_secrets(app: AppTest) -> list[str]:
    return [found[0] for one in app.code if (found := SECRET.search(one.value))]


def test_a_token_is_made_shown_once_and_listed(anns: Context) -> None:
    app = draw("tokens", "")
    assert "You have none." in said(app)
    app.text_input(key="token_name").set_value("*Report* <b>")
    app.number_input(key="token_days").set_value(30)
    press(app, "Make a token")
    assert not app.exception
    [secret] = shown_secrets(app)
    assert anns.tokens is not None
    found = anns.tokens.find(secret)
    assert found is not None
    assert (found.person, found.name, found.groups) == (ANN.name, "*Report* <b>", None)
    assert found.expires_at == anns.now() + timedelta(days=30)
    assert "*Report* &lt;b&gt;" in written(app)
    assert "all groups of its owner · made 1 Jun 2026 · expires 1 Jul 2026 · never used" in written(
        app
    )
    app.run()
    assert shown_secrets(app) == []
    assert audited(anns) == [(ANN.name, "token made", "“*Report* <b>” for 30 days, all groups")]


def test_the_secret_is_in_no_address_and_not_in_the_state_of_the_session(anns: Context) -> None:
    app = draw("tokens", "")
    app.text_input(key="token_name").set_value("Report")
    press(app, "Make a token")
    [secret] = shown_secrets(app)
    assert secret not in str(app.query_params)
    assert secret not in repr(app.session_state)
    assert not [one.value for one in app.code if secret in one.value and "curl" in one.value]


def test_a_token_is_limited_to_groups_that_its_owner_chooses(anns: Context) -> None:
    app = draw("tokens", "")
    app.text_input(key="token_name").set_value("Report")
    app.radio(key="token_which_groups").set_value("Only these").run()
    press(app, "Make a token")
    assert "A token needs at least one group." in notices(app)[-1]
    app.multiselect(key="token_groups").set_value(["GRP0001"]).run()
    press(app, "Make a token")
    assert [token.groups for token in tokens_of(anns)] == [("GRP0001",)]
    assert "*Support* · made" in written(app)


def test_a_token_without_a_name_is_not_made(anns: Context) -> None:
    app = draw("tokens", "")
    press(app, "Make a token")
    assert notices(app) == ["A token needs a name of 1 to 60 characters."]
    assert tokens_of(anns) == []


def test_a_token_is_revoked_by_its_owner(anns: Context) -> None:
    assert anns.tokens is not None
    secret, token = anns.tokens.make(ANN.name, "Old script", 30, None)
    anns.tokens.mark_used(token)
    app = draw("tokens", "")
    assert "last used 0 s ago" in written(app)
    press(app, "Revoke Old script")
    found = anns.tokens.find(secret.get_secret_value())
    assert found is not None
    assert not anns.tokens.is_active(found)
    assert "revoked 1 Jun 2026" in written(app)
    assert [button.label for button in app.button if "Revoke" in button.label] == []
    assert audited(anns) == [(ANN.name, "token revoked", "“Old script”")]


def test_an_expired_token_is_listed_as_expired(anns: Context, clock: SetClock) -> None:
    assert anns.tokens is not None
    anns.tokens.make(ANN.name, "Old script", 1, None)
    clock.move(timedelta(days=2))
    assert "expired 2 Jun 2026" in written(draw("tokens", ""))


def test_an_admin_sees_and_revokes_the_tokens_of_others_and_nobody_else_does(
    pbx: FaultServer, clock: SetClock, tmp_path: Path
) -> None:
    with people.context_for(ADMIN, pbx, clock, tmp_path) as context:
        assert context.tokens is not None
        secret, _ = context.tokens.make(ANN.name, "Anns", 30, None)
        context.tokens.make("bob", "Bobs", 30, None)
        app = draw("tokens", "")
        assert "ann@example.com: Anns" in written(app)
        app.text_input(key="tokens_of").set_value("ANN").run()
        assert "bob: Bobs" not in written(app)
        press(app, "Revoke Anns")
        found = context.tokens.find(secret.get_secret_value())
        assert found is not None
        assert found.revoked_at is not None
        assert audited(context) == [("root", "token revoked", "“Anns” of ann@example.com")]
    with people.context_for(ANN, pbx, clock, tmp_path):
        app = draw("tokens", "")
        assert "Bobs" not in written(app)
        assert "Tokens of other people" not in written(app)


def test_where_nobody_signs_in_the_page_says_that_no_token_is_needed(
    pbx: FaultServer, clock: SetClock, tmp_path: Path
) -> None:
    with people.context_for(EVERYBODY, pbx, clock, tmp_path):
        app = draw("tokens", "")
        assert notices(app) == ["Nobody signs in to this dashboard, so exports need no token."]
        assert not app.button


def test_a_store_that_takes_nothing_is_said_and_no_token_is_shown(
    anns: Context, tmp_path: Path
) -> None:
    assert anns.tokens is not None
    anns.tokens.make(ANN.name, "Old script", 30, None)
    app = draw("tokens", "")
    with locked(Place(tmp_path, None).file):
        app.text_input(key="token_name").set_value("Report")
        press(app, "Make a token")
        assert "No token was made." in notices(app)[0]
        assert "locked by another program" in notices(app)[0]
        assert shown_secrets(app) == []
        press(app, "Revoke Old script")
        assert "The token is not revoked." in notices(app)[0]
    assert [token.name for token in tokens_of(anns)] == ["Old script"]
