"""Several PBXs in one file: what it may say, and with which words it is refused."""

from __future__ import annotations

import traceback
from textwrap import dedent

import pytest

from telephony.settings.load import load_settings
from telephony.settings.rates import Rates
from telephony.settings.values import SettingsError
from tests.telephony.settings.environments import CANARY, PBX

TWO = """\
[[system]]
id = "berlin"
name = "Berlin"
url = "https://pbx.berlin.example.com:5001/#/login"
client_id = "dashboard"
api_key_env = "BERLIN_KEY"
timezone = "Europe/Berlin"

[[system]]
id = "york"
name = "New York"
url = "https://pbx.york.example.com"
token_file = "york.token"
timezone = "America/New_York"
colour = "#AA0000"
holidays = "US-NY"
update6_date = 2025-05-12
max_concurrent_requests = 2
requests_per_minute = 30
requests_per_hour = 600
"""
KEY = f"{CANARY}-of-berlin"


@pytest.fixture
def load(tmp_path):
    """Loads settings with a ``pbx.toml`` beside ``.env``."""

    def settings(text: str, env: dict[str, str] | None = None, dotenv: str = ""):
        (tmp_path / "york.token").write_text(f"{CANARY}\n")
        (tmp_path / "pbx.toml").write_text(text)
        (tmp_path / ".env").write_text(dotenv)
        return load_settings({"BERLIN_KEY": KEY} if env is None else env, tmp_path / ".env")

    return settings


@pytest.fixture
def refusal(load, tmp_path):
    """The words with which a file is refused, without the folder; no secret is in them."""

    def words(text: str, env: dict[str, str] | None = None) -> str:
        with pytest.raises(SettingsError) as caught:
            load(dedent(text), env)
        assert CANARY not in "".join(traceback.format_exception(caught.value))
        said = str(caught.value)
        assert said.splitlines() == [said]
        return said.replace(f"{tmp_path}/", "")

    return words


def test_each_system_has_the_settings_that_one_pbx_has(load):
    settings = load(TWO, {"BERLIN_KEY": KEY, "DASHBOARD_HOLIDAYS": "DE-BE", "DASHBOARD_OPEN": "1"})
    berlin, york = settings.systems
    assert (berlin.system.id, berlin.system.name) == ("berlin", "Berlin")
    assert (york.system.id, york.system.name, york.system.colour) == ("york", "New York", "#aa0000")
    assert (berlin.origin, york.origin) == (
        "https://pbx.berlin.example.com:5001",
        "https://pbx.york.example.com",
    )
    assert (berlin.zone.key, york.zone.key) == ("Europe/Berlin", "America/New_York")
    assert berlin.client_id == "dashboard"
    assert berlin.api_key is not None
    assert berlin.api_key.get_secret_value() == KEY
    assert york.token is not None
    assert york.token.get_secret_value() == CANARY
    assert (berlin.holidays, york.holidays) == ("DE-BE", "US-NY")
    assert (berlin.update6_date, str(york.update6_date)) == (None, "2025-05-12")
    assert (berlin.max_concurrent_requests, york.max_concurrent_requests) == (8, 2)
    assert (berlin.rates, york.rates) == (Rates(), Rates(30, 600))
    assert not settings.demo
    assert settings.open_to_all
    assert not settings.only_this_machine
    assert all(one.open_to_all for one in settings.systems)
    assert {KEY, CANARY} <= set(settings.secrets)
    assert CANARY not in repr(settings)


def test_one_pbx_needs_neither_file_nor_id(load, tmp_path):
    settings = load_settings(PBX, tmp_path / ".env")
    assert settings.systems == (settings,)
    assert (settings.system.id, settings.system.name) == ("", "")
    assert settings.system.zone is settings.zone


def test_a_credential_may_be_in_the_env_file_under_a_name_that_is_like_ours(load):
    settings = load(TWO.replace("BERLIN_KEY", "threecx_api_key_2"), {}, f"THREECX_API_KEY_2={KEY}")
    assert settings.systems[0].api_key.get_secret_value() == KEY
    settings = load(TWO.replace("BERLIN_KEY", "THREECX_API_KEY"), {"THREECX_API_KEY": KEY})
    assert settings.systems[0].api_key.get_secret_value() == KEY
    assert settings.systems[1].api_key is None


def test_the_file_may_be_elsewhere_and_its_paths_are_beside_it(tmp_path):
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "york.token").write_text(CANARY)
    (folder / "systems.toml").write_text(TWO)
    env = {"TELEPHONY_PBX_FILE": str(folder / "systems.toml"), "BERLIN_KEY": KEY}
    assert [one.system.id for one in load_settings(env, None).systems] == ["berlin", "york"]
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        load_settings({"TELEPHONY_PBX_FILE": str(tmp_path / "none.toml")}, None)


@pytest.mark.parametrize("name", ["THREECX_URL", "THREECX_CLIENT_ID", "THREECX_TIMEZONE"])
def test_the_settings_of_one_pbx_and_the_file_together_are_refused(refusal, name):
    said = refusal(TWO, {"BERLIN_KEY": KEY, name: "Europe/Berlin"})
    assert said == (
        f"{name} is set, and pbx.toml describes the PBXs. Remove one of the two: a single PBX "
        "needs no file."
    )


@pytest.mark.parametrize("key", ["api_key", "token", "API-Key", "client_secret", "password"])
def test_a_secret_in_the_clear_is_refused_with_the_reason(refusal, key):
    said = refusal(f'[[system]]\nid = "a"\n{key} = "{CANARY}"\n')
    assert said.startswith(f"pbx.toml, line 3: {key} would stand here in the clear, for everybody")
    assert ("token_env" if key == "token" else "api_key_env") in said


@pytest.mark.parametrize(
    ("changed", "by", "words"),
    [
        ('id = "york"', 'id = "berlin"', "line 10: id is the same as that of an earlier system."),
        ('id = "york"', 'id = "New York"', "line 10: id is not 1 to 24 small letters"),
        ('id = "york"', 'id = "all"', "line 10: id cannot be all"),
        ('id = "york"\n', "", "line 9: id is missing from this system."),
        ('name = "New York"', 'name = "berlin"', "line 11: name is the same as that of"),
        ('name = "New York"', "name = 7", "line 11: name is not a text in quotes"),
        (
            "https://pbx.york.example.com",
            "pbx.berlin.example.com:5001",
            "line 12: url is the same as that of an earlier system.",
        ),
        ("https://pbx.york", "http://pbx.york", "line 12: url would send the API key unencrypted"),
        ('url = "https://pbx.york.example.com"\n', "", "line 9: url is missing from this system."),
        ("token_file", "token_flie", "line 13: token_flie is not known here. Did you mean token_f"),
        ("york.token", "none.token", "line 13: token_file names a file that cannot be read"),
        (
            'token_file = "york.token"\n',
            "",
            "line 9: this system lacks credentials. Give client_id",
        ),
        (
            'token_file = "york.token"',
            'token_file = "york.token"\nclient_id = "one"',
            "line 13: token_file is given as well as client_id. Give one.",
        ),
        (
            'token_file = "york.token"',
            'token_file = "york.token"\ntoken_env = "BERLIN_KEY"',
            "line 14: token_env is given as well as token_file.",
        ),
        (
            "America/New_York",
            "America/New_Yorck",
            "line 14: timezone is not a time zone of the IANA list ('America/New_Yorck'). Did",
        ),
        ("#AA0000", "red", "line 15: colour is not a colour. Give it as #0072b2."),
        ("US-NY", "US-XX", "line 16: holidays "),
        ("2025-05-12", '"May"', "line 17: update6_date is not a day ('May')"),
        ("requests = 2", "requests = 9", "line 18: max_concurrent_requests is not a number"),
        ("requests = 2", "requests = true", "line 18: max_concurrent_requests is not a text"),
        ("hour = 600", "hour = 0", "line 20: requests_per_hour is not a whole number from 1"),
        ("BERLIN_KEY", CANARY, "line 6: api_key_env names an environment variable that is not set"),
    ],
)
def test_a_mistake_is_named_with_its_line(refusal, changed, by, words):
    assert changed in TWO
    assert refusal(TWO.replace(changed, by, 1)).startswith(f"pbx.toml, {words}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "pbx.toml has no PBX."),
        ("system = []", "pbx.toml has no PBX."),
        ("system = 1", "pbx.toml, line 1: write each PBX under a line [[system]]."),
        ('[system]\nid = "a"', "pbx.toml, line 1: write each PBX under a line [[system]]."),
        ('[[systems]]\nid = "a"', "pbx.toml, line 1: systems is not known here. Did you mean sys"),
        ("[[system]", "pbx.toml, line 1: this is not TOML."),
    ],
)
def test_a_file_without_systems_is_refused(refusal, text, words):
    assert refusal(text).startswith(words)


def test_what_is_wrong_with_a_secret_is_said_without_it(refusal):
    said = refusal(TWO, {"BERLIN_KEY": f"{CANARY} {CANARY}"})
    assert said == (
        "pbx.toml, line 6: api_key_env contains a space or a line break. Paste it again without."
    )
