"""The log: no secret gets into it, and each line says for which request it was written."""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import uvicorn.config

from telephony.xapi.requester import current_request_id

HIDDEN = "[hidden]"

# A shorter one would also match in ordinary words.
_SHORTEST_SECRET = 4

_SHAPES = (
    # an Authorization value, wherever it is quoted
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    # an access token of this dashboard, also where an address has it
    (re.compile(r"(?i)\btdb(?:_|%5f)[\w%-]{8,}"), HIDDEN),
    # a JSON web token
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), HIDDEN),
    # fields of the token request and response, as a form, as JSON, as a repr
    (
        re.compile(
            r"(?i)(\b(?:client_secret|access_token|refresh_token|api_?key|password)"
            r"[\"']?\s*[=:]\s*[\"']?)[^\s&,;\"'}]+"
        ),
        rf"\1{HIDDEN}",
    ),
    # header lines as httpcore and websockets print them; the last one carries a session ID
    (
        re.compile(
            r"(?i)(\b(?:set-cookie|cookie|authorization|sec-websocket-protocol)"
            r"[\"']?\s*[,:]\s*(?:b?[\"'])?)[^\r\n\"']+"
        ),
        rf"\1{HIDDEN}",
    ),
    # what an OpenID provider and the dashboard tell each other by way of the browser
    (re.compile(r"([?&](?:code|state|provider|id_token_hint)=)[^\s&\"']+"), rf"\1{HIDDEN}"),
    # user and password inside a URL
    (re.compile(r"(://)[^/\s:@]+:[^/\s@]+@"), rf"\1{HIDDEN}@"),
)


# As they are written in source text, so that nobody's name looks like another line of the log.
_CONTROLS: Final = {
    code: repr(chr(code))[1:-1] for code in (*range(32), *range(127, 160), 0x2028, 0x2029)
}

# uvicorn says so of every handshake that is refused with a response, which has a line of its own.
_NO_ERROR: Final = "ASGI callable returned without completing handshake."

# Times in UTC, so that logs of several machines can be compared.
_TEXT: Final = "%(asctime)s %(levelname)s %(name)s%(in_request)s: %(message)s"


class TextLines(logging.Formatter):
    """A line for people, with the request's id in brackets; tracebacks follow it."""

    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__(_TEXT)


class JsonLines(logging.Formatter):
    """A JSON object on one line, for programs: time, level, logger, message, and what there is
    of request id and traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
            "exception": record.exc_text or "",
        }
        # in ASCII: some readers take a line end of Unicode for one
        return json.dumps({name: text for name, text in line.items() if text})


def write_without_handlers(form: logging.Formatter) -> None:
    """Let loggers without a handler write like the others: Streamlit leaves uvicorn's so."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(form)


def write_json_everywhere() -> None:
    """Let every handler that is there write JSON, and those that uvicorn makes later.

    Streamlit and uvicorn give their loggers handlers of their own, some of them late: call it when
    the server starts, and when all is imported.
    """
    for formatter in uvicorn.config.LOGGING_CONFIG["formatters"].values():
        formatter.clear()
        formatter["()"] = JsonLines
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    for handler in (each for logger in loggers for each in logger.handlers):
        if isinstance(handler, logging.StreamHandler):
            handler.setFormatter(JsonLines())
    write_without_handlers(JsonLines())


class Redactor:
    """Replaces known secrets, and what looks like one, in a text."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = sorted((s for s in set(known) if len(s) >= _SHORTEST_SECRET), key=len)[::-1]

    def __call__(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, HIDDEN)
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return text


def install(redact: Redactor) -> None:
    """Pass every log record of this process, with its traceback, through ``redact``.

    It replaces the record factory: Streamlit, uvicorn and httpx each have loggers and handlers of
    their own, and every one of them would need a filter.
    """

    class Record(logging.LogRecord):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.request_id = current_request_id()
            self.in_request = f" [{self.request_id}]" if self.request_id else ""
            # uvicorn builds its access lines from the arguments, without getMessage
            if isinstance(self.args, tuple):
                self.args = tuple(redact(a) if isinstance(a, str) else a for a in self.args)
            if self.exc_info and self.exc_info[0] is not None:
                self.exc_text = redact("".join(traceback.format_exception(*self.exc_info)).rstrip())

        def getMessage(self) -> str:  # noqa: N802  # the name is logging's
            text = redact(super().getMessage())
            # line ends that a program wrote stay; those in a name or an error make no lines
            return text if "\n" in str(self.msg) else text.translate(_CONTROLS)

    logging.setLogRecordFactory(Record)
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.msg != _NO_ERROR)
    # httpx writes every URL with its whole query at INFO, httpcore every header at DEBUG.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
