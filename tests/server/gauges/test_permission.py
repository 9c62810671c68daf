"""Metrics are for scrape addresses and for the token, and for no browser on such an address."""

from __future__ import annotations

import logging

import pytest

from server.readiness import Phase
from telephony.settings.load import SettingsError, load_settings
from tests.server.gauges.scraping import application, get

TOKEN = "a-long-random-text-for-prometheus"
BEARER = {"authorization": f"Bearer {TOKEN}"}


def status(client: str = "127.0.0.1", environment: dict[str, str] | None = None, **headers: str):
    return get(
        application(Phase.STARTING, **environment or {}), client=client, **headers
    ).status_code


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_this_machine_may_read_them_without_a_setting(client: str) -> None:
    assert status(client) == 200


@pytest.mark.parametrize("client", ["10.0.0.7", "fd00::1", "::ffff:10.0.0.7", "testclient", ""])
def test_others_may_not_without_a_setting(client: str) -> None:
    response = get(application(Phase.STARTING), client=client)
    assert response.status_code == 403
    assert "telephony_" not in response.text
    assert "DASHBOARD_METRICS_FROM" in response.text


def test_networks_that_are_set_may_and_this_machine_only_if_it_is_among_them() -> None:
    scrapers = {"DASHBOARD_METRICS_FROM": "10.0.0.7, 10.1.0.0/16, fd00::/8"}
    for client in ("10.0.0.7", "10.1.2.3", "fd12::1", "::ffff:10.1.2.3", "fd12::1%eth0"):
        assert status(client, scrapers) == 200, client
    for client in ("10.0.0.8", "10.2.0.1", "127.0.0.1", "::1"):
        assert status(client, scrapers) == 403, client


def test_the_token_opens_from_anywhere_and_another_text_does_not() -> None:
    with_token = {"DASHBOARD_METRICS_TOKEN": TOKEN}
    assert status("203.0.113.9", with_token, **BEARER) == 200
    assert status("203.0.113.9", with_token, authorization=f"bearer  {TOKEN}") == 200
    for wrong in (
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer",
        "",
    ):
        assert status("203.0.113.9", with_token, authorization=wrong) == 403, wrong


def test_without_a_token_set_none_opens() -> None:
    assert status("203.0.113.9", authorization="Bearer ") == 403
    assert status("203.0.113.9", authorization="Bearer None") == 403


@pytest.mark.parametrize(
    "header", ["x_forwarded_for", "forwarded", "x_real_ip", "via", "x_forwarded_host"]
)
def test_what_a_proxy_on_this_machine_passes_on_needs_the_token(header: str) -> None:
    with_token = {"DASHBOARD_METRICS_TOKEN": TOKEN}
    assert status(environment=with_token, **{header: "127.0.0.1"}) == 403
    assert status(environment=with_token, **{header: "127.0.0.1"}, **BEARER) == 200


def test_a_page_in_a_browser_on_this_machine_cannot_read_them() -> None:
    assert status(host="evil.example:8501") == 403  # DNS rebinding
    assert status(origin="https://evil.example") == 403
    assert status(sec_fetch_site="cross-site", sec_fetch_mode="cors") == 403


def test_a_scraper_may_call_the_server_by_any_address() -> None:
    scrapers = {"DASHBOARD_METRICS_FROM": "10.0.0.0/8"}
    assert status("10.0.0.7", scrapers, host="10.1.2.3:8501") == 200
    assert status("10.0.0.7", scrapers, host="[fd00::1]:8501") == 200
    assert status("10.0.0.7", scrapers, host="app:8501") == 403  # for DASHBOARD_ALLOWED_HOSTS


def test_a_refusal_is_logged_once_without_the_token(caplog: pytest.LogCaptureFixture) -> None:
    app = application(Phase.STARTING, DASHBOARD_METRICS_TOKEN=TOKEN)
    with caplog.at_level(logging.WARNING, "dashboard"):
        for _ in range(3):
            get(app, client="203.0.113.9", authorization=f"Bearer {TOKEN}x")
    assert [record.getMessage() for record in caplog.records] == ["metrics refused to 203.0.113.9"]


def test_the_token_is_a_secret_among_the_others() -> None:
    settings = load_settings({"DASHBOARD_METRICS_TOKEN": TOKEN}, env_file=None)
    assert TOKEN in settings.secrets
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("DASHBOARD_METRICS_FROM", "prometheus.example"),
        ("DASHBOARD_METRICS_FROM", "10.0.0.7/64"),
        ("DASHBOARD_METRICS_FROM", "10.0.0.7;10.0.0.8"),
        ("DASHBOARD_METRICS_TOKEN", "tooshort"),
        ("DASHBOARD_METRICS_TOKEN", "a long text with spaces in it"),
        ("DASHBOARD_LOG_FORMAT", "yaml"),
    ],
)
def test_a_wrong_setting_is_named_and_a_secret_one_not_shown(name: str, wrong: str) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        load_settings({name: wrong}, env_file=None)
    if name.endswith("TOKEN"):
        assert wrong not in str(refused.value)
