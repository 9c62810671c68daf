"""With which settings the dashboard starts, and with which it does not."""

from __future__ import annotations

import pytest

from telephony.settings.load import Settings
from telephony.settings.rates import Rates
from tests.telephony.settings.environments import CANARY, CLIENT, PBX, load, refusal


def test_nothing_set_means_the_demo_in_its_own_zone():
    settings = load()
    assert settings.demo
    assert settings.zone_name == settings.zone.key == "Europe/Berlin"
    assert not settings.zone_is_assumed
    assert settings.origin is None
    assert settings.allowed_hosts == ()


def test_a_pbx_with_client_id_and_api_key_is_no_demo():
    settings = load(PBX)
    assert not settings.demo
    assert settings.origin == "https://pbx.example.com"
    assert settings.client_id == "dashboard"
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == CANARY


def test_a_token_serves_instead_of_client_id_and_api_key():
    settings = load(THREECX_URL="https://pbx.example.com", THREECX_TOKEN=CANARY)
    assert settings.token is not None
    assert settings.token.get_secret_value() == CANARY
    assert settings.client_id is None


def test_a_pbx_without_a_zone_is_read_in_utc_and_that_is_said():
    assert (load(PBX).zone_name, load(PBX).zone_is_assumed) == ("UTC", True)
    named = load(PBX, THREECX_TIMEZONE="America/New_York")
    assert (named.zone_name, named.zone_is_assumed) == ("America/New_York", False)


def test_the_demo_can_live_in_another_zone():
    assert load(THREECX_TIMEZONE=" Asia/Tokyo ").zone_name == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("env", "start"),
    [
        (
            {"THREECX_URL": "https://pbx.example.com"},
            "THREECX_CLIENT_ID and THREECX_API_KEY are missing. THREECX_URL is set",
        ),
        (CLIENT, "THREECX_URL is missing. THREECX_CLIENT_ID is set"),
        ({"THREECX_TOKEN": CANARY}, "THREECX_URL is missing. THREECX_TOKEN is set"),
        (PBX | {"THREECX_CLIENT_ID": ""}, "THREECX_CLIENT_ID is missing. THREECX_API_KEY is set"),
        (PBX | {"THREECX_API_KEY": ""}, "THREECX_API_KEY is missing. THREECX_CLIENT_ID is set"),
        (
            PBX | {"THREECX_TOKEN": CANARY},
            "THREECX_TOKEN is set as well as THREECX_CLIENT_ID and THREECX_API_KEY",
        ),
        (
            PBX | {"THREECX_TOKEN": CANARY, "THREECX_CLIENT_ID": ""},
            "THREECX_TOKEN is set as well as THREECX_API_KEY",
        ),
    ],
)
def test_settings_that_do_not_fit_together_stop_the_start(env, start):
    assert refusal(env).startswith(start)


def test_a_history_database_a_secret_and_the_bound_of_requests_are_checked():
    address = f"postgresql://telephony:{CANARY}@db.example.com/telephony"
    settings = load(
        PBX,
        TELEPHONY_DATABASE_URL=address,
        TELEPHONY_SECRET=f"{CANARY} and more",
        THREECX_MAX_CALLS="3",
        THREECX_REQUESTS_PER_MINUTE="30",
        THREECX_REQUESTS_PER_HOUR=" 600 ",
        TELEPHONY_COLLECT="Yes",
    )
    assert settings.rates == Rates(30, 600)
    assert load(PBX).rates == Rates(120, 1_200)
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == address
    assert (settings.max_concurrent_requests, settings.collect) == (3, True)
    assert CANARY not in f"{settings!r} {settings.model_dump_json()}"
    assert {address, f"{CANARY} and more"} < set(settings.secrets)
    assert (load(PBX).max_concurrent_requests, load(PBX).collect, load(PBX).secret) == (
        8,
        False,
        None,
    )


@pytest.mark.parametrize(
    ("name", "value", "start"),
    [
        ("THREECX_MAX_CALLS", "9", "THREECX_MAX_CALLS is not a number from 1 to 8."),
        ("THREECX_MAX_CALLS", "all", "THREECX_MAX_CALLS is not a number from 1 to 8."),
        ("THREECX_MAX_CALLS", "1" * 5_000, "THREECX_MAX_CALLS is not a number from 1 to 8."),
        ("THREECX_REQUESTS_PER_HOUR", "0", "THREECX_REQUESTS_PER_HOUR is not a whole number"),
        (
            "THREECX_REQUESTS_PER_MINUTE",
            "many",
            "THREECX_REQUESTS_PER_MINUTE is not a whole number",
        ),
        ("THREECX_REQUESTS_PER_MINUTE", "1" * 5_000, "THREECX_REQUESTS_PER_MINUTE is not a whole"),
        ("TELEPHONY_COLLECT", "nightly", "TELEPHONY_COLLECT is neither true nor false."),
        ("TELEPHONY_SECRET", "short", "TELEPHONY_SECRET is shorter than 16 characters."),
        (
            "TELEPHONY_DATABASE_URL",
            f"mysql://root:{CANARY}@db/x",
            "TELEPHONY_DATABASE_URL is not the address of a PostgreSQL database.",
        ),
        (
            "TELEPHONY_DATABASE_URL",
            f"postgresql://root:{CANARY}@db",
            "TELEPHONY_DATABASE_URL is not the address of a PostgreSQL database.",
        ),
    ],
)
def test_what_is_wrong_with_the_history_stops_the_start_without_showing_a_secret(
    name, value, start
):
    reported = refusal({name: value})
    assert reported.startswith(start)
    assert CANARY not in reported


def test_the_data_folder_is_data_here_and_not_made_yet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load().data_dir == tmp_path / "data"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("THREECX_APIKEY", "THREECX_API_KEY"),
        ("THREECX_CLIENTID", "THREECX_CLIENT_ID"),
        ("THREECX_CLIENT_SECRET", "THREECX_API_KEY"),
        ("THREECX_BASE_URL", "THREECX_URL"),
        ("THREE_CX_URL", "THREECX_URL"),
        ("3CX_TIMEZONE", "THREECX_TIMEZONE"),
        ("TELEPHONY_DATADIR", "TELEPHONY_DATA_DIR"),
        ("DASHBORD_OPEN", "DASHBOARD_OPEN"),
        ("TELEFONY_COLLECT", "TELEPHONY_COLLECT"),
        ("TREECX_CA_FILE", "THREECX_CA_FILE"),
        ("TELEPHONYDATA_DIR", "TELEPHONY_DATA_DIR"),
        ("DASHBOARD_ALLOWED_HOST", "DASHBOARD_ALLOWED_HOSTS"),
    ],
)
def test_a_slip_in_a_name_stops_the_start_with_the_name_that_was_meant(slip, meant):
    assert refusal({slip: CANARY}) == f"{slip} is not a setting. Did you mean {meant}?"


@pytest.mark.parametrize(
    "name",
    [
        *("THREECX_PORT", "THREECX_SERVICE_HOST", "DASHBOARD_PORT", "TELEPHONY_LOG", "API_KEY"),
        *("HTTP_PROXY", "DASHBOARDS_PORT", "TELEPHONE_LOG", "MY_DASHBOARD_OPEN", "CLIENT_ID"),
    ],
)
def test_a_name_that_belongs_to_others_is_left_alone(name):
    assert load({name: "tcp://10.0.0.1:80"}) == load()


def test_a_likeness_matters_only_while_the_setting_itself_is_missing():
    assert load(PBX, THREECX_CLIENT_SECRET="x") == load(PBX)


def test_settings_never_show_a_secret():
    for settings in (load(PBX), load(THREECX_URL="https://pbx", THREECX_TOKEN=CANARY)):
        shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
        assert CANARY not in shown
        assert "pbx" in shown


def test_pydantic_s_own_words_hold_no_value_either():
    with pytest.raises(ValueError, match="THREECX_API_KEY") as caught:
        Settings(THREECX_URL="https://pbx", THREECX_API_KEY=f"{CANARY} ")  # type: ignore[call-arg]
    assert CANARY not in str(caught.value)


def test_settings_stay_as_they_were_checked():
    with pytest.raises(ValueError, match="frozen"):
        load(PBX).origin = "https://elsewhere.example"
