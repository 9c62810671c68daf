"""Caches what is built of an answer and a view, for whoever looks at the same next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Versioned(Protocol):
    """An answer with a hashable version: equal versions have equal values."""

    @property
    def version(self) -> tuple[object, ...]: ...


Answered = TypeVar("Answered", bound=Versioned)
Rest = ParamSpec("Rest")
Made = TypeVar("Made")


class Memo(Protocol):
    """The decorator that ``memoized`` returns, for functions of any answer."""

    def __call__(
        self, make: Callable[Concatenate[Answered, Rest], Made], /
    ) -> Callable[Concatenate[Answered, Rest], Made]: ...


def _one(_: object) -> int:
    return 1


def memoized(most: int, weight: Callable[[Any], int] = _one) -> Memo:
    """Cache the last ``most`` results, by the answers' versions and the other arguments.

    A result counts as many times as the ``weight`` of its answer, so that results of large answers
    take no more memory; the last one always stays.

    Streamlit's own cache serializes and hashes its arguments at each call, which takes longer than
    to send a chart. All viewers share the results: nobody may change them.
    """

    def decorator(
        make: Callable[Concatenate[Answered, Rest], Made], /
    ) -> Callable[Concatenate[Answered, Rest], Made]:
        results: OrderedDict[Hashable, tuple[Made, int]] = OrderedDict()
        lock = Lock()

        @wraps(make)
        def look(loaded: Answered, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Made:
            key = (loaded.version, args, tuple(kwargs.items()))
            with lock:
                if key in results:
                    results.move_to_end(key)
                    return results[key][0]
            made, weighs = make(loaded, *args, **kwargs), weight(loaded)
            with lock:
                results[key] = made, weighs
                while len(results) > 1 and sum(each for _, each in results.values()) > most:
                    results.popitem(last=False)
            return made

        return look

    return decorator
