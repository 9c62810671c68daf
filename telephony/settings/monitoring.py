"""The settings for watching the server: who may read its metrics, and the form of its log."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode

from telephony.settings import checks

__all__ = ["LogForm", "MonitoringSettings", "Network"]


class LogForm(StrEnum):
    """What a line of the log is."""

    TEXT = "text"
    JSON = "json"


Network = IPv4Network | IPv6Network

_THIS_MACHINE: Final = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def parse_networks(text: object) -> tuple[Network, ...]:
    """Addresses and networks, separated by commas."""
    entries = [entry.strip() for entry in str(text).split(",") if entry.strip()]
    try:
        return tuple(ip_network(entry) for entry in entries)
    except ValueError:
        raise ValueError(
            "is not a list of addresses and networks. Give it as 10.0.0.7,10.1.0.0/16,fd00::/8; "
            "a network begins at its first address."
        ) from None


def parse_log_form(text: object) -> LogForm:
    """The form of the log."""
    try:
        return LogForm(str(text).strip().lower())
    except ValueError:
        raise ValueError("is neither text nor json. Give one of the two.") from None


class MonitoringSettings(BaseSettings):
    """``metrics_from``: the networks that may read the metrics without a token."""

    metrics_from: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(parse_networks)] = Field(
        default=_THIS_MACHINE,
        validate_default=False,
        validation_alias="DASHBOARD_METRICS_FROM",
    )
    metrics_token: Annotated[SecretStr, checks.hidden(checks.check_access_token)] | None = Field(
        default=None, validation_alias="DASHBOARD_METRICS_TOKEN"
    )
    log_form: Annotated[LogForm, BeforeValidator(parse_log_form)] = Field(
        default=LogForm.TEXT, validation_alias="DASHBOARD_LOG_FORMAT"
    )
