"""Loads the configuration from the environment and ``.env``, checked and with hidden secrets."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from telephony.periods.public_holidays import check_region
from telephony.settings import checks, proxies
from telephony.settings.monitoring import MonitoringSettings
from telephony.settings.open_id import OpenId, OpenIdSettings
from telephony.settings.pbx_file import OF_ONE_PBX, PbxFile, SystemEntry, find_pbx_file
from telephony.settings.proxies import Proxy
from telephony.settings.rates import Rates
from telephony.settings.spelling import check_for_typing_errors
from telephony.settings.systems import System, usual_colour
from telephony.settings.trusted_proxy import TrustedProxySettings
from telephony.settings.values import SettingsError, by_name, read_env_file, read_system_proxies

__all__ = ["NAMES", "Settings", "SettingsError", "load_settings"]

# The demo company is there. A real PBX without a configured zone is read in UTC, and pages say so.
DEMO_ZONE, ASSUMED_ZONE = "Europe/Berlin", "UTC"
_ACCESS_FILE = "DASHBOARD_ACCESS_FILE"


Secret = Annotated[SecretStr, checks.hidden(checks.check_credential)]
ProxyAddress = Annotated[SecretStr, checks.hidden(proxies.parse_proxy_address)]


class Settings(OpenIdSettings, TrustedProxySettings, MonitoringSettings):
    """The checked configuration. Made by ``load_settings``; frozen.

    ``origin`` is the PBX's ``https://host[:port]`` or None for the demo. Either ``token`` or both
    of ``client_id`` and ``api_key`` are there with it. ``data_dir`` need not exist.
    ``max_concurrent_requests`` bounds the requests to the PBX that are under way together,
    ``rates`` those of programs over time; ``secret`` encrypts what copies of the dashboard share.
    ``open_to_all``: the admin says that everybody who reaches the dashboard may see everything.
    ``exports_at_once`` and ``exports_per_minute`` bound those of one person.
    ``access_file``: who may see what, where people sign in; ``access.toml`` if None.

    Where a file describes several PBXs, ``systems`` has the settings of each: the same ones, with
    its own for what concerns a PBX, which these then lack. Else it has these alone.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    origin: Annotated[str, AfterValidator(checks.parse_origin)] | None = Field(
        default=None, validation_alias="THREECX_URL"
    )
    client_id: Annotated[str, AfterValidator(checks.check_credential)] | None = Field(
        default=None, validation_alias="THREECX_CLIENT_ID"
    )
    api_key: Secret | None = Field(default=None, validation_alias="THREECX_API_KEY")
    token: Secret | None = Field(default=None, validation_alias="THREECX_TOKEN")
    timezone: Annotated[str, AfterValidator(checks.parse_zone_name)] | None = Field(
        default=None, validation_alias="THREECX_TIMEZONE"
    )
    ca_file: Annotated[Path, AfterValidator(checks.check_ca_file)] | None = Field(
        default=None, validation_alias="THREECX_CA_FILE"
    )
    data_dir: Annotated[Path, AfterValidator(checks.check_data_dir)] = Field(
        default=Path("data"), validation_alias="TELEPHONY_DATA_DIR"
    )
    update6_date: Annotated[date, BeforeValidator(checks.parse_day)] | None = Field(
        default=None, validation_alias="THREECX_UPDATE6_DATE"
    )
    holidays: Annotated[str, AfterValidator(check_region)] | None = Field(
        default=None, validation_alias="DASHBOARD_HOLIDAYS"
    )
    max_concurrent_requests: Annotated[
        int, BeforeValidator(checks.parse_max_concurrent_requests)
    ] = Field(default=checks.MAX_CONCURRENT_REQUESTS, validation_alias="THREECX_MAX_CALLS")
    requests_per_minute: Annotated[int, BeforeValidator(checks.parse_requests)] = Field(
        default=Rates.per_minute, validation_alias="THREECX_REQUESTS_PER_MINUTE"
    )
    requests_per_hour: Annotated[int, BeforeValidator(checks.parse_requests)] = Field(
        default=Rates.per_hour, validation_alias="THREECX_REQUESTS_PER_HOUR"
    )
    database_url: Annotated[SecretStr, checks.hidden(checks.check_database_url)] | None = Field(
        default=None, validation_alias="TELEPHONY_DATABASE_URL"
    )
    secret: Annotated[SecretStr, checks.hidden(checks.check_shared_secret)] | None = Field(
        default=None, validation_alias="TELEPHONY_SECRET"
    )
    collect: Annotated[bool, BeforeValidator(checks.parse_yes_or_no)] = Field(
        default=False, validation_alias="TELEPHONY_COLLECT"
    )
    allowed_hosts: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(checks.parse_host_names)
    ] = Field(default=(), validate_default=False, validation_alias="DASHBOARD_ALLOWED_HOSTS")
    open_to_all: Annotated[bool, BeforeValidator(checks.parse_yes_or_no)] = Field(
        default=False, validation_alias="DASHBOARD_OPEN"
    )
    exports_at_once: Annotated[int, BeforeValidator(checks.parse_exports_at_once)] = Field(
        default=8, validation_alias="DASHBOARD_EXPORTS_AT_ONCE"
    )
    exports_per_minute: Annotated[int, BeforeValidator(checks.parse_exports_per_minute)] = Field(
        default=120, validation_alias="DASHBOARD_EXPORTS_PER_MINUTE"
    )
    audit_days: Annotated[int, BeforeValidator(checks.parse_audit_days)] = Field(
        default=365, validation_alias="DASHBOARD_AUDIT_DAYS"
    )
    access_file: Annotated[Path, AfterValidator(checks.absolute_path)] | None = Field(
        default=None, validation_alias=_ACCESS_FILE
    )

    pbx_file: str = Field(default="", validation_alias="TELEPHONY_PBX_FILE")
    https_proxy: ProxyAddress | None = Field(default=None, validation_alias="HTTPS_PROXY")
    all_proxy: ProxyAddress | None = Field(default=None, validation_alias="ALL_PROXY")
    no_proxy: Annotated[tuple[str, ...], NoDecode, BeforeValidator(proxies.parse_exceptions)] = (
        Field(default=(), validate_default=False, validation_alias="NO_PROXY")
    )
    # not from the environment: see ``load_settings``
    pbx_id: str = ""
    pbx_name: str = ""
    pbx_colour: str = usual_colour(0)
    several: tuple[Settings, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic's signature
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed over: ``load_settings`` decides what is read, and in which order."""
        return (init_settings,)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never be printed."""
        known = (
            *(self.api_key, self.token, self.secret, self.database_url),
            *(self.oidc_client_secret, self.cookie_secret, self.metrics_token),
        )
        addresses = (self.https_proxy, self.all_proxy)
        passwords = [Proxy(address, "").secrets for address in addresses if address]
        return (
            *(secret.get_secret_value() for secret in known if secret),
            *(password for each in passwords for password in each),
            *(secret for one in self.several for secret in one.secrets),
        )

    @property
    def systems(self) -> tuple[Settings, ...]:
        """The settings of each PBX, in the order of the file; these where there is none."""
        return self.several or (self,)

    @property
    def system(self) -> System:
        """The PBX of these settings, one of ``systems``."""
        return System(self.pbx_id, self.pbx_name, self.zone, self.pbx_colour)

    @property
    def proxy(self) -> Proxy | None:
        """The proxy to the PBX; None where it is reached directly, as on this machine always."""
        given = {"HTTPS_PROXY": self.https_proxy, "ALL_PROXY": self.all_proxy}
        named = [Proxy(address, name) for name, address in given.items() if address]
        if self.origin is None or not named or proxies.is_excepted(self.origin, self.no_proxy):
            return None
        return None if proxies.is_this_machine(urlsplit(self.origin).hostname or "") else named[0]

    @cached_property
    def open_id(self) -> OpenId | None:
        """How people sign in with an OpenID provider; None where they do not."""
        return self.complete(self.allowed_hosts)

    @property
    def rates(self) -> Rates:
        """The budget of requests for programs; the demo has no phone calls to protect."""
        if self.demo:
            return Rates(checks.MOST_REQUESTS, checks.MOST_REQUESTS)
        return Rates(self.requests_per_minute, self.requests_per_hour)

    @property
    def demo(self) -> bool:
        """True when no PBX is configured."""
        return self.origin is None and not self.several

    @property
    def signs_in(self) -> bool:
        """True when people sign in, and see what the access file gives them."""
        return bool(self.open_id or self.trusted_proxy)

    @property
    def only_this_machine(self) -> bool:
        """True when only browsers on this machine may be served: real data, and no sign-in."""
        return not (self.demo or self.open_to_all or self.signs_in)

    @property
    def zone_name(self) -> str:
        """The IANA name of the PBX's zone."""
        return self.timezone or (DEMO_ZONE if self.demo else ASSUMED_ZONE)

    @property
    def zone(self) -> ZoneInfo:
        """The PBX's zone."""
        return ZoneInfo(self.zone_name)

    @property
    def zone_is_assumed(self) -> bool:
        """True when a real PBX is read in UTC because no zone is configured."""
        return self.timezone is None and not self.demo

    @model_validator(mode="after")
    def _people_sign_in_one_way(self) -> Settings:
        self.check_trusted_proxy()
        if self.open_id and self.trusted_proxy:
            raise ValueError(
                "DASHBOARD_OIDC_ISSUER and DASHBOARD_PROXY_HEADER are both set. Set one: people "
                "sign in with a provider here, or at the proxy."
            )
        if self.signs_in and self.open_to_all:
            raise ValueError(
                "DASHBOARD_OPEN is set, and so is a way to sign in. Remove DASHBOARD_OPEN: people "
                "who sign in see what the access file gives them."
            )
        if self.access_file and not self.signs_in:
            raise ValueError(
                f"{_ACCESS_FILE} is set, but nobody signs in. Set up a way to sign in (see the "
                f"admin guide), or remove {_ACCESS_FILE}."
            )
        return self

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        self.complete(self.allowed_hosts)
        given = {
            "THREECX_CLIENT_ID": self.client_id is not None,
            "THREECX_API_KEY": self.api_key is not None,
        }
        pair = [name for name, is_set in given.items() if is_set]
        if self.token and pair:
            raise ValueError(
                f"THREECX_TOKEN is set as well as {' and '.join(pair)}. It replaces client id and "
                "API key: set one or the other."
            )
        if len(pair) == 1:
            missing = next(name for name, is_set in given.items() if not is_set)
            raise ValueError(
                f"{missing} is missing. {pair[0]} is set, and 3CX issues both together "
                "(Integrations → API): set both."
            )
        if self.origin and not (pair or self.token):
            raise ValueError(
                "THREECX_CLIENT_ID and THREECX_API_KEY are missing. THREECX_URL is set: set both "
                "(Integrations → API in 3CX), or remove THREECX_URL to see the demo."
            )
        if not self.origin and (pair or self.token):
            present = pair[0] if pair else "THREECX_TOKEN"
            raise ValueError(
                f"THREECX_URL is missing. {present} is set: set the address of the PBX, or "
                f"remove {present} to see the demo."
            )
        return self


NAMES = tuple(
    str(field.validation_alias)
    for field in Settings.model_fields.values()
    if field.validation_alias
)


def load_settings(
    env: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")
) -> Settings:
    """Read ``env`` (the process's own when None) over ``env_file`` (none when None or absent).

    Empty values count as not set. A ``pbx.toml`` beside ``env_file``, or where a setting says,
    describes several PBXs. Raises SettingsError for the first problem.
    """
    values: dict[str, Any] = read_env_file(env_file, NAMES)
    if env is None:
        values = read_system_proxies() | values | by_name(os.environ)
    else:
        values |= by_name(env)
    pbx_file = find_pbx_file(values.get("TELEPHONY_PBX_FILE", ""), env_file)
    foreign = pbx_file.variables if pbx_file else frozenset[str]()
    check_for_typing_errors([name for name in values if name not in foreign], NAMES)
    if pbx_file is None:
        return _checked(values)
    for name in OF_ONE_PBX:
        if name in values and name not in foreign:
            raise SettingsError(
                f"{name} is set, and {pbx_file.file.name} describes the PBXs. Remove one of the "
                "two: a single PBX needs no file."
            )
    return _with_systems(pbx_file, values)


def choose_systems(settings: Settings, ids: Sequence[str]) -> tuple[Settings, ...]:
    """The settings of the PBXs with these ids, of all without. ValueError for an unknown id."""
    known = [one.pbx_id for one in settings.systems if one.pbx_id]
    for given in ids:
        if given not in known:
            named = f"Known: {', '.join(known)}." if known else "The settings describe one PBX."
            raise ValueError(f"There is no PBX {given!r}. {named}")
    return tuple(one for one in settings.systems if not ids or one.pbx_id in ids)


def _with_systems(pbx_file: PbxFile, values: Mapping[str, str]) -> Settings:
    """The settings with those of each PBX in the file."""
    common = {name: text for name, text in values.items() if name not in OF_ONE_PBX}
    settings = _checked(common)
    systems = tuple(
        _checked(common | dict(entry.values), entry) for entry in pbx_file.entries(values)
    )
    pbx_file.check_urls([str(system.origin) for system in systems])
    return settings.model_copy(update={"several": systems})


def _checked(values: Mapping[str, str], entry: SystemEntry | None = None) -> Settings:
    """The settings of one PBX. Raises SettingsError for the first problem."""
    given: dict[str, Any] = {name: value for name, value in values.items() if name in NAMES}
    if entry is not None:
        given |= {"pbx_id": entry.id, "pbx_name": entry.name, "pbx_colour": entry.colour}
    try:
        return Settings(**given)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
    # Raised outside the block, the error carries no trace of the checked values.
    message = str(problem.get("ctx", {}).get("error", problem["msg"]))
    name = "".join(str(part) for part in problem["loc"][:1])
    if entry is not None:
        raise entry.error(name, message)
    raise SettingsError(f"{name} {message}".strip())
