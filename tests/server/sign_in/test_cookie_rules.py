"""Cookies over HTTPS alone, and the token by which Streamlit knows our pages."""

from __future__ import annotations

import asyncio

import pytest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from server.sign_in.cookie_rules import CookieRules


def cookies_of(headers, *, secure=False, cookie=""):
    """The cookies of a response with these headers."""

    async def app(_scope, _receive, send):
        raw = [(name.encode(), value.encode()) for name, value in headers]
        await send({"type": "http.response.start", "status": 200, "headers": raw})

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": [(b"cookie", cookie.encode())]}
    asyncio.run(CookieRules(app, secure=secure)(scope, None, send))
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [("a=1; Path=/", "a=1; Path=/; Secure"), ("a=1; secure; Path=/", "a=1; secure; Path=/")],
)
def test_over_https_no_cookie_goes_over_http(given, expected):
    assert cookies_of([("set-cookie", given)], secure=True) == [expected]
    assert cookies_of([("set-cookie", given)]) == [given]


def test_a_page_brings_the_token_to_a_browser_without_one():
    html = [("content-type", "text/html; charset=utf-8")]
    (cookie,) = cookies_of(html, secure=True)
    assert cookie.startswith("_streamlit_xsrf=2|")
    assert cookie.endswith("; Path=/; SameSite=Lax; Secure")
    assert cookies_of(html, cookie=f"_streamlit_xsrf={generate_xsrf_token_string()}") == []
    assert len(cookies_of(html, cookie="_streamlit_xsrf=broken")) == 1
    assert cookies_of([("content-type", "text/plain")]) == []
