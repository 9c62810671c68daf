"""The settings of signing in with an OpenID provider."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.telephony.settings.environments import CANARY, load, refusal

SECRETS = {
    "DASHBOARD_OIDC_CLIENT_SECRET": CANARY,
    "DASHBOARD_COOKIE_SECRET": f"{CANARY}-with-more-than-32-characters",
}
PROVIDER = {
    "DASHBOARD_OIDC_ISSUER": "https://login.example.com/realms/main",
    "DASHBOARD_OIDC_CLIENT_ID": "dashboard",
    "DASHBOARD_PUBLIC_URL": "https://telephony.example.com",
    **SECRETS,
}


def test_without_a_provider_nobody_signs_in():
    assert load().open_id is None


def test_a_provider_has_all_that_signing_in_needs():
    sign_in = load(PROVIDER).open_id
    assert sign_in is not None
    assert sign_in.metadata_url == (
        "https://login.example.com/realms/main/.well-known/openid-configuration"
    )
    assert (sign_in.client_id, sign_in.address) == ("dashboard", "https://telephony.example.com")
    assert sign_in.client_secret.get_secret_value() == CANARY
    assert (sign_in.scopes, sign_in.name_claim) == ("openid email profile", "email")
    assert sign_in.lasts == timedelta(hours=10)


@pytest.mark.parametrize(
    "issuer",
    [
        "https://login.example.com/realms/main/",
        "https://login.example.com/realms/main/.well-known/openid-configuration",
        "  login.example.com/realms/main",
    ],
)
def test_the_provider_s_address_is_taken_in_any_pasted_form(issuer):
    sign_in = load(PROVIDER, DASHBOARD_OIDC_ISSUER=issuer).open_id
    assert sign_in is not None
    assert sign_in.issuer == "https://login.example.com/realms/main"


def test_secrets_of_signing_in_are_known_to_the_log_and_never_shown():
    settings = load(PROVIDER)
    assert set(SECRETS.values()) <= set(settings.secrets)
    assert CANARY not in repr(settings)
    assert CANARY not in repr(settings.open_id)


def test_the_only_allowed_host_is_the_address_where_none_is_given():
    named = {name: value for name, value in PROVIDER.items() if name != "DASHBOARD_PUBLIC_URL"}
    sign_in = load(named, DASHBOARD_ALLOWED_HOSTS="calls.example.com").open_id
    assert sign_in is not None
    assert sign_in.address == "https://calls.example.com"
    for hosts in ("", "calls.example.com,telephony.example.com"):
        words = refusal(named, DASHBOARD_ALLOWED_HOSTS=hosts)
        assert words.startswith("DASHBOARD_PUBLIC_URL is missing. DASHBOARD_OIDC_ISSUER is set")


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Calls.Example.com:8443/tools/calls/", "https://calls.example.com:8443"),
        ("http://localhost:8501", "http://localhost:8501"),
        ("calls.example.com", "https://calls.example.com"),
    ],
)
def test_the_address_s_origin_is_what_browsers_state(address, origin):
    sign_in = load(PROVIDER, DASHBOARD_PUBLIC_URL=address).open_id
    assert sign_in is not None
    assert sign_in.origin == origin


def test_a_real_pbx_may_be_served_to_other_machines_where_people_sign_in():
    real = {"THREECX_URL": "https://pbx.example.com", "THREECX_TOKEN": CANARY}
    assert load(real).only_this_machine
    assert not load(real | PROVIDER).only_this_machine


@pytest.mark.parametrize(
    "missing",
    ["DASHBOARD_OIDC_CLIENT_ID", "DASHBOARD_OIDC_CLIENT_SECRET", "DASHBOARD_COOKIE_SECRET"],
)
def test_a_missing_part_of_signing_in_stops_the_start(missing):
    words = refusal({name: value for name, value in PROVIDER.items() if name != missing})
    assert words.startswith(f"{missing} is missing. DASHBOARD_OIDC_ISSUER is set: set ")


@pytest.mark.parametrize("alone", ["DASHBOARD_OIDC_CLIENT_ID", "DASHBOARD_OIDC_CLIENT_SECRET"])
def test_a_registration_without_its_provider_stops_the_start(alone):
    words = refusal({alone: PROVIDER[alone]})
    assert words.startswith(f"DASHBOARD_OIDC_ISSUER is missing. {alone} is set")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("DASHBOARD_OIDC_ISSUER", "http://login.example.com", "would send sign-ins unencrypted"),
        ("DASHBOARD_OIDC_ISSUER", "ftp://login.example.com", "is not a web address"),
        ("DASHBOARD_OIDC_ISSUER", "https://login.example.com/?tenant=1", "contains a “?” or “#”"),
        (
            "DASHBOARD_OIDC_ISSUER",
            f"https://me:{CANARY}@login.example.com",
            "contains a user name or",
        ),
        ("DASHBOARD_OIDC_CLIENT_ID", "dash board", "contains a space"),
        ("DASHBOARD_OIDC_CLIENT_SECRET", f"{CANARY} ", "contains a space"),
        ("DASHBOARD_COOKIE_SECRET", CANARY, "is shorter than 32 characters"),
        ("DASHBOARD_PUBLIC_URL", "http://calls.example.com", "would send sign-ins unencrypted"),
        ("DASHBOARD_PUBLIC_URL", "https://calls.example.com/a b", "contains a space"),
        ("DASHBOARD_PUBLIC_URL", "https://calls.example.com//calls", "is not a plain web address"),
        ("DASHBOARD_OIDC_SCOPES", "email profile", "is not a list of scopes with openid"),
        ("DASHBOARD_OIDC_SCOPES", 'openid "x"', "is not a list of scopes with openid"),
        ("DASHBOARD_OIDC_PROMPT", "none", "is none of select_account, login, consent"),
        ("DASHBOARD_OIDC_NAME", "e mail", "contains a space"),
        ("DASHBOARD_SIGN_IN_HOURS", "0", "is not a whole number from 1 to 720"),
        ("DASHBOARD_SIGN_IN_HOURS", "721", "is not a whole number from 1 to 720"),
        ("DASHBOARD_SIGN_IN_HOURS", "ten", "is not a whole number from 1 to 720"),
    ],
)
def test_a_bad_setting_of_signing_in_is_named_and_secrets_are_not_shown(name, value, problem):
    assert refusal(PROVIDER, **{name: value}).startswith(f"{name} {problem}")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("DASHBOARD_OIDC_CLIENTID", "DASHBOARD_OIDC_CLIENT_ID"),
        ("DASHBOARD_COOKIES_SECRET", "DASHBOARD_COOKIE_SECRET"),
    ],
)
def test_a_typing_error_in_a_name_is_told(typed, meant):
    named = {name: value for name, value in PROVIDER.items() if name != meant}
    assert f"Did you mean {meant}?" in refusal(named | {typed: PROVIDER[meant]})
