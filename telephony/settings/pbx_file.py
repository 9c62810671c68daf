"""``pbx.toml``: several PBXs, each with the settings that one has in the environment.

A credential is never in the file: it names the environment variable, or the file, that holds it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from telephony.settings.systems import check_colour, check_id, check_name, usual_colour
from telephony.settings.toml_file import Place, TomlFile, read_toml
from telephony.settings.values import SettingsError

FILE_NAME: Final = "pbx.toml"
# Settings that describe one PBX, by their keys in the file.
_OF_A_PBX: Final = {
    "url": "THREECX_URL",
    "client_id": "THREECX_CLIENT_ID",
    "timezone": "THREECX_TIMEZONE",
    "ca_file": "THREECX_CA_FILE",
    "update6_date": "THREECX_UPDATE6_DATE",
}
_SECRETS: Final = {"api_key": "THREECX_API_KEY", "token": "THREECX_TOKEN"}
# Settings that hold for every PBX whose entry has none of its own.
_DEFAULTED: Final = {
    "holidays": "DASHBOARD_HOLIDAYS",
    "max_concurrent_requests": "THREECX_MAX_CALLS",
    "requests_per_minute": "THREECX_REQUESTS_PER_MINUTE",
    "requests_per_hour": "THREECX_REQUESTS_PER_HOUR",
}
_SETTINGS: Final = {**_OF_A_PBX, **_DEFAULTED}
_ENV, _FILE = "_env", "_file"
_ELSEWHERE: Final = {
    f"{name}{ending}": setting
    for name, setting in {"client_id": "THREECX_CLIENT_ID", **_SECRETS}.items()
    for ending in (_ENV, _FILE)
}
_KEYS: Final = ("id", "name", "url", *_ELSEWHERE, *list(_SETTINGS)[1:], "colour")
# Where people would write a secret.
_IN_THE_CLEAR: Final = frozenset(
    {*_SECRETS, "apikey", "key", "secret", "client_secret", "api_secret", "password"}
)
_NUMBERS: Final = frozenset(_DEFAULTED) - {"holidays"}
_PATHS: Final = frozenset({"ca_file"})
# An API key has some tens of characters, a token some thousands.
_MOST_SECRET_BYTES: Final = 100_000

OF_ONE_PBX: Final = (*_OF_A_PBX.values(), *_SECRETS.values())
"""The settings that describe the one PBX there is without the file."""

T = TypeVar("T")


@dataclass(frozen=True)
class SystemEntry:
    """One system of the file: ``values`` by the names of the settings, not checked yet."""

    file: TomlFile
    position: int
    id: str
    name: str
    colour: str
    values: Mapping[str, str] = field(repr=False)
    keys: Mapping[str, str]
    """The key of the file by the name of the setting that it gives."""

    def error(self, setting: str, problem: str) -> SettingsError:
        """What is wrong with a setting, at the line that gives it, or at the system's first."""
        place: Place = ("system", self.position)
        if (key := self.keys.get(setting)) is None:
            return self.file.error(place, problem)
        return self.file.error((*place, key), f"{key} {problem}")


@dataclass(frozen=True)
class PbxFile:
    """The file that is there, and what it holds."""

    file: TomlFile
    folder: Path

    @property
    def variables(self) -> frozenset[str]:
        """The names of the environment variables that hold credentials, in capitals.

        Raises SettingsError, as ``entries`` does.
        """
        named = (one.get(key) for one in self._systems for key in _ELSEWHERE if key.endswith(_ENV))
        return frozenset(name.strip().upper() for name in named if isinstance(name, str))

    def entries(self, env: Mapping[str, str]) -> tuple[SystemEntry, ...]:
        """The systems, in their order; ``env`` has the values of variables, by name in capitals.

        Raises SettingsError for the first problem.
        """
        entries = tuple(self._entry(position, env) for position in range(len(self._systems)))
        for part in ("id", "name"):
            self._check_unique(part, [getattr(entry, part).casefold() for entry in entries])
        return entries

    @property
    def _systems(self) -> list[Mapping[str, Any]]:
        self.file.check_keys((), ("system",))
        systems = self.file.data.get("system", [])
        if not (isinstance(systems, list) and all(isinstance(one, dict) for one in systems)):
            raise self.file.error(("system",), "write each PBX under a line [[system]].")
        if not systems:
            raise SettingsError(
                f"{self.file.name} has no PBX. Write each under a line [[system]], or remove the "
                "file."
            )
        return systems

    def check_urls(self, origins: list[str]) -> None:
        """Raises SettingsError where two systems are the same PBX, which would count twice."""
        self._check_unique("url", origins)

    def _check_unique(self, key: str, values: list[str]) -> None:
        for position, value in enumerate(values):
            if value in values[:position]:
                place: Place = ("system", position, key)
                raise self.file.error(place, f"{key} is the same as that of an earlier system.")

    def _entry(self, position: int, env: Mapping[str, str]) -> SystemEntry:
        place: Place = ("system", position)
        table = self._systems[position]
        for key in table:
            if key.lower().replace("-", "_") in _IN_THE_CLEAR:
                name = "token" if key.lower() == "token" else "api_key"
                raise self.file.error(
                    (*place, key),
                    f"{key} would stand here in the clear, for everybody who may read this file. "
                    f"Give {name}{_ENV}, the name of an environment variable that holds it, or "
                    f"{name}{_FILE}, the path of a file.",
                )
        self.file.check_keys(place, _KEYS)
        values: dict[str, str] = {}
        keys: dict[str, str] = {}
        for key, given in table.items():
            if (setting := _SETTINGS.get(key) or _ELSEWHERE.get(key)) is None:
                continue
            if setting in keys:
                raise self.file.error((*place, key), f"{key} is given as well as {keys[setting]}.")
            keys[setting] = key
            values[setting] = self._value((*place, key), key, given, env)
        self._check_credentials(place, keys)
        return SystemEntry(
            self.file,
            position,
            self._checked(place, table, "id", check_id),
            self._checked(place, table, "name", check_name),
            self._checked(
                place, {"colour": usual_colour(position), **table}, "colour", check_colour
            ),
            values,
            keys,
        )

    def _checked(
        self, place: Place, table: Mapping[str, Any], key: str, check: Callable[[str], T]
    ) -> T:
        if key not in table:
            raise self.file.error(place, f"{key} is missing from this system.")
        try:
            return check(self._text((*place, key), key, table[key]))
        except ValueError as error:
            problem = str(error)
        raise self.file.error((*place, key), f"{key} {problem}")

    def _value(self, place: Place, key: str, given: Any, env: Mapping[str, str]) -> str:
        if key in _NUMBERS and isinstance(given, int) and not isinstance(given, bool):
            return str(given)
        if key == "update6_date" and type(given) is date:
            return given.isoformat()
        text = self._text(place, key, given)
        if key in _PATHS:
            return str(self.folder / Path(text).expanduser())
        if key not in _ELSEWHERE:
            return text
        # What they name is not shown: somebody may have written the secret itself.
        if key.endswith(_FILE):
            return self._read(place, key, self.folder / Path(text).expanduser())
        if not (value := env.get(text.strip().upper(), "")):
            problem = f"{key} names an environment variable that is not set, nor is it in .env."
            raise self.file.error(place, problem)
        return value

    def _text(self, place: Place, key: str, given: Any) -> str:
        if not isinstance(given, str) or not given.strip():
            raise self.file.error(place, f"{key} is not a text in quotes with something in it.")
        return given

    def _read(self, place: Place, key: str, path: Path) -> str:
        try:
            with path.open("rb") as file:
                content = file.read(_MOST_SECRET_BYTES + 1)
            text = content.decode("utf-8-sig").strip() if len(content) <= _MOST_SECRET_BYTES else ""
        except (OSError, UnicodeError, ValueError):
            text = ""
        if not text:
            raise self.file.error(
                place, f"{key} names a file that cannot be read, is empty, or is too large."
            )
        return text

    def _check_credentials(self, place: Place, keys: Mapping[str, str]) -> None:
        if "THREECX_URL" not in keys:
            raise self.file.error(place, "url is missing from this system.")
        token, client = keys.get("THREECX_TOKEN"), keys.get("THREECX_CLIENT_ID")
        api_key = keys.get("THREECX_API_KEY")
        if token and (client or api_key):
            raise self.file.error(
                (*place, token), f"{token} is given as well as {client or api_key}. Give one."
            )
        if not token and not (client and api_key):
            raise self.file.error(
                place,
                f"this system lacks credentials. Give client_id with api_key{_ENV} or "
                f"api_key{_FILE}, or token{_ENV} or token{_FILE}.",
            )


def find_pbx_file(given: str, env_file: Path | None) -> PbxFile | None:
    """The file that is ``given``, else the one beside ``env_file`` if there is one.

    Raises SettingsError for one that is given and not there, or cannot be read.
    """
    beside = env_file.with_name(FILE_NAME) if env_file is not None else None
    path = Path(given).expanduser() if given else beside
    # a link that leads nowhere was meant to lead to a file
    if path is None or not (given or os.path.lexists(path)):
        return None
    return PbxFile(read_toml(path), path.parent)
