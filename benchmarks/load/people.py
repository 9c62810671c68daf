"""People at work: each looks at a page, thinks, and goes to the next one."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import quantiles
from time import monotonic
from types import TracebackType
from typing import Final, Self

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.viewer import Viewer

# Pages that a supervisor goes through; today's changes all the time, the others are closed.
TODAY: Final = ("", "group=GRP0000&range=today")
VIEWS: Final = (
    ("", "group=GRP0000&range=last_week"),
    TODAY,
    ("trends", "group=GRP0000&range=last_30_days"),
    ("hours", "group=GRP0001&range=last_week"),
    ("", "group=GRP0001&range=last_week&search=a"),
    ("workload", "group=GRP0000&range=last_week"),
    ("rates", "group=GRP0001&range=last_week"),
    ("groups", "range=last_week"),
)
THINK_SECONDS: Final = 20.0
JOIN_SECONDS = 90
# What a page says about numbers that are not current.
_OLD = " old.**"


@dataclass(frozen=True)
class Look:
    """One run of a page. ``at``: when it ended. ``stale``: it says that its numbers are old."""

    at: float
    seconds: float
    stale: bool
    wrong: tuple[str, ...]


def signed_in(number: int) -> dict[str, str]:
    """The header in which the proxy names a person."""
    return {"X-Forwarded-User": f"person{number}@example.com"}


class People:
    """In a ``with``: so many people, spread over ``urls``; ``looks`` grows as they look.

    ``think``: how long each looks at a page, half of it to one and a half [s]. ``arriving``: within
    how many seconds all have come. ``first``: the number of the first of them.
    """

    def __init__(  # noqa: PLR0913  # who they are, and how they work
        self,
        urls: Sequence[str],
        people: int,
        think: float = THINK_SECONDS,
        views: Sequence[tuple[str, str]] = VIEWS,
        *,
        first: int = 0,
        arriving: float = THINK_SECONDS,
    ) -> None:
        self.looks: list[Look] = []
        self.connected = 0
        self._think = think
        self._arriving = arriving
        self._views = views
        self._left = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._work, args=(url, number), daemon=True)
            for number, url in zip(range(first, first + people), cycle(urls), strict=False)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._left.set()
        for thread in self._threads:
            thread.join(JOIN_SECONDS)

    def for_seconds(self, seconds: float) -> list[Look]:
        """The looks that end within the next so many seconds."""
        begun = monotonic()
        self._left.wait(seconds)
        return [look for look in list(self.looks) if begun <= look.at <= begun + seconds]

    def _work(self, url: str, number: int) -> None:
        dice = random.Random(number)  # noqa: S311  # nothing is kept secret by it
        if self._left.wait(dice.uniform(0, self._arriving)):
            return
        try:
            with Viewer(url, headers=signed_in(number)) as viewer:
                with self._lock:
                    self.connected += 1
                place = number
                while not self._left.is_set():
                    run = viewer.go(*self._views[place % len(self._views)])
                    self.looks.append(look_at(run.messages, run.seconds))
                    place += 1
                    self._left.wait(dice.uniform(0.5, 1.5) * self._think)
        except Exception as error:  # noqa: BLE001  # it is what is measured
            self.looks.append(Look(monotonic(), 0, stale=False, wrong=(repr(error),)))


def look_at(messages: Sequence[ForwardMsg], seconds: float) -> Look:
    """What a run shows, at this moment."""
    stale, wrong = False, []
    for message in messages:
        if message.WhichOneof("type") == "page_not_found":
            wrong.append("there is no such page")
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            wrong.append(element.exception.message)
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            wrong.append(element.alert.body)
        elif kind == "alert":
            stale = stale or _OLD in element.alert.body
    return Look(monotonic(), seconds, stale, tuple(wrong))


def p95(looks: Sequence[Look]) -> float:
    """The time that 95 of 100 looks do not exceed [s]."""
    return quantiles([look.seconds for look in looks], n=20, method="inclusive")[-1]


def errors(looks: Sequence[Look]) -> list[str]:
    """What went wrong, of all looks."""
    return [words for look in looks for words in look.wrong]
