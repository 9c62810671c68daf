"""Loading settings from a given environment, and the words with which a start is refused."""

from __future__ import annotations

import traceback

import pytest

from telephony.settings.load import Settings, SettingsError, load_settings

CANARY = "kanarienvogel-7f3a"
CLIENT = {"THREECX_CLIENT_ID": "dashboard", "THREECX_API_KEY": CANARY}
PBX = {"THREECX_URL": "https://pbx.example.com", **CLIENT}


def load(env=(), **more: str) -> Settings:
    return load_settings(dict(env) | more, env_file=None)


def refusal(env=(), **more: str) -> str:
    """The words with which a start is refused; they never hold the canary."""
    with pytest.raises(SettingsError) as caught:
        load(env, **more)
    words = str(caught.value)
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
    assert words.splitlines() == [words]
    return words
