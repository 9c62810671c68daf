"""Sessions end with their sign-in: by the clock, in the middle of a run, in every tab."""

from __future__ import annotations

import asyncio
import json

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    generate_xsrf_token_string,
)

from server.sign_in import open_id_cookie
from server.sign_in.ended import EndedSignIns
from server.sign_in.open_id_sessions import OpenIdSessions
from tests.telephony.settings.environments import load
from tests.telephony.settings.test_open_id import PROVIDER

SECRET = PROVIDER["DASHBOARD_COOKIE_SECRET"]
OPEN_ID = load(PROVIDER).open_id
NOW = 1_800_000_000.0
CLAIMS = {
    "is_logged_in": True,
    "origin": "https://telephony.example.com",
    "aud": "dashboard",
    "iat": NOW - 3600,
    "sub": "anna",
}
OVER = [
    {"type": "websocket.send", "bytes": ForwardMsg(auth_redirect={"url": ""}).SerializeToString()},
    {"type": "websocket.close", "code": 1000},
]


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    monkeypatch.setattr(open_id_cookie, "get_cookie_secret", lambda: SECRET)


def handshake(claims, origin="https://telephony.example.com"):
    token = generate_xsrf_token_string()
    signed = create_signed_value(SECRET, "_streamlit_user", json.dumps(claims)).decode()
    headers = {
        "origin": origin,
        "cookie": f"other=1; _streamlit_user={signed}; _streamlit_xsrf={token}",
        "sec-websocket-protocol": f"streamlit, {token}",
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "websocket", "path": "/_stcore/stream", "headers": raw}


class Browser:
    """The other end: what it sends by and by, and what it has got."""

    def __init__(self):
        self.to_server = asyncio.Queue()
        self.got = []

    async def send(self, message):
        self.got.append(message)


async def echo(scope, receive, send):
    """Sends everything back until the browser leaves."""
    scope["seen"] = dict(scope["headers"])
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "bytes": message["bytes"]})


def in_a_session(story, claims=CLAIMS, **more):
    """Run ``story(browser, ended, time)``; what the browser has got, and the server's scope."""

    async def play():
        browser, ended, time = Browser(), EndedSignIns(lambda: NOW), [NOW]
        sessions = OpenIdSessions(echo, OPEN_ID, ended=ended, clock=lambda: time[0])
        scope = handshake(claims, **more)
        serving = asyncio.ensure_future(sessions(scope, browser.to_server.get, browser.send))
        browser.to_server.put_nowait({"type": "websocket.receive", "bytes": b"first"})
        while len(browser.got) < 2:
            await asyncio.sleep(0)
        await story(browser, ended, time)
        await asyncio.wait_for(serving, 30)
        assert browser.got[0] == {"type": "websocket.accept"}
        return browser.got[1:], scope["seen"]

    return asyncio.run(play())


def number_of(claims):
    cookie = {"cookie": dict(handshake(claims)["headers"])[b"cookie"].decode()}
    return open_id_cookie.read_sign_in(cookie, OPEN_ID, clock=lambda: NOW).number


async def leave(browser, _ended, _time):
    browser.to_server.put_nowait({"type": "websocket.disconnect"})


def test_a_valid_sign_in_reaches_streamlit_and_its_session_goes_on():
    got, headers = in_a_session(leave)
    assert got == [{"type": "websocket.send", "bytes": b"first"}]
    assert b"_streamlit_user=" in headers[b"cookie"]


def test_a_session_is_closed_when_its_sign_in_ends_elsewhere():
    async def sign_out(_browser, ended, _time):
        ended.end(number_of(CLAIMS), NOW + 3600)

    got, _ = in_a_session(sign_out)
    assert got[1:] == OVER


def test_a_tab_on_its_way_to_sign_out_is_not_called_back():
    away = ForwardMsg(auth_redirect={"url": "/calls/auth/logout"}).SerializeToString()

    async def sign_out(browser, ended, _time):
        browser.to_server.put_nowait({"type": "websocket.receive", "bytes": away})
        while len(browser.got) < 3:
            await asyncio.sleep(0)
        ended.end(number_of(CLAIMS), NOW + 3600)

    got, _ = in_a_session(sign_out)
    assert got[1:] == [{"type": "websocket.send", "bytes": away}, OVER[-1]]


def test_another_person_s_sign_out_closes_nothing():
    async def sign_out(browser, ended, time):
        ended.end(number_of({**CLAIMS, "sub": "bert"}), NOW + 3600)
        browser.to_server.put_nowait({"type": "websocket.receive", "bytes": b"second"})
        await leave(browser, ended, time)

    got, _ = in_a_session(sign_out)
    assert got[1:] == [{"type": "websocket.send", "bytes": b"second"}]


def test_a_message_after_the_time_of_a_sign_in_is_not_responded_to():
    async def too_late(browser, _ended, time):
        time[0] = NOW + 9 * 3600
        browser.to_server.put_nowait({"type": "websocket.receive", "bytes": b"second"})

    got, _ = in_a_session(too_late)
    assert got[1:] == OVER


def test_a_session_is_closed_at_the_end_of_its_time_without_a_message():
    async def wait(_browser, _ended, time):
        time[0] = NOW + 9 * 3600

    just_before = {**CLAIMS, "iat": NOW - 10 * 3600 + 0.2}
    got, _ = in_a_session(wait, just_before)
    assert got[1:] == OVER


@pytest.mark.parametrize(
    ("claims", "more"),
    [
        ({**CLAIMS, "iat": NOW - 10 * 3600}, {}),
        ({**CLAIMS, "iat": "yesterday"}, {}),
        ({**CLAIMS, "aud": "another"}, {}),
        ({**CLAIMS, "origin": "https://elsewhere.example.com"}, {}),
        ({**CLAIMS, "is_logged_in": False}, {}),
        (["a list"], {}),
        (CLAIMS, {"origin": "https://elsewhere.example.com"}),
    ],
    ids=["too old", "no time", "audience", "origin", "signed out", "shape", "other page"],
)
def test_a_cookie_that_is_not_valid_does_not_reach_streamlit(claims, more):
    _, headers = in_a_session(leave, claims, **more)
    assert b"_streamlit_user" not in headers[b"cookie"]
    assert headers[b"cookie"].startswith(b"other=1")


def test_a_sign_in_that_ended_while_its_session_is_opened_is_told_at_once():
    ended, told = EndedSignIns(lambda: NOW), []
    ended.end("a", NOW + 1)
    ended.watch("a", lambda: told.append("a"))
    assert told == ["a"]


def test_ended_sign_ins_are_forgotten_when_nobody_would_accept_them_any_more():
    time = [NOW]
    ended = EndedSignIns(lambda: time[0])
    ended.end("old", NOW + 1)
    time[0] = NOW + 2
    ended.end("new", NOW + 3)
    assert "old" not in ended
    assert "new" in ended
