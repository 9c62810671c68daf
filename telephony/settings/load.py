"""Loads the configuration from the environment and ``.env``, checked and with hidden secrets."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from telephony.settings.pbx_file import OF_ONE_PBX, PbxFile, SystemEntry, find_pbx_file
from telephony.settings.settings import ALIASES, NAMES, Settings
from telephony.settings.spelling import check_for_typing_errors
from telephony.settings.values import SettingsError, by_name, read_env_file, read_system_proxies

__all__ = ["NAMES", "Settings", "SettingsError", "choose_systems", "load_settings"]


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
    # of a default it is the field's own name, which nobody can set
    name = "".join(ALIASES.get(str(part), str(part)) for part in problem["loc"][:1])
    if entry is not None:
        raise entry.error(name, message)
    raise SettingsError(f"{name} {message}".strip())
