"""All settings of the dashboard, checked, and how they fit together."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from telephony.periods.public_holidays import check_region
from telephony.settings import addresses, checks
from telephony.settings.connection import ConnectionSettings
from telephony.settings.monitoring import MonitoringSettings
from telephony.settings.open_id import OpenId, OpenIdSettings
from telephony.settings.proxies import Proxy
from telephony.settings.rates import Rates
from telephony.settings.systems import System, usual_colour
from telephony.settings.trusted_proxy import TrustedProxySettings

__all__ = ["ALIASES", "DEMO_ZONE", "NAMES", "Settings"]

# The demo company is there. A real PBX without a configured zone is read in UTC, and pages say so.
DEMO_ZONE, ASSUMED_ZONE = "Europe/Berlin", "UTC"
_ACCESS_FILE = "DASHBOARD_ACCESS_FILE"


class Settings(ConnectionSettings, OpenIdSettings, TrustedProxySettings, MonitoringSettings):
    """The checked configuration. Made by ``load_settings``; frozen.

    ``data_dir`` need not exist. ``secret`` encrypts what copies of the dashboard share.
    ``open_to_all``: the admin says that everybody who reaches the dashboard may see everything.
    ``exports_at_once`` and ``exports_per_minute`` bound those of one person.
    ``access_file``: who may see what, where people sign in; ``access.toml`` if None.

    Where a file describes several PBXs, ``systems`` has the settings of each: the same ones, with
    its own for what concerns a PBX, which these then lack. Else it has these alone.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    data_dir: Annotated[Path, AfterValidator(checks.check_data_dir)] = Field(
        default=Path("data"), validation_alias="TELEPHONY_DATA_DIR"
    )
    holidays: Annotated[str, AfterValidator(check_region)] | None = Field(
        default=None, validation_alias="DASHBOARD_HOLIDAYS"
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
        tuple[str, ...], NoDecode, BeforeValidator(addresses.parse_host_names)
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
        proxies = (self.https_proxy, self.all_proxy)
        passwords = [Proxy(address, "").secrets for address in proxies if address]
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

    @cached_property
    def open_id(self) -> OpenId | None:
        """How people sign in with an OpenID provider; None where they do not."""
        return self.complete(self.allowed_hosts)

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
    def rates(self) -> Rates:
        """The budget of requests for programs; the demo has no phone calls to protect."""
        if self.demo:
            return Rates(checks.MOST_REQUESTS, checks.MOST_REQUESTS)
        return Rates(self.requests_per_minute, self.requests_per_hour)

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


ALIASES = {
    name: str(field.validation_alias)
    for name, field in Settings.model_fields.items()
    if field.validation_alias
}
"""What the settings are called outside, by the names of their fields."""
NAMES = tuple(ALIASES.values())
