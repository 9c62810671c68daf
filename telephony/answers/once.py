"""What is made of an object that never changes, kept with the object."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, TypeVar

Made = TypeVar("Made")


class MakesOnce:
    """Keeps results by a key: the function that made them and its arguments.

    Two functions cannot meet under one key then. Results are shared: nobody changes them.
    """

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` returns, made when the key is first used."""
        made: Made
        try:
            made = self._made[key]
        except KeyError:
            made = self._made[key] = make()
        return made

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}
