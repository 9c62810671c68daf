"""Caches what is computed from an answer and a view, for the next viewer of the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from telephony.data_access.cache.lru import LruCache
from telephony.data_access.cache.unused import ageing


class Versioned(Protocol):
    """An answer with a version: equal versions have equal values, and are cheap to hash."""

    @property
    def version(self) -> tuple[object, ...]: ...


Answered = TypeVar("Answered", bound=Versioned)
Rest = ParamSpec("Rest")
Result = TypeVar("Result")


class MemoDecorator(Protocol):
    """The decorator that ``memoized`` returns, for functions of any answer."""

    def __call__(
        self, compute: Callable[Concatenate[Answered, Rest], Result], /
    ) -> Callable[Concatenate[Answered, Rest], Result]: ...


@dataclass(frozen=True)
class _Weighed(Generic[Result]):
    """A result, and its weight in place of its size."""

    result: Result
    size_bytes: int


def _weight_of_one(_: object) -> int:
    return 1


def memoized(max_weight: int, weight: Callable[[Any], int] = _weight_of_one) -> MemoDecorator:
    """Cache results by the answer's version and the other arguments, up to ``max_weight`` in all.

    A result counts with the weight of its answer, so that large answers do not use more memory
    than small ones; by default ``max_weight`` is the number of results. The newest one always
    stays.

    Streamlit's own cache serializes and hashes its arguments at each call, which takes longer than
    sending a chart. All viewers share the results: they must not be modified.
    """

    def decorator(
        compute: Callable[Concatenate[Answered, Rest], Result], /
    ) -> Callable[Concatenate[Answered, Rest], Result]:
        results: LruCache[Hashable, _Weighed[Result]] = ageing(LruCache(max_weight, max_weight))

        @wraps(compute)
        def cached(loaded: Answered, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Result:
            key = (loaded.version, args, tuple(kwargs.items()))
            found = results.get(key)
            if found is None:
                found = _Weighed(compute(loaded, *args, **kwargs), min(weight(loaded), max_weight))
                results.put(key, found)
            return found.result

        return cached

    return decorator
