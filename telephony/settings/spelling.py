"""Finds misspelled names among the settings that are given."""

from __future__ import annotations

from collections.abc import Collection

from telephony.formatting.suggestions import did_you_mean, nearest
from telephony.settings.values import SettingsError

# Names that begin like ours are checked for typing errors; others belong to other programs.
_OUR_BEGINNINGS = ("THREE", "3CX", "TELEPHONY", "DASHBOARD")
_OUR_FIRST_WORDS = ("THREECX", "TELEPHONY", "DASHBOARD")
# What other programs call the same thing.
_OTHER_NAMES = {
    "THREECX_CLIENT_SECRET": "THREECX_API_KEY",
    "THREECX_API_SECRET": "THREECX_API_KEY",
    "THREECX_SECRET": "THREECX_API_KEY",
    "THREECX_TZ": "THREECX_TIMEZONE",
    "THREECX_HOST": "THREECX_URL",
}


def check_for_typing_errors(given: Collection[str], known: Collection[str]) -> None:
    """Stop at a name that resembles a missing one of ours: a typing error, not a foreign name."""
    plain = {name.replace("_", ""): name for name in known}
    for name in given:
        first_word = name.partition("_")[0]
        is_ours = name.startswith(_OUR_BEGINNINGS) or nearest(first_word, _OUR_FIRST_WORDS)
        if name in known or not is_ours:
            continue
        spelled_out = name[:64].replace("_", "").replace("3CX", "THREECX", 1)
        meant = _OTHER_NAMES.get(name) or plain.get(nearest(spelled_out, plain))
        if meant and meant not in given:
            raise SettingsError(f"{name[:64]} is not a setting. {did_you_mean(meant)}")
