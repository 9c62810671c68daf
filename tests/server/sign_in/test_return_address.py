"""The link that was opened before signing in: where people are led back to, and where never."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response

from server.sign_in import return_address

STATE = "0123456789abcdefABCDEF"


def request_with(**headers):
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


def cookies_set(response):
    values = [value.decode() for name, value in response.raw_headers if name == b"set-cookie"]
    return [value.partition(";")[0] for value in values]


@pytest.mark.parametrize(
    ("referer", "address"),
    [
        ("https://calls.example.com/trends?a=1&b=%2F", "/trends?a=1&b=%2F"),
        ("https://calls.example.com/tools/calls/", "/tools/calls/"),
        ("https://calls.example.com", None),
        ("https://elsewhere.example.com/trends", None),
        ("https://calls.example.com.elsewhere.com/trends", None),
        ("https://calls.example.com//elsewhere.com/", None),
        ("https://calls.example.com/\\elsewhere.com/", None),
        ("https://[calls", None),
        ("", None),
    ],
)
def test_the_page_before_is_one_of_this_server(referer, address):
    request = request_with(host="calls.example.com", referer=referer)
    assert return_address.page_before(request) == address


@pytest.mark.parametrize(
    "address", ["/", "/trends?group=GRP0000&q=a;b,c\"d\\e'f=%E2%82%AC", "/explorer?" + "x" * 3800]
)
def test_an_address_comes_back_as_it_was_to_the_attempt_that_left_it(address):
    response = Response()
    return_address.remember(response, STATE, address, "")
    request = request_with(cookie="; ".join(cookies_set(response)))
    assert return_address.recall(request, STATE) == address
    assert return_address.recall(request, "another-attempt") is None


@pytest.mark.parametrize(
    ("state", "address"),
    [(STATE, None), (STATE, "/" + "x" * 4000), ("short", "/"), ("a\r\nSet-Cookie: b=1", "/")],
)
def test_what_a_cookie_cannot_carry_is_not_remembered(state, address):
    response = Response()
    return_address.remember(response, state, address, "")
    return_address.forget(response, state if state != STATE else "", "")
    assert cookies_set(response) == []


@pytest.mark.parametrize("value", ["//elsewhere.com", "https://elsewhere.com/", '"/\\\\elsewhere"'])
def test_a_cookie_that_somebody_else_has_set_leads_nowhere_else(value):
    request = request_with(cookie=f"_telephony_return_{STATE}={value}")
    assert return_address.recall(request, STATE) is None
