"""What was made of an answer and a view, kept ready for whoever looks at the same next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Versioned(Protocol):
    """An answer that tells its figures apart from others by a hashable version."""

    @property
    def version(self) -> tuple[object, ...]: ...


Answered = TypeVar("Answered", bound=Versioned)
Rest = ParamSpec("Rest")
Made = TypeVar("Made")


class Memo(Protocol):
    """What ``kept`` returns, for functions of any answer."""

    def __call__(
        self, make: Callable[Concatenate[Answered, Rest], Made], /
    ) -> Callable[Concatenate[Answered, Rest], Made]: ...


def _one(_: object) -> int:
    return 1


def memoized(most: int, weight: Callable[[Any], int] = _one) -> Memo:
    """Keep the last ``most`` results, by the answers' serials and the other arguments.

    One counts for as many as the ``weight`` of its answer, so that what is made of large answers
    takes no more memory; the last one is always kept.

    Streamlit's own cache writes its arguments out and hashes them at each look, which for a page
    takes longer than to send a chart. Results are shared by all viewers: nobody changes them.
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
