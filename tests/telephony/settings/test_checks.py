"""What one setting must look like."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.settings.load import SettingsError
from tests.telephony.settings.environments import CANARY, PBX, load, refusal

CERTIFICATE = Path(__file__).parents[2] / "support" / "tls" / "own.pem"


@pytest.mark.parametrize(
    ("pasted", "origin"),
    [
        ("https://pbx.example.com:5001/#/login", "https://pbx.example.com:5001"),
        ("https://pbx.example.com/xapi/v1/", "https://pbx.example.com"),
        ("https://pbx.example.com:443/webclient?token=x#/a@b", "https://pbx.example.com"),
        ("  HTTPS://PBX.Example.COM/\n", "https://pbx.example.com"),
        ("pbx.example.com", "https://pbx.example.com"),
        ("pbx.example.com:5001/webclient", "https://pbx.example.com:5001"),
        ("//pbx.example.com/", "https://pbx.example.com"),
        ("192.0.2.7:5001", "https://192.0.2.7:5001"),
        ("https://[2001:DB8::1]:5001/", "https://[2001:db8::1]:5001"),
        ("https://telefon.müller.example/", "https://telefon.xn--mller-kva.example"),
        ("http://127.0.0.1:5001/", "http://127.0.0.1:5001"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:5001", "http://[::1]:5001"),
    ],
)
def test_any_pasted_form_of_the_address_is_reduced_to_its_origin(pasted, origin):
    assert load(PBX, THREECX_URL=pasted).origin == origin


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"https://admin:{CANARY}@pbx.example.com", "contains a user name or password"),
        (f"{CANARY}@pbx.example.com", "contains a user name or password"),
        (f"https://pbx.example.com\\@{CANARY}.example", "contains a user name or password"),
        ("http://pbx.example.com", "would send the API key unencrypted"),
        ("ftp://pbx.example.com", "is not a web address"),
        ("file:///etc/passwd", "is not an address with a host"),
        ("https:/pbx.example.com", "is not an address with a host"),
        ("https://", "is not an address with a host"),
        ("https://pbx.example.com:99999", "is not an address with a host"),
        ("https://pbx.example.com:0", "is not an address with a host"),
        (f"https://pbx.example.com:{CANARY}", "is not an address with a host"),
        ("https://[::1", "is not an address with a host"),
        ("https://[v1.a]:5001", "is not an address with a host"),
        ("https://[::1]x:5001", "is not an address with a host"),
        ("https://x[::1]:5001", "is not an address with a host"),
        ("https://[::1]5001", "is not an address with a host"),
        ("https://[fe80::1%eth0]:5001", "is not an address with a host"),
        ("https://[10.0.0.1]:5001", "is not an address with a host"),
        ("https://pbx.example.com:65536", "is not an address with a host"),
        ("https://pbx example.com", "contains a space or a line break"),
        ("https://pbx.example.com\nX-Header: 1", "contains a space or a line break"),
        ("https://pbx..example.com", "does not contain a valid host name"),
        ("https://10.0.0.256:5001", "does not contain a valid host name"),
        ("https://10.0.0.07", "does not contain a valid host name"),
        ("https//pbx.example.com", "is not an address with a host"),
        ("HTTPS//pbx.example.com:5001", "is not an address with a host"),
        ("https://http//pbx.example.com", "is not an address with a host"),
        (f"https://{'a.' * 125}example", "does not contain a valid host name"),
        (f"https://{'ä.' * 60}example", "does not contain a valid host name"),
        ("https://pbx.example.com;rm", "does not contain a valid host name"),
    ],
)
def test_an_address_that_cannot_be_right_stops_the_start(url, reason):
    words = refusal(PBX, THREECX_URL=url)
    assert words.startswith(f"THREECX_URL {reason}")


@given(st.text())
def test_no_text_for_an_address_does_anything_but_fit_or_be_refused(text):
    try:
        settings = load(PBX, THREECX_URL=text)
    except SettingsError as error:
        assert str(error).startswith("THREECX_")  # noqa: PT017  # most texts are refused
    else:
        assert settings.origin is not None
        assert settings.origin.startswith("https://")
        assert load(PBX, THREECX_URL=settings.origin).origin == settings.origin


@pytest.mark.parametrize("name", ["THREECX_API_KEY", "THREECX_TOKEN", "THREECX_CLIENT_ID"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (f"{CANARY}\n", "contains a space or a line break"),
        (f" {CANARY}", "contains a space or a line break"),
        (f"{CANARY} {CANARY}", "contains a space or a line break"),
        (f"{CANARY}\r\nX-Header: 1", "contains a space or a line break"),
        (f"“{CANARY}”", "contains characters other than letters, digits and signs"),
        (f"{CANARY}\x00", "contains characters other than letters, digits and signs"),
    ],
)
def test_a_credential_that_was_pasted_badly_stops_the_start(name, value, reason):
    assert refusal(PBX | {name: value}).startswith(f"{name} {reason}")


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("Europe/Belrin", "Did you mean Europe/Berlin?"),
        ("europe/berlin", "Did you mean Europe/Berlin?"),
        ("W. Europe Standard Time", "Give one such as Europe/Berlin."),
        ("../../etc/passwd", "Give one such as Europe/Berlin."),
        ("localtime", "Give one such as Europe/Berlin."),
        ("Europe", "Give one such as Europe/Berlin."),
        ("x" * 100_000, "Give one such as Europe/Berlin."),
    ],
)
def test_an_unknown_zone_stops_the_start_with_a_hint(zone, hint):
    words = refusal(THREECX_TIMEZONE=zone)
    assert words.startswith("THREECX_TIMEZONE is not a time zone of the IANA list")
    assert words.endswith(hint)
    assert len(words) < 250


def test_a_certificate_file_is_taken_when_it_holds_one():
    assert load(PBX, THREECX_CA_FILE=str(CERTIFICATE)).ca_file == CERTIFICATE


def test_a_certificate_file_that_is_none_stops_the_start(tmp_path):
    plain = tmp_path / "ca.pem"
    plain.write_text("not a certificate")
    assert refusal(PBX, THREECX_CA_FILE=str(plain)).startswith(
        "THREECX_CA_FILE does not contain a PEM certificate"
    )
    for path in (tmp_path / "absent.pem", tmp_path):
        words = refusal(PBX, THREECX_CA_FILE=str(path))
        assert words.startswith("THREECX_CA_FILE cannot be read")
        assert str(path)[:40] in words


def test_a_data_folder_that_is_a_file_stops_the_start(tmp_path):
    taken = tmp_path / "data"
    taken.touch()
    for path in (taken, taken / "below"):
        assert refusal(TELEPHONY_DATA_DIR=str(path)).startswith(
            "TELEPHONY_DATA_DIR is not a folder"
        )


def test_the_usual_data_folder_is_refused_by_the_setting_that_gives_another(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").touch()
    assert refusal().startswith("TELEPHONY_DATA_DIR is not a folder")


@pytest.mark.parametrize("name", ["THREECX_CA_FILE", "TELEPHONY_DATA_DIR"])
@pytest.mark.parametrize("path", ["~nobody-of-that-name/x", "data\0", "a\nb"])
def test_a_path_that_no_machine_has_stops_the_start(name, path):
    assert refusal(PBX | {name: path}).startswith(f"{name} is not a path on this machine")


def test_host_names_come_as_a_list_in_any_pasted_form():
    settings = load(DASHBOARD_ALLOWED_HOSTS="Calls.Corp, http://tele:8501/ ,calls.corp,,[::1]:80")
    assert settings.allowed_hosts == ("calls.corp", "tele", "[::1]")


@pytest.mark.parametrize("hosts", ["*", "*.corp", "a b", "calls.corp,@evil", "-calls"])
def test_a_host_name_that_cannot_be_one_stops_the_start(hosts):
    assert refusal(DASHBOARD_ALLOWED_HOSTS=hosts).startswith("DASHBOARD_ALLOWED_HOSTS ")


def test_the_day_of_update_6_is_a_day() -> None:
    assert load(THREECX_UPDATE6_DATE="2025-05-12").update6_date == date(2025, 5, 12)
    message = refusal(THREECX_UPDATE6_DATE="12.5.25")
    assert message == "THREECX_UPDATE6_DATE is not a day ('12.5.25'). Give it as 2025-05-12."


def test_holidays_are_those_of_a_known_region() -> None:
    assert load(DASHBOARD_HOLIDAYS="de-by").holidays == "DE-BY"
    message = refusal(DASHBOARD_HOLIDAYS="Bavaria")
    assert message.startswith("DASHBOARD_HOLIDAYS names no country with known holidays")


@pytest.mark.parametrize(
    ("name", "field", "usual", "most"),
    [
        ("DASHBOARD_EXPORTS_AT_ONCE", "exports_at_once", 8, 80),
        ("DASHBOARD_EXPORTS_PER_MINUTE", "exports_per_minute", 120, 10_000),
        ("DASHBOARD_AUDIT_DAYS", "audit_days", 365, 3_650),
    ],
)
def test_limits_of_people_are_whole_numbers_in_bounds(
    name: str, field: str, usual: int, most: int
) -> None:
    assert getattr(load(), field) == usual
    assert getattr(load(**{name: " 1 "}), field) == 1
    assert getattr(load(**{name: str(most)}), field) == most
    for wrong in ("0", str(most + 1), "-1", "1.5", "many", "١"):
        assert refusal(**{name: wrong}).startswith(f"{name} is not a whole number from 1 to")
