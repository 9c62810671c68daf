"""A TOML file that says on which line a value stands, so that its errors can be found.

``tomllib`` tells the line of broken syntax only. The line of a key is found by bisection: it
ends the shortest beginning of the file that can be read and has the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telephony.formatting.suggestions import did_you_mean, nearest
from telephony.settings.values import SettingsError

# Thousands of entries; a larger file is something else, and the search for a line reads it often.
_MOST_BYTES = 1_000_000
_AT = re.compile(r"^(.*?)\s*\(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)
_LONGEST_NAME = 40

Place = tuple[str | int, ...]
"""Keys and positions from the top: ``("system", 1, "url")`` is ``url`` of the second system."""


@dataclass(frozen=True)
class TomlFile:
    """What a file holds. ``name`` is how errors call it."""

    name: str
    text: str
    data: Mapping[str, Any]

    def error(self, place: Place, problem: str) -> SettingsError:
        """An error at a place that the file has: ``access.toml, line 12: role is …``."""
        return SettingsError(f"{self.name}, line {self.line(place)}: {problem}")

    def line(self, place: Place) -> int:
        """The line, from 1, on which the value at ``place`` begins."""
        lines = self.text.splitlines(keepends=True)
        before, with_it = 0, len(lines)
        while (end := _readable_between(lines, before, with_it)) is not None:
            if _has(tomllib.loads("".join(lines[:end])), place):
                with_it = end
            else:
                before = end
        return before + 1

    def check_keys(self, place: Place, known: Iterable[str]) -> None:
        """Raises SettingsError at the first key of the table at ``place`` that is not ``known``."""
        table: Any = self.data
        for step in place:
            table = table[step]
        names = tuple(known)
        for key in table:
            if key not in names:
                meant = nearest(key, names)
                hint = did_you_mean(meant) if meant else f"Known: {', '.join(names)}."
                shown = key if key.isprintable() else repr(key)
                short = shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"
                raise self.error((*place, key), f"{short} is not known here. {hint}")


def read_toml(path: Path) -> TomlFile:
    """The file at ``path``. Raises SettingsError, with the line where the syntax is broken."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig") if len(content) <= _MOST_BYTES else None
    except (OSError, UnicodeError):
        raise SettingsError(
            f"{path} cannot be read. Save it as UTF-8 text with read permission."
        ) from None
    if text is None:
        raise SettingsError(f"{path} is larger than {_MOST_BYTES:,} bytes. Split or shorten it.")
    return parse_toml(text.replace("\r\n", "\n"), str(path))


def parse_toml(text: str, name: str) -> TomlFile:
    """The file with this ``text``. Raises SettingsError; lines of the file are never quoted."""
    try:
        return TomlFile(name, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = _AT.match(str(error))
        what, number = (found[1], found[2]) if found else (str(error), None)
    except RecursionError:
        what, number = "Nested too deeply", "1"
    line = int(number) if number else max(1, len(text.splitlines()))
    raise SettingsError(f"{name}, line {line}: this is not TOML. {what}.")


def _readable_between(lines: list[str], low: int, high: int) -> int | None:
    """A number of lines between the two that is TOML by itself, near the middle; None for none.

    Such beginnings end between two statements, and once one has a key, all longer ones do.
    """
    middle = (low + high) // 2
    ends = sorted(range(low + 1, high), key=lambda end: abs(end - middle))
    return next((end for end in ends if _is_readable(lines[:end])), None)


def _is_readable(lines: list[str]) -> bool:
    try:
        tomllib.loads("".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _has(data: Any, place: Place) -> bool:
    for step in place:
        if isinstance(step, int):
            if not (isinstance(data, list) and step < len(data)):
                return False
        elif not (isinstance(data, dict) and step in data):
            return False
        data = data[step]
    return True
