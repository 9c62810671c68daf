"""A dashboard whose people sign in with an OpenID provider, over its demo."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tests.support.front import Front
from tests.support.openid_provider import OpenIdProvider
from tests.support.processes import STREAMLIT, Server, dashboard
from tests.support.web_browser import WebBrowser

COOKIE_SECRET: Final = "cookie-secret-of-the-tests-with-enough-characters"
ACCESS: Final = """
[[rule]]
user = "anna@example.com"
groups = "GRP0000"

[[rule]]
user = "bert@example.com"
groups = "*"
role = "admin"

[[rule]]
claim = { groups = "Support" }
groups = "GRP0001"
"""
PEOPLE: Final = {
    "anna": {"email": "anna@example.com", "email_verified": True, "name": "Anna"},
    "bert": {"email": "bert@example.com", "email_verified": True, "name": "Bert"},
    "carla": {"email": "carla@example.com", "email_verified": True, "name": "Carla"},
}


@dataclass(frozen=True)
class SignedDashboard:
    """The dashboard at ``address``, in front of ``server``; ``access`` is its access file."""

    address: str
    server: Server
    front: Front
    access: Path
    environment: Mapping[str, str]

    def browser(self) -> WebBrowser:
        """A browser profile without any cookies."""
        return WebBrowser(self.address)


@contextmanager
def signed_dashboard(
    company: OpenIdProvider,
    path: str = "",
    command: tuple[str, ...] = STREAMLIT,
    **settings: str,
) -> Iterator[SignedDashboard]:
    """A dashboard of its own, registered with the provider. ``path``: where it is served."""
    with Front() as front, tempfile.TemporaryDirectory() as folder:
        address = f"{front.origin}{path}"
        access = Path(folder) / "access.toml"
        access.write_text(ACCESS, encoding="utf-8")
        company.wish(people=PEOPLE)
        company.register(f"{address}/oauth2callback")
        environment = {
            **sign_in_settings(company, address),
            "DASHBOARD_ACCESS_FILE": str(access),
            "DASHBOARD_OIDC_PROMPT": "select_account",
            "STREAMLIT_SERVER_BASE_URL_PATH": path,
            **settings,
        }
        with dashboard(command, environment) as server:
            front.leads_to = port_of(server)
            yield SignedDashboard(address, server, front, access, environment)


def sign_in_settings(company: OpenIdProvider, address: str) -> dict[str, str]:
    """The settings of a dashboard at this address."""
    return {
        "DASHBOARD_OIDC_ISSUER": company.issuer,
        "DASHBOARD_OIDC_CLIENT_ID": company.client_id,
        "DASHBOARD_OIDC_CLIENT_SECRET": company.client_secret,
        "DASHBOARD_COOKIE_SECRET": COOKIE_SECRET,
        "DASHBOARD_PUBLIC_URL": address,
    }


def port_of(server: Server) -> int:
    """The port that a dashboard listens on."""
    return urlsplit(server.url).port or 0
