"""Caches what is computed from an answer and a view, for the next viewer of the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


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
        results: OrderedDict[Hashable, tuple[Result, int]] = OrderedDict()
        lock, total = Lock(), 0

        @wraps(compute)
        def cached(loaded: Answered, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Result:
            nonlocal total
            key = (loaded.version, args, tuple(kwargs.items()))
            with lock:
                if key in results:
                    results.move_to_end(key)
                    return results[key][0]
            result = compute(loaded, *args, **kwargs)
            with lock:
                if key not in results:  # another viewer may have been quicker
                    results[key] = result, weight(loaded)
                    total += results[key][1]
                while len(results) > 1 and total > max_weight:
                    total -= results.popitem(last=False)[1][1]
            return result

        return cached

    return decorator
