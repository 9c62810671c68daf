"""A browser without a screen: cookies, redirects and sessions, for everything about signing in."""

from __future__ import annotations

import re
from html import unescape
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support.plain_http import NOBODY_TRUSTED
from tests.support.session import Session

_MOST_STEPS = 20
SIGN_IN = "Sign in"


class WebBrowser:
    """One browser profile. Paths are those below ``address``, the dashboard's.

    with WebBrowser(address) as browser:
        browser.sign_in("anna", "trends?range=yesterday")
        browser.get("export/extensions.csv?group=GRP0000")
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/") + "/"
        self.http = httpx.Client(timeout=60, verify=NOBODY_TRUSTED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **headers: str) -> httpx.Response:
        """One response, without following where it leads."""
        return self.http.get(urljoin(self.address, path), headers=headers)

    def session(self, path: str = "", back_from: str = "") -> Session:
        """A session of the page at ``path``, as its script opens it."""
        self.get(path)
        parts, own = urlsplit(path), urlsplit(self.address)
        request = self.http.build_request("GET", self.address)
        headers = {"Origin": f"{own.scheme}://{own.netloc}"}
        if cookies := request.headers.get("cookie"):
            headers["Cookie"] = cookies
        token = self.http.cookies.get("_streamlit_xsrf") or "-"
        return Session(self.address, parts.path, parts.query, headers, back_from, token)

    def to_provider(self, path: str = "") -> str:
        """Press *Sign in* on the page at ``path``: the provider's address that it leads to."""
        with self.session(path) as session:
            return self.press_sign_in(session, session.run(), path)

    def press_sign_in(self, session: Session, page: list[ForwardMsg], path: str) -> str:
        """Press *Sign in* on a page that is open: the provider's address that it leads to."""
        (leads_to,) = redirects(session.press(page, SIGN_IN))
        response = self.get(leads_to, Referer=urljoin(self.address, path))
        assert response.is_redirect, response.text
        return response.headers["location"]

    def come_back(self, name: str, address: str) -> str:
        """Sign in at the provider: the dashboard's address that it leads back to."""
        for _ in range(_MOST_STEPS):
            response = self.http.get(address)
            if response.is_success:
                action, fields = form_of(response.text)
                response = self.http.post(urljoin(address, action), data={**fields, "name": name})
            assert response.is_redirect, f"{address}: {response.text}"
            address = urljoin(address, response.headers["location"])
            if address.startswith(self.address):
                return address
        raise AssertionError(f"still at {address}")

    def sign_in(self, name: str, path: str = "") -> str:
        """Sign in from the page at ``path``: the address of the page that is open then."""
        back = self.come_back(name, self.to_provider(path))
        return self.end_of(back)

    def end_of(self, address: str) -> str:
        """The address where redirects end."""
        for _ in range(_MOST_STEPS):
            response = self.http.get(address)
            if not response.is_redirect:
                return address
            address = urljoin(address, response.headers["location"])
        raise AssertionError(f"redirects go on, now at {address}")


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """Where the form on a page goes to, and what its hidden fields say."""
    action = re.search(r'<form[^>]* action="([^"]*)"', page)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return unescape(action[1]) if action else "", {name: unescape(value) for name, value in fields}


def redirects(messages: list[ForwardMsg]) -> list[str]:
    """The addresses that the page sends the browser to."""
    sent = [one for one in messages if one.WhichOneof("type") == "auth_redirect"]
    return [one.auth_redirect.url for one in sent]
