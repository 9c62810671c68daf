"""Access tokens on exports: whose rights they have, and what a wrong one gets."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from server.current_context import using
from server.exports.admission import Admission, admitted
from server.exports.slots import ExportSlots
from server.routes import routes
from server.sign_in.failures import (
    FORGET_SECONDS,
    LONGEST_SECONDS,
    MOST_ADDRESSES,
    MOST_WAITING,
    Failures,
)
from server.sign_in.viewers import viewers_of
from telephony.access.identity import Identity
from telephony.access.viewer import GroupRights
from telephony.answers.access_tokens import AccessToken, scope_of
from telephony.answers.audit import AuditEntry, AuditFilter, AuditKind
from telephony.context import Context
from telephony.data_access.access_tokens import AccessTokens
from telephony.data_access.audit import AuditLog, AuditTrail
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.settings.load import load_settings
from tests.support.clocks import WaitingClock
from tests.support.stores import IMPATIENT, NEVER, Place, locked
from tests.telephony.xapi.client_harness import QuickClock, connection

ANN, BOB = "ann@example.com", "bob"
RULES = """\
[[rule]]
user = "ann@example.com"
groups = ["GRP0000", "GRP0001", "80*"]

[[rule]]
user = "bob"
claim = { groups = "call centre" }
groups = "*"
role = "admin"
"""
HEADER = "X-User"
SETTINGS = {
    "THREECX_TIMEZONE": "Europe/Berlin",
    "DASHBOARD_PROXY_HEADER": HEADER,
    "DASHBOARD_PROXY_GROUPS_HEADER": "X-Groups",
    "DASHBOARD_PROXY_ADDRESSES": "127.0.0.1",
    "DASHBOARD_EXPORTS_AT_ONCE": "4",
    "DASHBOARD_EXPORTS_PER_MINUTE": "10",
}
EXPORT = "/export/extensions.csv?group=GRP0000&range=last_month"
WRONG = "This access token is not valid: it is unknown, has expired, or was revoked."


class Office:
    """A dashboard whose people sign in at a proxy, with its tokens and its audit."""

    def __init__(self, context: Context, rules: Path) -> None:
        assert context.tokens is not None
        assert context.audit.log is not None
        self.context = context
        self.tokens: AccessTokens = context.tokens
        self.log = context.audit.log
        self.rules = rules
        self.audit_is_lost = False

    def make(self, person: str = ANN, groups: tuple[str, ...] | None = None, days: int = 30) -> str:
        """The secret of a new token."""
        said = Identity(person, person if "@" in person else "", {}).said()
        return self.tokens.make(person, "Report", days, groups, said)[0].get_secret_value()

    def audited(self, kind: AuditKind) -> list[AuditEntry]:
        """The entries of this kind, the oldest first."""
        assert self.log.flush(NEVER)
        return list(self.log.read(AuditFilter(kind=kind)).entries)[::-1]


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
def office(pbx, clock, tmp_path: Path) -> Iterator[Office]:
    rules = tmp_path / "access.toml"
    rules.write_text(RULES, "utf-8")
    settings = load_settings({**SETTINGS, "DASHBOARD_ACCESS_FILE": str(rules)}, env_file=None)
    store = Place(tmp_path / "data", None).open(timeouts=IMPATIENT)
    access = DataAccess(lambda: connection(pbx.origin), clock=clock, store=store)
    log = AuditLog(store, clock, timedelta(days=365), retry_seconds=0.02)
    context = Context(
        settings,
        PermittedAccess(access),
        settings.zone,
        clock,
        demo=False,
        audit=AuditTrail(log),
        tokens=AccessTokens(store, clock),
    )
    with closing(access), closing(log), using(context, viewers_of(settings)):
        yield Office(context, rules)


Ask = Callable[..., Awaitable[httpx.Response]]


def serving(work: Callable[[Ask], Awaitable[None]], *more: Route) -> None:
    """``work`` with a function that sends requests to one server, from an address."""

    async def served() -> None:
        app = Starlette(routes=[*more, *routes()])

        async def ask(path: str = EXPORT, token: str = "", address: str = "192.0.2.7", **headers):
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            if token:
                given["Authorization"] = f"Bearer {token}"
            transport = httpx.ASGITransport(app, client=(address, 4711))
            origin = "http://127.0.0.1:8501"
            async with httpx.AsyncClient(transport=transport, base_url=origin) as client:
                return await client.get(path, headers=given, timeout=NEVER)

        await work(ask)

    asyncio.run(served())


def asked(**request) -> httpx.Response:
    """The response to one request."""
    responses: list[httpx.Response] = []

    async def work(ask: Ask) -> None:
        responses.append(await ask(**request))

    serving(work)
    return responses[0]


async def show_viewer(scope: Scope, receive: Receive, send: Send) -> None:
    """An export that says whose it is."""
    viewer = admitted(Request(scope)).viewer
    shown = {"name": viewer.name, "role": viewer.role, "groups": sorted(viewer.groups.patterns)}
    await JSONResponse(shown)(scope, receive, send)


def viewer_with(token: str) -> dict[str, object]:
    seen: list[httpx.Response] = []

    async def work(ask: Ask) -> None:
        seen.append(await ask("/viewer", token))

    serving(work, Route("/viewer", Admission(ExportSlots()).guard(show_viewer)))
    assert seen[0].status_code == 200, seen[0].text
    found: dict[str, object] = json.loads(seen[0].text)
    return found


def test_an_export_is_sent_to_whoever_has_a_token(office: Office) -> None:
    response = asked(token=office.make())
    assert response.status_code == 200
    assert "Zoë, Ann" in response.text


def test_without_a_sign_in_an_export_says_how_to_send_a_token(office: Office) -> None:
    response = asked()
    assert response.status_code == 401
    assert "Authorization: Bearer tdb_" in response.text
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert asked(**{HEADER: ANN}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [("/export", 200), ("/export/", 200), ("/openapi.json", 200), ("/export/nothing.csv", 404)],
)
def test_nobody_learns_which_exports_there_are_without_a_sign_in(
    office: Office, path: str, status: int
) -> None:
    assert asked(path=path).status_code == 401
    assert asked(path=path, token=office.make()).status_code == status


def test_a_token_has_the_rights_of_its_owner_today(office: Office) -> None:
    token = office.make()
    assert viewer_with(token) == {
        "name": ANN,
        "role": "viewer",
        "groups": ["80*", "GRP0000", "GRP0001"],
    }
    office.rules.write_text('[[rule]]\nuser = "ann@example.com"\ngroups = "GRP0009"\n', "utf-8")
    office.context.clock.pass_by(10)  # type: ignore[attr-defined]
    with using(office.context, viewers_of(office.context.settings)):
        assert viewer_with(token)["groups"] == ["GRP0009"]


def test_a_token_is_limited_to_its_groups(office: Office) -> None:
    token = office.make(groups=("GRP0001", "8001", "GRP0007", "*", "80*"))
    assert viewer_with(token)["groups"] == ["8001", "80[*]", "GRP0001"]


def test_groups_by_a_claim_are_those_of_the_last_sign_in(office: Office) -> None:
    said = Identity(BOB, "", {"groups": frozenset({"call centre"})}).said()
    secret, _ = office.tokens.make(BOB, "Report", 30, None, said)
    assert viewer_with(secret.get_secret_value())["groups"] == ["*"]
    office.tokens.remember_claims(BOB, Identity(BOB, "", {}).said())
    assert viewer_with(secret.get_secret_value())["groups"] == []


@given(
    rights=st.frozensets(st.sampled_from(["1", "2", "1*", "[12]", "?", "*", "GRP1", "G*", "a.b"])),
    scope=st.lists(st.sampled_from(["1", "12", "2", "GRP1", "*", "?", "1*", "[12]", "a.b", "]"])),
    number=st.sampled_from(
        ["1", "12", "2", "3", "GRP1", "GRP2", "*", "?", "1*", "[12]", "]", "a.b"]
    ),
)
def test_a_limited_token_sees_what_both_allow_and_nothing_else(rights, scope, number) -> None:
    whole = GroupRights(rights)
    limited = whole.limited_to(scope)
    assert limited.allows(number) == (whole.allows(number) and number in scope)
    assert not limited.everything


def test_wrong_tokens_of_every_kind_get_the_same_words_and_the_same_wait(
    office: Office, clock: QuickClock
) -> None:
    expired = office.make(days=1)
    revoked = office.make()
    office.tokens.revoke(ANN, office.tokens.list(ANN)[0].id)
    clock.pass_by(86_400)
    unknown = ["tdb_" + "A" * 43, "tdb_", "x", "eyJhbGciOi.eyJzdWIi.c2ln"]
    for number, token in enumerate([expired, revoked, *unknown]):
        before = len(clock.slept)
        response = asked(token=token, address=f"192.0.2.{number}")
        assert (response.status_code, response.text.startswith(WRONG)) == (401, True)
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert clock.slept[before:] == [0.5]


def test_each_wrong_token_of_an_address_waits_longer_and_others_do_not(
    office: Office, clock: QuickClock
) -> None:
    right = office.make()

    async def work(ask: Ask) -> None:
        for _ in range(7):
            assert (await ask(token="tdb_wrong")).status_code == 401
        assert clock.slept == [0.5, 1, 2, 4, 8, LONGEST_SECONDS, LONGEST_SECONDS]
        assert (await ask(token=right)).status_code == 200
        assert len(clock.slept) == 7  # the right one did not wait, though it came from there
        await ask(token="tdb_wrong", address="192.0.2.8")
        assert clock.slept[-1] == 0.5
        clock.pass_by(FORGET_SECONDS + 1)
        await ask(token="tdb_wrong")
        assert clock.slept[-1] == 0.5

    serving(work)


def test_while_wrong_tokens_wait_everybody_else_is_served_and_too_many_are_turned_away(
    pbx, office: Office
) -> None:
    waiting = WaitingClock(office.context.clock.now())
    right = office.make()

    async def work(ask: Ask) -> None:
        # any of them may be the one that finds no place: each is looked up in a thread
        wrong = [
            asyncio.create_task(ask(token="tdb_wrong", address=f"192.0.2.{number}"))
            for number in range(MOST_WAITING + 1)
        ]
        [first], others = await asyncio.wait(wrong, return_when=asyncio.FIRST_COMPLETED)
        refused = first.result()
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "10"
        assert refused.text == "Too many wrong access tokens. Try again later.\n"
        # more than there are slots for exports
        assert (await ask(token=right)).status_code == 200
        waiting.move(timedelta(seconds=LONGEST_SECONDS))
        assert {response.status_code for response in await asyncio.gather(*others)} == {401}

    held = replace(office.context, clock=waiting)
    with using(held, viewers_of(held.settings)):
        serving(work)


def test_wrong_tokens_are_logged_and_recorded_and_no_token_is_in_either(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    revoked = office.make()
    office.tokens.revoke(ANN, office.tokens.list(ANN)[0].id)

    async def work(ask: Ask) -> None:
        for _ in range(9):
            await ask(token=revoked)
        await ask(f"/export/extensions.csv?group=GRP0000&token={revoked}")
        await ask(f"/export/extensions.csv?group={revoked}", token=office.make())

    serving(work)
    lines = [line for line in caplog.messages if "wrong access token" in line]
    assert len(lines) == 9
    assert lines[8] == "a wrong access token (revoked) from 192.0.2.7, 9 in a row"
    denied = office.audited(AuditKind.DENIED)
    assert [(entry.person, entry.address, entry.target) for entry in denied[:4]] == [
        (ANN, "192.0.2.7", f"access token “Report”: revoked, {number} in a row")
        for number in (1, 2, 4, 8)
    ]
    everything = f"{office.log.read(AuditFilter())} {caplog.messages} {caplog.text}"
    assert revoked.removeprefix("tdb_") not in everything


def test_a_password_of_basic_may_be_a_token(office: Office) -> None:
    """Excel keeps user name and password apart from the workbook, but no other header."""

    def basic(text: str) -> dict[str, str]:
        return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}

    assert asked(**basic(f"ann:{office.make()}")).status_code == 200
    assert asked(**basic(f":{office.make()}")).status_code == 200
    assert asked(**basic("ann:tdb_wrong")).text.startswith(WRONG)
    # a proxy in front may have a password of its own
    assert "tdb_…" in asked(**basic("ann:secret")).text
    assert asked(**basic("ann:secret"), **{HEADER: ANN}).status_code == 200
    assert "tdb_…" in asked(Authorization="Basic Ä%".encode()).text


def test_a_token_goes_before_the_sign_in_of_the_browser(office: Office) -> None:
    assert asked(token="tdb_wrong", **{HEADER: ANN}).status_code == 401
    # of a proxy that sends tokens of its own along
    assert asked(token="eyJhbGciOi.eyJzdWIi.c2ln", **{HEADER: ANN}).status_code == 200


def test_a_lost_store_is_said_and_no_token_is_called_wrong(office: Office, tmp_path: Path) -> None:
    token = office.make()
    with locked(tmp_path / "data" / "history.sqlite"):
        # it can be read, and that it was used is not written down
        assert asked(token=token).status_code == 200
    data = tmp_path / "data"
    data.rename(tmp_path / "elsewhere")
    data.touch()  # no folder can be made there
    response = asked(token=token)
    assert response.status_code == 503
    assert response.text.startswith("Access tokens cannot be checked now.")
    assert int(response.headers["Retry-After"]) > 0


def test_where_nobody_signs_in_a_token_says_nothing(pbx, installed, clock) -> None:
    access = DataAccess(lambda: connection(pbx.origin), clock=clock)
    with closing(access):
        installed(access, clock)
        assert asked(token="tdb_wrong").status_code == 200
        assert clock.slept == []


def test_exports_are_in_the_audit_with_their_query_rows_and_format(office: Office) -> None:
    token = office.make()
    assert asked(token=token).status_code == 200
    tag = asked(token=token).headers["ETag"]
    assert asked(token=token, If_None_Match=tag).status_code == 304
    assert asked(path="/export/extensions.csv", token=token).status_code == 400
    entries = office.audited(AuditKind.EXPORT)
    assert [(entry.person, entry.address, entry.target) for entry in entries] == [
        (ANN, "192.0.2.7", "extensions.csv?group=GRP0000&range=last_month: 3 rows")
    ] * 2


def test_addresses_are_counted_by_the_network_and_forgotten_when_they_are_too_many() -> None:
    wrong = Failures()
    assert [wrong.count(f"2001:db8::{n:x}", 0) for n in range(3)] == [1, 2, 3]
    assert wrong.count("2001:db8:0:1::1", 0) == 1
    assert [wrong.count("::ffff:192.0.2.1", 0), wrong.count("", 0), wrong.count("fe80::1%eth0", 0)]
    for number in range(MOST_ADDRESSES):
        wrong.count(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", 1)
    assert wrong.count("2001:db8::1", 2) == 1


def test_of_several_pbxs_a_token_names_the_one_that_its_groups_are_of() -> None:
    now = QuickClock().now()
    scope = (scope_of("berlin", "GRP0000"), scope_of("berlin", "1/2"), scope_of("b", "7"))
    token = AccessToken(1, ANN, "Report", scope, "", now, now)
    assert token.numbers_at("berlin") == ("GRP0000", "1/2")
    assert token.numbers_at("b") == ("7",)
    assert token.numbers_at("paris") == ()
    assert replace(token, groups=None).numbers_at("berlin") is None
    assert replace(token, groups=(scope_of("", "1/2"),)).numbers_at("") == ("1/2",)


def test_a_limited_token_gets_no_row_of_another_group_whatever_is_cached(office: Office) -> None:
    whole, limited = office.make(), office.make(groups=("GRP0001",))

    async def work(ask: Ask) -> None:
        cold = await ask(token=limited)
        warm = await ask(token=whole)
        tag = warm.headers["ETag"]
        assert warm.status_code == 200
        for response in (
            cold,
            await ask(token=limited),
            await ask(token=limited, If_None_Match=tag),
            await ask("/export/days.json?group=GRP0000&range=last_month", limited),
            await ask("/export/extensions.csv?group=GRP0001&group=GRP0000", limited),
        ):
            assert response.status_code == 404, response.text
            assert "Zoë" not in response.text
            assert "Sales" not in response.text
        groups = await ask("/export/groups.csv?range=last_month", limited)
        assert "GRP0000" not in groups.text

    serving(work)
    assert {entry.person for entry in office.audited(AuditKind.DENIED)} == {ANN}
