"""What was made of an answer and a view, kept ready for whoever looks at the same next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Concatenate, ParamSpec, Protocol, TypeVar


class Versioned(Protocol):
    """An answer that tells its figures apart from others by a hashable version."""

    @property
    def version(self) -> tuple[object, ...]: ...


Answered = TypeVar("Answered", bound=Versioned)
Rest = ParamSpec("Rest")
Made = TypeVar("Made")


class Keep(Protocol):
    """What ``kept`` returns, for functions of any answer."""

    def __call__(
        self, make: Callable[Concatenate[Answered, Rest], Made], /
    ) -> Callable[Concatenate[Answered, Rest], Made]: ...


def kept(most: int) -> Keep:
    """Keep the last ``most`` results, by the answers' serials and the other arguments.

    Streamlit's own cache writes its arguments out and hashes them at each look, which for a page
    takes longer than to send a chart. Results are shared by all viewers: nobody changes them.
    """

    def decorator(
        make: Callable[Concatenate[Answered, Rest], Made], /
    ) -> Callable[Concatenate[Answered, Rest], Made]:
        results: OrderedDict[Hashable, Made] = OrderedDict()
        lock = Lock()

        @wraps(make)
        def look(loaded: Answered, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Made:
            key = (loaded.version, args, tuple(kwargs.items()))
            with lock:
                if key in results:
                    results.move_to_end(key)
                    return results[key]
            made = make(loaded, *args, **kwargs)
            with lock:
                results[key] = made
                while len(results) > most:
                    results.popitem(last=False)
            return made

        return look

    return decorator
