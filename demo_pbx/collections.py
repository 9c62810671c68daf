"""Collections: typed rows that a request can query, and the refusals 3CX gives to a bad query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

INVALID = "The query specified in the URI is not valid. "


class Kind(Enum):
    """The type of a field: text, a number, truth, or a duration [µs]."""

    TEXT = auto()
    NUMBER = auto()
    TRUTH = auto()
    DURATION = auto()


class RefusedError(Exception):
    """A response other than 200: its status, and the message of the 3CX error object if any."""

    def __init__(self, status: int, message: str = "") -> None:
        """Take the status and the message; without one the response has an empty body."""
        super().__init__(f"{status} {message}".strip())
        self.status = status
        self.message = message


def invalid(message: str) -> RefusedError:
    """Return the 400 of 3CX for a query option that it does not accept."""
    return RefusedError(400, INVALID + message)


@dataclass(frozen=True)
class Collection:
    """Rows to choose from, in their own order; ``searched`` are the fields for $search.

    ``structured`` are properties that can be selected only: what they hold is not in the rows.
    """

    type_name: str
    fields: Mapping[str, Kind]
    rows: list[tuple[Any, ...]]
    searched: tuple[str, ...]
    expandable: tuple[str, ...] = ()
    structured: tuple[str, ...] = ()

    def known(self, name: str) -> str:
        """Return the field's name if it exists. Raises RefusedError otherwise."""
        if name not in self.fields:
            raise invalid(f"Could not find a property named '{name}' on type '{self.type_name}'.")
        return name
