"""The first steps of the start: settings, the log, and the place it is started in."""

from __future__ import annotations

import logging
import sys
import time

import streamlit as st

from server import errors, logs
from server.base_path import base_path
from server.gate import LOOPBACK_NAMES
from telephony.settings import Settings, SettingsError, load_settings

_log = logging.getLogger("dashboard")

# An address to listen on, none to go to.
_WILDCARDS = {None: "localhost", "0.0.0.0": "localhost", "::": "localhost"}  # noqa: S104
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configured() -> Settings:
    """The settings, and a log that hides their secrets.

    What is wrong with them ends the program: one line on standard error, exit code 1.
    """
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.exit(f"The dashboard cannot start: {error}")
    if st.get_option("client.showErrorDetails") != "none":
        sys.exit(
            "The dashboard cannot start: .streamlit/config.toml was not read. "
            "Start it in the folder of app.py."
        )
    _set_up_log(settings)
    return settings


def host_names(settings: Settings) -> frozenset[str]:
    """The names this server answers to: this machine's loopback and the configured ones."""
    configured = (name.strip("[]").rstrip(".") for name in settings.allowed_hosts)
    return LOOPBACK_NAMES.union(configured)


def log_address() -> None:
    """Say where the dashboard is. Under uvicorn that one says it, and alone knows."""
    if "streamlit.web.cli" in sys.modules:
        host, port = st.get_option("server.address"), st.get_option("server.port")
        name = _WILDCARDS.get(host, host)
        _log.info("the dashboard answers on http://%s:%s%s", name, port, base_path())


def _set_up_log(settings: Settings) -> None:
    logs.install(logs.Redactor(settings.secrets))
    handler = logging.StreamHandler()
    handler.setFormatter(_Utc(_FORMAT))
    logging.basicConfig(level=st.get_option("logger.level").upper(), handlers=[handler])
    errors.number_script_errors()


class _Utc(logging.Formatter):
    """Times in UTC: the log of a server is compared with those of other machines."""

    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03dZ"
