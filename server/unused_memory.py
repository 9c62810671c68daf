"""Memory that nobody uses any more is given back while the server runs."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from functools import cached_property, lru_cache
from threading import Event, Thread
from typing import Any, Final

from server.gc_tuning import release_free_memory
from telephony.data_access.cache.unused import drop_unused

# What nobody has looked at for two and a half to five minutes goes.
LOOK_SECONDS: Final = 150.0
_OURS: Final = ("components", "server", "telephony")
_REMEMBERING: Final = type(lru_cache(abs))


class UnusedMemory:
    """Looks every ``seconds`` on a thread: drops what is unused, and returns what is free.

    ``wait(seconds)`` returns whether to stop; it is the clock.
    """

    def __init__(
        self,
        seconds: float = LOOK_SECONDS,
        release: Callable[[], None] = release_free_memory,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._seconds = seconds
        self._release = release
        self._stopping = Event()
        self._wait = wait or self._stopping.wait
        self._uses = 0
        self._thread = Thread(target=self._run, name="unused-memory", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        self._thread.join()

    @cached_property
    def _written(self) -> list[Any]:
        # not at the start, which would wait for it
        return _bounded_functions()

    def _run(self) -> None:
        while not self._wait(self._seconds):
            drop_unused()
            if self._is_quiet():
                for function in self._written:
                    function.cache_clear()
                # what refers to itself; it stops every thread for a moment, which nobody notices
                gc.collect()
            self._release()

    def _is_quiet(self) -> bool:
        """Whether nothing was written for any page or file since the look before."""
        infos = [function.cache_info() for function in self._written]
        before, self._uses = self._uses, sum(info.hits + info.misses for info in infos)
        return self._uses == before


def _bounded_functions() -> list[Any]:
    """The functions that remember so many of their results: the words and numbers of cells.

    One that remembers all of them remembers few, which took long.
    """
    # as lists, made at one stroke: other threads import meanwhile
    modules = [module for name, module in list(sys.modules.items()) if _is_ours(name)]
    values = [value for module in modules for value in list(vars(module).values())]
    return [
        value
        for value in values
        if isinstance(value, _REMEMBERING) and value.cache_parameters()["maxsize"] is not None
    ]


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS
