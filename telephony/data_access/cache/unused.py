"""Caches give memory back: what nobody has used for a while goes, however much room there is.

Whoever uses ``drop_unused`` every few minutes decides how long that is: what was not used from one
time to the next is unused.
"""

from __future__ import annotations

from threading import Lock
from typing import Final, Protocol, TypeVar
from weakref import WeakSet


class Ageing(Protocol):
    """A cache that knows what was used since it was last asked to age."""

    def age(self) -> None:
        """Drop what was not used since the time before. Used by any thread."""


C = TypeVar("C", bound=Ageing)

# One for the process, as its memory is.
_CACHES: Final[WeakSet[Ageing]] = WeakSet()
_LOCK: Final = Lock()


def ageing(cache: C) -> C:
    """The cache, which ages from now on, for as long as it is used at all."""
    with _LOCK:
        _CACHES.add(cache)
    return cache


def drop_unused() -> None:
    """Let every cache of the process drop what was not used since the time before."""
    with _LOCK:
        caches = list(_CACHES)
    for cache in caches:
        cache.age()
