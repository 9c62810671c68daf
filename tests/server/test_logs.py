import io
import json
import logging
import re
from contextvars import copy_context

import pytest

from server.logs import HIDDEN, JsonLines, Redactor, install
from telephony.xapi.requester import set_request_id

KEY = "Canary-Key-7f3a"
JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJkYXNoYm9hcmQifQ.c2lnbmF0dXJl"


@pytest.fixture
def log():
    """A logger that writes what was let through, with records made as the server makes them."""
    before = logging.getLogRecordFactory()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logger = logging.Logger("tests.canary", logging.DEBUG)
    logger.addHandler(handler)
    install(Redactor([KEY]))
    yield logger, written
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize(
    "text",
    [
        f"asked with {KEY}",
        f"GET /export/extensions.csv?token=tdb_{KEY}0123456789 HTTP/1.1",
        f"GET /export/extensions.csv?token=tdb%5F{KEY.lower()}012345 HTTP/1.1",
        f"client_id=dashboard&client_secret={KEY}x&grant_type=client_credentials",
        f"Authorization: Bearer {JWT}",
        f"(b'Set-Cookie', b'session={KEY}; Path=/')",
        f"< Cookie: _streamlit_xsrf=2|{JWT}",
        f'{{"access_token": "{JWT}", "expires_in": 60}}',
        f"https://admin:{KEY}1@pbx.example/xapi",
        f"< Sec-WebSocket-Protocol: streamlit, {KEY}, {KEY}",
    ],
)
def test_no_shape_of_a_secret_reaches_the_log(log, text):
    logger, written = log
    logger.debug(text)
    logger.info("with arguments: %s %r", text, [text])
    logger.error("it failed", exc_info=ValueError(text))
    output = written.getvalue()
    assert KEY not in output
    assert "eyJ" not in output
    assert output.count(HIDDEN) >= 4
    assert "ValueError" in output


def test_ordinary_lines_stay_as_they_are(log):
    logger, written = log
    line = (
        "GET /xapi/v1/Groups?$top=100 answered 200 in 0.2 s, token renewed, the password is asked"
    )
    logger.info("%s %d %.1f", line, 7, 0.5)
    assert written.getvalue() == f"{line} 7 0.5\n"


@pytest.mark.parametrize(
    "name",
    ["eve\n2026-01-01 INFO dashboard: all is well", "e\r\nve", "e\x1b[2Jve", "e\x85v\u2028e"],
)
def test_no_name_makes_another_line_or_moves_a_terminal(log, name):
    logger, written = log
    logger.warning("an export of %s is turned away: %s", name, ValueError(f"{name} has too many"))
    [line] = written.getvalue().splitlines()
    assert line.isprintable()
    assert line.startswith("an export of e")


def test_the_lines_of_a_program_s_own_message_stay(log):
    logger, written = log
    logger.warning("first\nsecond: %s", "value")
    assert written.getvalue().splitlines() == ["first", "second: value"]


def test_a_known_secret_is_hidden_before_a_shorter_one_that_is_part_of_it():
    redact = Redactor(["abcd", "abcdefgh", "", "xy"])
    assert redact("abcdefgh xy abcd") == f"{HIDDEN} xy {HIDDEN}"


def test_a_line_of_json_has_the_redacted_message_and_traceback_on_one_line(log):
    logger, written = log
    logger.handlers[0].setFormatter(JsonLines())
    reason = ValueError(f"{KEY}\nin two lines\u2028and more")
    logger.error("failed with %s", KEY, exc_info=reason)
    (line,) = written.getvalue().splitlines()
    entry = json.loads(line)
    assert entry["message"] == f"failed with {HIDDEN}"
    assert entry["level"] == "error"
    assert entry["logger"] == "tests.canary"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", entry["time"])
    assert "ValueError" in entry["exception"]
    assert KEY not in line


def test_a_line_says_for_which_request_it_was_written(log):
    logger, written = log
    logger.handlers[0].setFormatter(JsonLines())

    def work():
        set_request_id("request-1")
        logger.info("inside")

    copy_context().run(work)
    logger.info("outside")
    inside, outside = map(json.loads, written.getvalue().splitlines())
    assert inside["request_id"] == "request-1"
    assert "request_id" not in outside
