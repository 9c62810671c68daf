"""A question that is under way: one part per group, joined when all have landed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import wait
from dataclasses import dataclass
from datetime import datetime

from telephony.answers.extensions import ExtensionsAnswer
from telephony.data_access.cache.in_flight import InFlight
from telephony.data_access.cache.single_flight import Result, result_of
from telephony.data_access.pending import when_all_done
from telephony.data_access.reports.held import Held
from telephony.frames.extensions import merge_groups
from telephony.xapi.errors import UnusableResponse, XapiError


class RowsMissing(UnusableResponse):  # states a fact, as its relatives in xapi do
    """The result lacks rows: nothing can be verified against it."""

    kind = "rows missing"
    headline = "Rows of the report are missing or doubtful."

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(advice=" ".join(reasons))


@dataclass(frozen=True)
class GroupRequest:
    """One group's share of a question."""

    group: str
    flight: InFlight[Result[Held]]


class PendingAnswer:
    """What ``DataAccess.request_extensions`` returns; ``as_of`` is known at once."""

    def __init__(self, parts: tuple[GroupRequest, ...]) -> None:
        if not parts:
            raise ValueError("a question needs at least one group")
        self._parts = parts

    @property
    def as_of(self) -> datetime:
        """The moment the oldest part was, or is being, asked."""
        return min(part.flight.as_of for part in self._parts)

    @property
    def progress(self) -> tuple[int, int]:
        """Parts landed, parts asked."""
        return sum(part.flight.future.done() for part in self._parts), len(self._parts)

    def wait(self, timeout_seconds: float) -> bool:
        """Wait at most that long; True when every part has landed, well or not."""
        return not wait([part.flight.future for part in self._parts], timeout_seconds).not_done

    def leave(self) -> None:
        """Wait no longer: what nobody else waits for is cancelled. Then there is no answer."""
        for part in self._parts:
            part.flight.leave()

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` once when every part has landed; see ``Pending``."""
        when_all_done([part.flight.future for part in self._parts], callback)

    def answer(self, late: XapiError | None = None) -> ExtensionsAnswer:
        """Wait, then join the parts. Raises the first group's XapiError when no part has any.

        With ``late`` nothing is waited for: it is the error of parts that have not landed.
        """
        told: list[Result[Held]] = []
        missing: dict[str, XapiError] = {}
        for part in self._parts:
            try:
                told.append(result_of(part.flight, late))
            except XapiError as error:
                missing[part.group] = error
        if not told:
            raise next(iter(missing.values()))
        framed = merge_groups([one.answer.framed for one in told])
        return ExtensionsAnswer(
            frame=framed.frame,
            quality=framed.quality,
            as_of=min(one.answer.as_of for one in told),
            requests=tuple(request for one in told for request in one.answer.requests),
            stale=next((one.stale for one in told if one.stale), None),
            missing=missing,
            version=tuple(one.answer.serial for one in told),
            origins=tuple(dict.fromkeys(one.answer.origin for one in told if one.answer.origin)),
            former_names=tuple(sorted({name for one in told for name in one.answer.former_names})),
        )

    def whole(self, late: XapiError | None = None) -> ExtensionsAnswer:
        """The same with all its rows and up to date; a value may be marked as unknown.

        Raises the first XapiError that prevents it.
        """
        answer = self.answer(late)
        for error in (*answer.missing.values(), answer.stale):
            if error is not None:
                raise error
        if not answer.has_all_rows:
            raise RowsMissing(answer.quality.reasons())
        return answer
