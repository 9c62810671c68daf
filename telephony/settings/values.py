"""Reads the environment, ``.env`` and the system's network settings, before any check."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from urllib.request import getproxies

from dotenv.parser import Binding, parse_stream

_FIRST_WORD = re.compile(r"\s*(?:export\s+)?(\w+)")
_PROXY_KINDS = {"https": "HTTPS_PROXY", "all": "ALL_PROXY", "no": "NO_PROXY"}


class SettingsError(Exception):
    """A setting with which the dashboard cannot start: one line that names it, without secrets."""


def by_name(env: Mapping[str, str | None]) -> dict[str, str]:
    """Values by name in capitals. A name in lower case wins, as usual for proxies."""
    given = sorted((name, value) for name, value in env.items() if value and not value.isspace())
    return {name.upper(): value for name, value in given}


def read_system_proxies() -> dict[str, str]:
    """The proxies of the registry (Windows) or the network settings (macOS)."""
    system = getproxies()
    return {name: system[kind] for kind, name in _PROXY_KINDS.items() if system.get(kind)}


def read_env_file(env_file: Path | None, names: Sequence[str]) -> dict[str, str]:
    """The values in the file, taken literally: a ``${`` in a password is no variable."""
    try:
        # a link that leads nowhere was meant to lead to settings; a folder may be anything
        there = env_file is not None and os.path.lexists(env_file) and not env_file.is_dir()
        text = env_file.read_text("utf-8-sig") if env_file and there else ""
    except (OSError, UnicodeError):
        text = None
    if text is None:
        raise SettingsError(
            f"{env_file} cannot be read. Save it as UTF-8 text with read permission."
        )
    lines = [line for line in parse_stream(StringIO(text)) if line.key or line.error]
    _check_for_broken_lines(lines, env_file, names)
    return by_name({line.key: line.value for line in lines if line.key})


def _check_for_broken_lines(
    lines: Iterable[Binding], env_file: Path | None, names: Sequence[str]
) -> None:
    """Stop at a line that sets nothing. It is not shown: it may hold a secret."""
    for line in lines:
        wrapped = _wrapped_name(line.key or "", names)
        if line.error or line.value is None or wrapped:
            text = line.original.string
            blank_lines = text[: len(text) - len(text.lstrip())].count("\n")
            word = _FIRST_WORD.match(text)
            named = word[1].upper() if word and word[1].upper() in names else wrapped
            setting = f" ({named})" if named else ""
            raise SettingsError(
                f"{env_file}, line {line.original.line + blank_lines}{setting}, sets nothing. "
                "Write NAME=value, with quotes on both sides of the value or on none."
            )


def _wrapped_name(key: str, names: Sequence[str]) -> str:
    """The setting that a key means with more around it than a name has, such as ``$env:``."""
    plain = key.isascii() and key.replace("-", "_").replace(".", "_").isidentifier()
    inside = () if plain else re.findall(r"\w+", key.upper(), re.ASCII)
    return next((word for word in inside if word in names), "")
