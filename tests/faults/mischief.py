"""A PBX that knows the true numbers and does not always send them, in ways that can be noticed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from tests.faults.world import GROUPS, Row, World
from tests.support import faults
from tests.support.clocks import SetClock
from tests.support.fault_server import Exchange, Fault, FaultServer

REPORT: Final = "/xapi/v1/ReportExtensionStatisticsByGroup"
LIST: Final = "/xapi/v1/Groups"
TOKEN: Final = "/connect/token"  # a path
_GROUP = re.compile(r"groupNumber='([^']*)'")
_LIMITS = re.compile(r"period(?:From|To)=([0-9TZ:.-]+)")

# What can happen to one response as a whole, whatever was asked.
TRANSPORT: Final[Mapping[str, Fault]] = {
    "cut off": faults.truncated,
    "cut off in a chunk": faults.truncated_chunks,
    "cut off in gzip": faults.truncated_gzip,
    "reset": faults.reset,
    "no HTTP": faults.raw(b"what?\r\n\r\n"),
    "nothing at all": faults.raw(b""),
    "500": faults.status(500),
    "502": faults.html(502),
    "503": faults.status(503),
    "503 in a second": faults.status(503, retry_after="1"),
    "504": faults.html(504),
    "429": faults.status(429, retry_after="2"),
    "429 for a day": faults.status(429, retry_after="86400"),
    "a page of a proxy": faults.html(200),
    "another address": faults.redirect("http://127.0.0.1:9/"),
    "no content": faults.status(204),
    "empty": faults.body(b""),
    "no list": faults.respond({}),
    "a list of nothing": faults.respond({"value": None}),
    "no JSON": faults.body('{"value": [{"Dn": "100"'),
    "no numbers": faults.body('{"value": [{"Dn": "100", "InboundAnsweredCount": NaN}]}'),
    "deep": faults.body("[" * 5_000),
    "forbidden": faults.status(403),
    "refused": faults.odata_error("The query is not valid."),
    "unauthorised": faults.status(401),
}
# What can be wrong with some of the rows.
_COUNTS: Final = (
    "InboundAnsweredCount",
    "InboundUnansweredCount",
    "OutboundAnsweredCount",
    "OutboundUnansweredCount",
)


def _with(field: str, values: tuple[Any, ...]) -> Callable[[Random, Row], None]:
    def spoil(rng: Random, row: Row) -> None:
        row[field] = rng.choice(values)

    return spoil


def _renamed(rng: Random, row: Row) -> None:
    known = [name for name in _COUNTS if name in row]
    if known:
        name = rng.choice(known)
        row[name[0].lower() + name[1:]] = row.pop(name)


ROWS: Final[Mapping[str, Callable[[Random, Row], None]]] = {
    "a count that is none": lambda rng, row: _with(
        rng.choice(_COUNTS), ("many", -1, 1.5, 2**63, True, [], {})
    )(rng, row),
    "a talk time that is none": _with(
        "InboundAnsweredTalkingDur", ("PT1.5H", "P1M", "PT5", "-PT1S", "", "5", 7, "P1W")
    ),
    "no number": lambda rng, row: row.update(Dn=rng.choice((None, "", " ", 100, []))),
    "another name of a field": _renamed,
    # and what is odd, and costs no number
    "an odd name": _with(
        "DisplayName", ("A\tB", "\ud800", "<b>x</b>", "", None, "=1+1", "x" * 9_000)
    ),
    "an unknown field": _with("SomethingNew", (1, None, {"a": []})),
    "null for a zero": _with("SentimentScore", (None,)),
}
# What can be wrong with a list that comes in pages.
PAGES: Final = (
    "a row twice",
    "one too many announced",
    "one too few announced",
    "no count",
    "the first page again",
    "shorter pages",
    "a row that left",
)
LOGIN: Final = ("a token that ends", "no sign-in now")
KINDS: Final = (*TRANSPORT, *ROWS, *PAGES, *LOGIN)


class Mischief:
    """Serves the ``world`` with the chosen ``kinds`` of faults, each at one request in so many."""

    def __init__(
        self,
        server: FaultServer,
        world: World,
        clock: SetClock,
        rng: Random,
        kinds: tuple[str, ...],
    ) -> None:
        self.kinds = kinds
        self._server, self._world, self._clock, self._rng = server, world, clock, rng
        self._start = clock.now()
        self._page = rng.choice((1_000, 1_000, 7))
        self._every = rng.choice((1.0, 0.5, 0.2))
        server.script(REPORT, self._report)
        server.script(LIST, self._list)
        server.script(TOKEN, self._token)
        server.date = self.now

    def now(self) -> datetime:
        """The PBX's own clock, which is right whatever ours is set to."""
        return self._start + timedelta(seconds=self._clock.monotonic())

    def mend(self) -> None:
        """From now on everything is as it should be."""
        self.kinds = ()

    def _strikes(self, *kinds: str) -> str | None:
        chosen = [kind for kind in self.kinds if kind in kinds]
        if chosen and self._rng.random() < self._every:
            return self._rng.choice(chosen)
        return None

    async def _as_a_whole(self, exchange: Exchange) -> bool:
        if self._strikes("a token that ends"):
            self._server.kill_tokens()
        kind = self._strikes(*TRANSPORT)
        if kind is not None:
            await TRANSPORT[kind](exchange)
        return kind is not None

    async def _token(self, exchange: Exchange) -> None:
        if self._strikes("no sign-in now"):
            await faults.html(503)(exchange)
            return
        await exchange.json({"access_token": self._server.grant(), "expires_in": 60})

    async def _list(self, exchange: Exchange) -> None:
        if not await self._as_a_whole(exchange):
            groups = [{"Id": 28 + n, "Number": one, "Name": one} for n, one in enumerate(GROUPS)]
            await exchange.json({"@odata.count": len(groups), "value": groups})

    async def _report(self, exchange: Exchange) -> None:
        if await self._as_a_whole(exchange):
            return
        path = urlsplit(unquote(exchange.request.target.decode("latin-1")))
        options = parse_qs(path.query)
        group = _GROUP.search(path.path)
        start, end = (_moment(text) for text in _LIMITS.findall(path.path))
        rows = self._world.rows(group[1] if group else "", start, end, self.now())
        top, skip = (int(options.get(name, ["0"])[0]) for name in ("$top", "$skip"))
        await exchange.json(self._answer(rows, min(top or self._page, self._page), skip))

    def _answer(self, rows: list[Row], top: int, skip: int) -> Row:
        count: int | None = len(rows)
        kind = self._strikes(*PAGES)
        if kind == "a row that left" and skip:
            # one went from the front, one without calls came at the end: the count is the same
            rows = [*rows[1:], {"Dn": "999", "DisplayName": "New"}]
        elif kind == "the first page again":
            skip = 0
        elif kind == "shorter pages":
            top = max(2, top // 2)
        page = deepcopy(rows[skip : skip + top])
        if kind == "a row twice" and page:
            page.append(deepcopy(page[0]))
        elif kind == "one too many announced":
            count = len(rows) + 1
        elif kind == "one too few announced" and skip + top < len(rows):
            count = len(rows) - 1
        elif kind == "no count" and skip + top >= len(rows):
            count = None
        spoilt = self._strikes(*ROWS)
        if spoilt and page:
            ROWS[spoilt](self._rng, self._rng.choice(page))
        counted = {} if count is None else {"@odata.count": count}
        return {"@odata.context": "", **counted, "value": page}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
