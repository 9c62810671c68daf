"""The first steps of a start: the settings, the log, and whether it may listen where it does."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from authlib.deprecate import AuthlibDeprecationWarning

from server import logs, page_errors
from server.base_path import base_path
from server.host_check import LOOPBACK_NAMES, is_loopback
from server.sign_in.streamlit_auth import streamlit_secrets
from server.sign_in.viewers import Viewers, viewers_of
from telephony.access.file import DEFAULT_PATH
from telephony.settings.load import Settings, SettingsError, load_settings
from telephony.settings.monitoring import LogForm

_log = logging.getLogger("dashboard")

# Addresses to listen on that a browser cannot open.
_WILDCARDS = {None: "localhost", "0.0.0.0": "localhost", "::": "localhost"}  # noqa: S104


def configure() -> Settings:
    """Load the settings and set up a log that hides their secrets.

    An invalid setting ends the program: one line on standard error, exit code 1.
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
    address = listening_address()
    if settings.only_this_machine and not is_loopback(address):
        sys.exit(
            f"The dashboard cannot start: the address {address or 'of every network'} is open to "
            "other machines, and everybody who reaches it would see all data of your PBX. "
            "Listen on 127.0.0.1, let people sign in (see the admin guide), or set "
            "DASHBOARD_OPEN=true if everybody may see it."
        )
    _set_up_log(settings)
    if settings.open_to_all and not settings.demo:
        _log.warning("DASHBOARD_OPEN is set: everybody who reaches this server sees all data")
    return settings


def load_viewers(settings: Settings) -> Viewers:
    """Who may see what. An invalid access file ends the program: one line, exit code 1.

    So does one that is not used, for what it keeps from people would be shown to all.
    """
    if not settings.signs_in and DEFAULT_PATH.exists():
        if settings.only_this_machine:
            sys.exit(
                f"The dashboard cannot start: {DEFAULT_PATH} says who may see what, but nobody "
                "signs in, so everybody would see all data of your PBX. Set up a way to sign in "
                f"(see the admin guide), or remove {DEFAULT_PATH}."
            )
        _log.warning("%s is not used: nobody signs in", DEFAULT_PATH)
    try:
        return viewers_of(settings)
    except SettingsError as error:
        sys.exit(f"The dashboard cannot start: {error}")


def secrets_for_streamlit(settings: Settings, base: str) -> dict[str, Any] | None:
    """What Streamlit signs people in with. A wrong path ends the program: one line, exit code 1."""
    try:
        return streamlit_secrets(settings.open_id, base)
    except ValueError as error:
        sys.exit(f"The dashboard cannot start: {error}")


def listening_address() -> str:
    """The address that the command line configures; empty for every network.

    Another server than ``streamlit run`` or ``uvicorn`` may listen on a different address, so
    ``SecurityMiddleware`` also checks at which address each request arrives.
    """
    if _is_streamlit_run():
        return st.get_option("server.address") or ""
    command_line = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    command_line.add_argument("--host", default=os.environ.get("UVICORN_HOST", "127.0.0.1"))
    known, _ = command_line.parse_known_args(sys.argv[1:])
    return str(known.host)


def host_names(settings: Settings) -> frozenset[str]:
    """The names this server answers to: this machine's loopback and the configured ones."""
    allowed = [name.strip("[]").rstrip(".") for name in settings.allowed_hosts]
    if settings.address is not None:
        allowed.append(urlsplit(settings.address).hostname or "")
    return LOOPBACK_NAMES.union(allowed)


def log_address() -> None:
    """Log the dashboard's address; uvicorn, where it serves, logs its own."""
    if _is_streamlit_run():
        host, port = st.get_option("server.address"), st.get_option("server.port")
        name = _WILDCARDS.get(host, f"[{host}]" if ":" in (host or "") else host)
        _log.info("the dashboard is running on http://%s:%s%s", name, port, base_path())


def unify_log(settings: Settings) -> None:
    """Let every logger that there is write as the settings say."""
    if settings.log_form is LogForm.JSON:
        logs.write_json_everywhere()


def _is_streamlit_run() -> bool:
    return "streamlit.web.cli" in sys.modules


def _set_up_log(settings: Settings) -> None:
    logs.install(logs.Redactor(settings.secrets))
    handler = logging.StreamHandler()
    handler.setFormatter(logs.TextLines())
    logs.write_without_handlers(logs.TextLines())
    logging.basicConfig(level=st.get_option("logger.level").upper(), handlers=[handler])
    # that it still uses httpx, at the first sign-in
    warnings.filterwarnings("ignore", category=AuthlibDeprecationWarning)
    page_errors.number_script_errors()
    unify_log(settings)
