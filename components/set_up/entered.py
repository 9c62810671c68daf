"""What was entered, as settings: checked as at the start, and as a text for ``.env``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.set_up import words
from telephony.data_access.pbx.client import connection_of
from telephony.settings.env_text import env_text
from telephony.settings.load import Settings, SettingsError, load_settings
from telephony.xapi.connection import Connection


@dataclass(frozen=True)
class Entered:
    """The fields of the form. ``names`` and ``open_to_all`` count with ``elsewhere`` only."""

    url: str
    client_id: str
    api_key: str = field(repr=False)
    zone: str
    elsewhere: bool = False
    names: str = ""
    open_to_all: bool = False

    @property
    def values(self) -> Mapping[str, str]:
        """The settings by their names, those that are needed alone."""
        values = {
            "THREECX_URL": self.url,
            "THREECX_CLIENT_ID": self.client_id,
            "THREECX_API_KEY": self.api_key,
            "THREECX_TIMEZONE": self.zone,
        }
        if self.elsewhere and self.names.strip():
            values["DASHBOARD_ALLOWED_HOSTS"] = self.names
        if self.elsewhere and self.open_to_all:
            values["DASHBOARD_OPEN"] = "true"
        return {name: value.strip() for name, value in values.items()}

    def connection(self, running: Settings) -> Connection:
        """The connection to test, through the proxy that is configured now.

        Raises SettingsError, which names the setting and holds no secret.
        """
        proxies = {"HTTPS_PROXY": running.https_proxy, "ALL_PROXY": running.all_proxy}
        given = {name: value.get_secret_value() for name, value in proxies.items() if value}
        given["NO_PROXY"] = ",".join(running.no_proxy)
        settings = load_settings({**self.values, **given}, env_file=None)
        if settings.origin is None:
            raise SettingsError("THREECX_URL is missing. Give the address of the PBX.")
        if not settings.origin.startswith("https:"):
            raise SettingsError(words.ONLY_HTTPS)
        return connection_of(settings)

    def env_text(self, origin: str) -> str:
        """The lines for ``.env``, with the address as the PBX has it."""
        return env_text({**self.values, "THREECX_URL": origin})
