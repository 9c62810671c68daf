"""The last errors that viewers were given a number of: where and when, and nothing about whom."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

MOST: Final = 50
_PLACE_CHARACTERS: Final = 80


@dataclass(frozen=True)
class RecentError:
    """An error: its ``number`` finds it in the log; ``at`` is aware (UTC).

    ``place`` is a page or a path, without what was asked of it; ``kind`` the exception's class.
    """

    at: datetime
    place: str
    kind: str
    number: str


class RecentErrors:
    """The newest ``MOST``. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._errors: deque[RecentError] = deque(maxlen=MOST)

    def add(self, at: datetime, place: str, error: BaseException, number: str) -> None:
        """Remember an error; one that is known by its number counts once."""
        named = "".join(filter(str.isprintable, place))[:_PLACE_CHARACTERS]
        with self._lock:
            if all(known.number != number for known in self._errors):
                self._errors.append(RecentError(at, named, type(error).__name__, number))

    def newest_first(self) -> tuple[RecentError, ...]:
        """All that are remembered."""
        with self._lock:
            return tuple(reversed(self._errors))


RECENT_ERRORS: Final = RecentErrors()
"""Those of this process, like its log."""
