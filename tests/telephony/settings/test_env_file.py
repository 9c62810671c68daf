"""Settings from ``.env``: what its lines mean, and what is wrong with one that means nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from telephony.settings.load import NAMES, SettingsError, load_settings
from tests.telephony.settings.environments import CANARY, load

ROOT = Path(__file__).parents[3]


def test_the_environment_wins_over_the_file_and_empty_is_not_set(tmp_path):
    file = tmp_path / ".env"
    file.write_text(
        "# the PBX\n"
        "THREECX_URL=pbx.example.com\n"
        "THREECX_CLIENT_ID='from-file'\n"
        f'export THREECX_API_KEY="{CANARY}"\n'
        "THREECX_TIMEZONE=\n"
    )
    settings = load_settings({"THREECX_CLIENT_ID": "from-env", "THREECX_URL": ""}, file)
    assert settings.client_id == "from-env"
    assert settings.origin == "https://pbx.example.com"
    assert settings.zone_is_assumed


def test_the_process_s_own_environment_and_the_file_beside_it_are_read(tmp_path, monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("THREECX_TIMEZONE=Asia/Tokyo\n", encoding="utf-8-sig")
    monkeypatch.setenv("DASHBOARD_ALLOWED_HOSTS", "calls.corp")
    settings = load_settings()
    assert (settings.zone_name, settings.allowed_hosts) == ("Asia/Tokyo", ("calls.corp",))
    assert os.environ["DASHBOARD_ALLOWED_HOSTS"] == "calls.corp"


def test_a_file_in_a_foreign_encoding_stops_the_start(tmp_path):
    file = tmp_path / ".env"
    file.write_text(f"THREECX_API_KEY={CANARY}\n", encoding="utf-16")
    with pytest.raises(SettingsError, match=r"\.env cannot be read") as caught:
        load_settings({}, file)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("name", [".env", "pbx.toml"])
def test_a_link_that_leads_nowhere_is_not_taken_for_no_settings(tmp_path, name):
    """The demo would start in the place of the PBX."""
    (tmp_path / name).symlink_to("/run/secrets/gone")
    with pytest.raises(SettingsError, match=rf"{name} cannot be read"):
        load_settings({}, tmp_path / ".env")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"\n\nTHREECX_API_KEY: {CANARY}\n", "line 3 (THREECX_API_KEY), sets nothing"),
        (f"# the PBX\nTHREECX_API_KEY {CANARY}\n", "line 2 (THREECX_API_KEY), sets nothing"),
        (f'export THREECX_TOKEN="{CANARY}\n', "line 1 (THREECX_TOKEN), sets nothing"),
        ("THREECX_TIMEZONE=Asia/Tokyo\r\n\r\nTHREECX_URL\r\n", "line 3 (THREECX_URL), sets"),
        (f"- {CANARY}\n", "line 1, sets nothing"),
        (f"$env:THREECX_TOKEN = '{CANARY}'\n", "line 1 (THREECX_TOKEN), sets nothing"),
        (f'"THREECX_TOKEN"={CANARY}\n', "line 1 (THREECX_TOKEN), sets nothing"),
        (f"\N{ZERO WIDTH SPACE}THREECX_TOKEN={CANARY}\n", "line 1 (THREECX_TOKEN), sets"),
        (f"A=b\n\N{BYTE ORDER MARK}THREECX_TOKEN={CANARY}\n", "line 2 (THREECX_TOKEN), sets"),
    ],
)
def test_a_line_of_the_file_that_sets_nothing_stops_the_start_and_is_not_shown(
    text, place, tmp_path
):
    file = tmp_path / ".env"
    file.write_text(text, "utf-8", newline="")
    with pytest.raises(SettingsError) as caught:
        load_settings({}, file)
    words = str(caught.value)
    assert words.startswith(f"{file}, {place}")
    assert words.splitlines() == [words]
    assert CANARY not in words
    assert caught.value.__context__ is None


def test_a_value_in_the_file_is_taken_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    file = tmp_path / ".env"
    for secret in ("a${HOME}b", "a$HOME", "a#b", "a=b"):
        file.write_text(f"THREECX_URL=https://pbx\nTHREECX_TOKEN={secret} # renewed by hand\n")
        token = load_settings({}, file).token
        assert token is not None
        assert token.get_secret_value() == secret


def test_a_folder_or_nothing_in_place_of_the_file_is_no_settings(tmp_path):
    assert load_settings({}, tmp_path / "absent").demo
    assert load_settings({}, tmp_path).demo


def test_every_setting_is_explained_in_the_example_file():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"#{name}=" not in example] == []


def test_the_example_file_taken_as_it_is_means_the_demo():
    assert load_settings({}, ROOT / ".env.example") == load()
