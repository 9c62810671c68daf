import io
import logging

import pytest

from server.logs import HIDDEN, Redactor, install

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


def test_a_known_secret_is_hidden_before_a_shorter_one_that_is_part_of_it():
    redact = Redactor(["abcd", "abcdefgh", "", "xy"])
    assert redact("abcdefgh xy abcd") == f"{HIDDEN} xy {HIDDEN}"
