"""What a data access returns at once for a result that it is still loading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from typing import Generic, NamedTuple, Protocol, TypeVar

from telephony.answers.history import History
from telephony.data_access.futures import result_of, translated, when_all_done
from telephony.xapi.errors import NotReady, XapiError

T = TypeVar("T")
U = TypeVar("U")
Answer_co = TypeVar("Answer_co", covariant=True)


class Pending(Protocol):
    """A result that ``DataAccess`` is loading."""

    def when_done(self, callback: Callable[[], None]) -> None:
        """Run ``callback`` once, when nothing more will come; now if that is so already.

        It runs on any thread and must not block.
        """

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True once nothing more will come."""

    def leave(self) -> None:
        """Stop waiting; requests that nobody else waits for are cancelled."""


class _HasAnswer(Protocol[Answer_co]):
    """See ``PendingResult.answer``, which other pending results have as well."""

    def answer(self, not_ready: XapiError) -> Answer_co: ...


def answer_or_error(pending: _HasAnswer[Answer_co]) -> Answer_co | XapiError:
    """The result, or why there is none; NotReady where it is still loading. Does not wait."""
    try:
        return pending.answer(NotReady())
    except XapiError as error:
        return error


class PendingResult(Generic[T]):
    """The result that one future will hold; ``leave`` is None where it is loaded for everybody."""

    def __init__(self, future: Future[T], leave: Callable[[], object] | None = None) -> None:
        self._future = future
        self._leave = leave

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True once there is a result or an error."""
        return not wait([self._future], timeout_seconds).not_done

    def when_done(self, callback: Callable[[], None]) -> None:
        """See ``Pending``."""
        when_all_done([self._future], callback)

    def leave(self) -> None:
        """See ``Pending``; what is loaded for everybody goes on."""
        if self._leave is not None:
            self._leave()

    def answer(self, not_ready: XapiError | None = None) -> T:
        """Wait for the result, or raise ``not_ready`` instead of waiting. Raises XapiError."""
        return result_of(self._future, not_ready)

    def translated(
        self, value: Callable[[T], U], error: Callable[[BaseException], BaseException]
    ) -> PendingResult[U]:
        """The same with the result as ``value``, and an error as ``error`` makes it."""
        return PendingResult(translated(self._future, value, error), self._leave)


class Progress(NamedTuple):
    """Buckets that are done, loaded or failed, of all buckets; seconds left if known."""

    done: int
    total: int
    seconds_left: float | None


class PendingHistory(Pending, Protocol):
    """A history that is loading; what has arrived can be read before the rest."""

    @property
    def progress(self) -> Progress:
        """How much has been loaded, over all groups."""

    @property
    def stalled_seconds(self) -> float:
        """How long no bucket has arrived; 0 once nothing more will come."""

    def so_far(self) -> History:
        """What is loaded now; a bucket still loading is a gap without an error."""

    def by_group(self) -> Mapping[str, History]:
        """What is loaded now of each group by itself: an extension is in each of its groups."""

    def result(self) -> History:
        """Wait until nothing more will come, then all of it."""
