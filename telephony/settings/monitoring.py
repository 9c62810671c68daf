"""The settings for watching the server: who may read its metrics, and the form of its log."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode

from telephony.settings import checks
from telephony.settings.networks import Network, parse_network

__all__ = ["LogForm", "MonitoringSettings"]


class LogForm(StrEnum):
    """What a line of the log is."""

    TEXT = "text"
    JSON = "json"


_THIS_MACHINE: Final = (parse_network("127.0.0.0/8"), parse_network("::1"))


def parse_networks(text: object) -> tuple[Network, ...]:
    """Addresses and networks, separated by commas."""
    entries = (entry.strip() for entry in str(text).split(","))
    return tuple(parse_network(entry) for entry in entries if entry)


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
