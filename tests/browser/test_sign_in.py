"""Signing in and out in a real browser, with a real OpenID provider."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.chromium import PATIENCE_SECONDS, Visit
from tests.support.openid_provider import OpenIdProvider, provider
from tests.support.signed_dashboard import SignedDashboard, signed_dashboard

LINK = "trends?group=GRP0000&range=yesterday"
ANOTHER = "rates?group=GRP0000"
PATIENCE = PATIENCE_SECONDS * 1000
ACCOUNT = ".st-key-account button"


@pytest.fixture(scope="module")
def company() -> Iterator[OpenIdProvider]:
    with provider() as started:
        yield started


@pytest.fixture(scope="module")
def served(company: OpenIdProvider) -> Iterator[SignedDashboard]:
    with signed_dashboard(company) as dashboard:
        yield dashboard


@pytest.fixture
def profile(desk: BrowserContext) -> Iterator[BrowserContext]:
    """A browser in which nobody is signed in."""
    others = list(desk.pages)
    desk.clear_cookies()
    yield desk
    desk.clear_cookies()
    for page in desk.pages:
        if page not in others:
            page.close()


def sign_in(visit: Visit) -> None:
    """From the page that is open, and back to it."""
    address = visit.page.url
    with visit.change():
        visit.page.get_by_role("button", name="Sign in").click()
        visit.page.get_by_label("Name").fill("anna")
        visit.page.get_by_role("button", name="Continue").click()
        visit.page.wait_for_url(address)


def test_signing_in_leads_back_to_the_link_and_signing_out_away_from_everything_in_every_tab(
    profile: BrowserContext, served: SignedDashboard, company: OpenIdProvider
) -> None:
    visit = Visit(profile, served.address)
    visit.go(f"{served.address}/{LINK}")
    expect(visit.page.get_by_role("navigation")).to_have_count(0, timeout=PATIENCE)
    assert visit.page.url == f"{served.address}/{LINK}"
    assert visit.complaints() == []
    sign_in(visit)
    assert visit.page.url == f"{served.address}/{LINK}"
    expect(visit.page.get_by_role("heading", name="Trends")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.get_by_text("DEFAULT")).not_to_have_count(0, timeout=PATIENCE)
    # nothing but the way to the provider and back left this server, and no policy was in the way
    assert [
        complaint
        for complaint in visit.complaints()
        if not complaint.startswith(f"request: {company.issuer}") and "404" not in complaint
    ] == []
    other = Visit(profile, served.address)
    other.go(f"{served.address}/{ANOTHER}")
    other.page.locator(ACCOUNT).click()
    other.page.get_by_role("button", name="Sign out").click()
    # nobody touches the first tab
    expect(visit.page.get_by_role("button", name="Sign in")).to_be_visible(timeout=PATIENCE)
    expect(visit.page.get_by_text("DEFAULT")).to_have_count(0, timeout=PATIENCE)
    assert visit.page.url == f"{served.address}/{LINK}"
    other.page.get_by_role("button", name="Yes, sign me out").click()
    other.page.wait_for_url(f"{served.address}/")
    expect(other.page.get_by_role("button", name="Sign in")).to_be_visible(timeout=PATIENCE)
    expect(other.page.locator(ACCOUNT)).to_have_count(0, timeout=PATIENCE)
