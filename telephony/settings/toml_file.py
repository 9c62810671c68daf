"""A TOML file that says on which line a value stands, so that its errors can be found.

``tomllib`` tells the line of broken syntax only. The line of a key is found by bisection: it
ends the shortest beginning of the file that can be read and has the key. Such a beginning ends
between two statements, so those places are found first.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telephony.formatting.suggestions import did_you_mean, nearest
from telephony.settings.values import SettingsError

# Thousands of entries; a larger file is something else, and the search for a line reads it often.
_MOST_BYTES = 1_000_000
_AT = re.compile(r"^(.*?)\s*\(at (?:line (\d+), column \d+|end of document)\)$", re.DOTALL)
_LONGEST_NAME = 40
# What may hide a line end or a bracket, and these themselves.
_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'{3}.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[][{}\n]''',
    re.DOTALL,
)

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
        return _first_line(self.text, lambda part: _has(tomllib.loads(part), place))

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
        content = _beginning(path)
        text = content.decode("utf-8-sig") if len(content) <= _MOST_BYTES else None
    except (OSError, UnicodeError):
        raise SettingsError(
            f"{path} cannot be read. Save it as UTF-8 text with read permission."
        ) from None
    if text is None:
        raise SettingsError(f"{path} is larger than {_MOST_BYTES:,} bytes. Split or shorten it.")
    return parse_toml(text.replace("\r\n", "\n"), str(path))


def _beginning(path: Path) -> bytes:
    """As much as may be read, and one byte more of a larger file."""
    if not path.is_file():  # a pipe might never end
        raise FileNotFoundError(path)
    with path.open("rb") as file:
        return file.read(_MOST_BYTES + 1)


def parse_toml(text: str, name: str) -> TomlFile:
    """The file with this ``text``. Raises SettingsError; lines of the file are never quoted."""
    try:
        return TomlFile(name, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = _AT.match(str(error))
        what, number = (found[1], found[2]) if found else (str(error), None)
    except RecursionError:
        what, number = "Nested too deeply", "1"
    except ValueError:
        what, number = "A number is too long", str(_first_line(text, _has_long_number))
    line = int(number) if number else text.rstrip("\n").count("\n") + 1
    raise SettingsError(f"{name}, line {line}: this is not TOML. {what}.")


def _first_line(text: str, is_reached: Callable[[str], bool]) -> int:
    """The line, from 1, of the statement with which a beginning of ``text`` has reached something.

    Once one has, all longer ones have.
    """
    ends = _statement_ends(text)
    lines = text.split("\n")
    found = bisect_left(ends, True, key=lambda end: is_reached("\n".join(lines[:end])))
    return ends[found - 1] + 1 if found else 1


def _statement_ends(text: str) -> list[int]:
    """The numbers of the lines after which nothing is open; the last line is among them."""
    ends, line, depth = [], 1, 0
    for token in _TOKEN.finditer(text):
        if token[0] == "\n" and not depth:
            ends.append(line)
        line += token[0].count("\n")
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
    return [*ends, line]


def _has_long_number(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return True
    return False


def _has(data: Any, place: Place) -> bool:
    for step in place:
        if isinstance(step, int):
            if not (isinstance(data, list) and step < len(data)):
                return False
        elif not (isinstance(data, dict) and step in data):
            return False
        data = data[step]
    return True
