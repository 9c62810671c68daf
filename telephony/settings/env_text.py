"""Settings as the text of an ``.env`` file, which reads back as the same values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_PLAIN: Final = re.compile(r"[\w.:/@%+,=\[\]-]+", re.ASCII)


def env_text(values: Mapping[str, str]) -> str:
    """A line for each value, with quotes where it needs them. Values have no line ends."""
    return "".join(f"{name}={_quoted(value)}\n" for name, value in values.items())


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
