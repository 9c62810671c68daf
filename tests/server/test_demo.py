"""The embedded demo PBX, started as the server starts it."""

from __future__ import annotations

import secrets

import pytest

from server.demo import CLIENT_ID, DemoPbx
from tests.support import plain_http


def test_a_key_may_begin_like_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _: "--seed")
    demo = DemoPbx("Europe/Berlin")
    try:
        answer = plain_http.post(
            f"{demo.origin()}/connect/token",
            data={
                "grant_type": "client_credentials",
                "client_id": CLIENT_ID,
                "client_secret": "--seed",
            },
        )
        assert answer.status_code == 200
    finally:
        demo.stop()
