"""The settings of a proxy that signs people in."""

from __future__ import annotations

import pytest

from tests.telephony.settings.environments import PBX, load, refusal

PROXY = {"DASHBOARD_PROXY_HEADER": "X-Forwarded-User", "DASHBOARD_PROXY_ADDRESSES": "10.1.2.0/24"}


def test_without_them_nobody_signs_in_and_only_this_machine_is_served() -> None:
    loaded = load(PBX)
    assert not loaded.signs_in
    assert loaded.only_this_machine


def test_with_them_other_machines_are_served_without_being_open_to_all() -> None:
    loaded = load(PBX, **PROXY)
    assert loaded.signs_in
    assert not loaded.only_this_machine
    assert not loaded.open_to_all


@pytest.mark.parametrize(
    ("addresses", "trusted", "foreign"),
    [
        ("127.0.0.1", ["127.0.0.1", "::ffff:127.0.0.1"], ["127.0.0.2", "::1", None, "", "x"]),
        ("10.1.2.3/24, ::1", ["10.1.2.200", "::1"], ["10.1.3.1", "fe80::1%eth0"]),
        ("fe80::/10,", ["fe80::1%eth0"], ["10.1.2.3"]),
        ("::ffff:10.1.2.3", ["10.1.2.3", "::ffff:10.1.2.3"], ["10.1.2.4", "::1"]),
        ("::ffff:10.1.2.0/120", ["10.1.2.200", "::ffff:10.1.2.3"], ["10.1.3.1"]),
        ("unix", [None], ["127.0.0.1"]),
    ],
)
def test_the_proxy_is_known_by_its_address(
    addresses: str, trusted: list[str | None], foreign: list[str | None]
) -> None:
    proxy = load(PBX, **PROXY | {"DASHBOARD_PROXY_ADDRESSES": addresses}).trusted_proxy
    assert proxy is not None
    assert all(map(proxy.is_at, trusted))
    assert not any(map(proxy.is_at, foreign))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"DASHBOARD_PROXY_ADDRESSES": ""}, "DASHBOARD_PROXY_ADDRESSES is missing."),
        ({"DASHBOARD_PROXY_HEADER": ""}, "DASHBOARD_PROXY_HEADER is missing."),
        ({"DASHBOARD_PROXY_ADDRESSES": "proxy.example.com"}, "is not a list of addresses"),
        ({"DASHBOARD_PROXY_ADDRESSES": "10.0.0.256"}, "is not a list of addresses"),
        ({"DASHBOARD_PROXY_ADDRESSES": "0.0.0.0/0"}, "would trust every machine"),
        ({"DASHBOARD_PROXY_ADDRESSES": "127.0.0.1,::/0"}, "would trust every machine"),
        ({"DASHBOARD_PROXY_ADDRESSES": "::ffff:0.0.0.0/96"}, "would trust every machine"),
        ({"DASHBOARD_PROXY_HEADER": "X Forwarded User"}, "is not the name of a header"),
        ({"DASHBOARD_PROXY_HEADER": "X-User:"}, "is not the name of a header"),
        ({"DASHBOARD_PROXY_HEADER": "Cookie"}, "for other purposes"),
        ({"DASHBOARD_PROXY_HEADER": "X-Forwarded-For"}, "for other purposes"),
        ({"DASHBOARD_PROXY_GROUPS_HEADER": "x-forwarded-user"}, "is the same header"),
        ({"DASHBOARD_OPEN": "true"}, "DASHBOARD_OPEN is set, and so is a way to sign in."),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(
    changed: dict[str, str], reason: str
) -> None:
    assert reason in refusal(PBX, **PROXY | changed)


@pytest.mark.parametrize("name", ["DASHBOARD_PROXY_GROUPS_HEADER", "DASHBOARD_ACCESS_FILE"])
def test_what_has_no_effect_without_a_sign_in_is_refused(name: str) -> None:
    assert f"{name} is set" in refusal(PBX, **{name: "remote-groups"})
