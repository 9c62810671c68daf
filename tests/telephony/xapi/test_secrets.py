"""Nothing that is secret shows in an error, a record, a repr or a log, at any level."""

import asyncio
import io
import logging
import traceback

import pytest
from pydantic import SecretStr

from telephony.xapi.transport import quiet_http_logs
from tests.support import faults
from tests.support.fault_server import FaultServer, Granting
from tests.telephony.xapi.client_harness import (
    API_KEY,
    GROUPS,
    REPORT,
    connection,
    on,
    outcome,
    report,
    with_client,
)

FIXED = "canary-of-the-fixed-token"
COOKIE = "canary-of-the-cookie"
GRANTED = "opaque-"


@pytest.fixture
def everything_logged():
    """All loggers at DEBUG, written to a text, as a curious administrator sets them."""
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield sink
    root.setLevel(before)
    root.removeHandler(handler)


def echo(exchange):
    """Repeat what came, as a careless proxy does in its errors."""
    request = exchange.request
    return faults.odata_error(
        f"refused: {request.headers} {request.body.decode()} {request.target.decode()}"
    )


async def echoing(exchange):
    await echo(exchange)(exchange)


TROUBLE = [
    faults.respond(faults.GOOD, set_cookie=f"session={COOKIE}"),
    echoing,
    faults.status(401),
    faults.status(403),
    faults.status(404),
    faults.status(500),
    faults.status(503, set_cookie=f"session={COOKIE}"),
    faults.status(429, retry_after="3600"),
    faults.html(),
    faults.truncated,
    faults.reset,
    faults.redirect("https://elsewhere.example/"),
    faults.respond({}),
]


def reported(result):
    """Everything that a page, a log or a developer could make of a result."""
    parts = [repr(result), str(result)]
    if isinstance(result, Exception):
        parts += [repr(vars(result)), *traceback.format_exception(result)]
    else:
        parts += [repr(record) for record in result.requests]
    return "\n".join(parts)


@pytest.mark.parametrize("trouble", TROUBLE)
def test_no_trouble_brings_a_secret_to_light(everything_logged, trouble):
    with FaultServer(granting=Granting(lifetime=None)) as pbx:
        pbx.script(REPORT, trouble)
        pbx.script(GROUPS, faults.listing([]))

        async def ask_a_lot(client):
            results = [await outcome(report(client)) for _ in range(2)]
            return [*results, client, vars(client)]

        results = on(pbx, ask_a_lot)
        fixed = connection(pbx.origin, client_id=None, api_key=None, token=SecretStr(FIXED))
        results += with_client(ask_a_lot, fixed)
        pbx.accept(FIXED)
        results += with_client(ask_a_lot, fixed)
        text = everything_logged.getvalue() + "\n".join(
            reported(result)
            if hasattr(result, "requests") or isinstance(result, Exception)
            else f"{result!r}"
            for result in results
        )
    for canary in (API_KEY, FIXED, COOKIE, GRANTED):
        assert canary not in text


@pytest.mark.parametrize(
    "trouble", [echoing, faults.status(500), faults.html(401), faults.truncated, faults.respond({})]
)
def test_no_trouble_at_the_sign_in_brings_a_secret_to_light(everything_logged, trouble):
    with FaultServer() as pbx:
        pbx.script("/connect/token", trouble)
        failure = on(pbx, lambda client: outcome(report(client)))
    assert isinstance(failure, Exception)
    assert API_KEY not in reported(failure) + everything_logged.getvalue()


def test_an_error_that_repeats_the_key_has_it_struck_out():
    with FaultServer() as pbx:
        pbx.script("/connect/token", faults.odata_error(f"the key {API_KEY} is wrong", 401))
        failure = on(pbx, lambda client: outcome(report(client)))
    assert failure.pbx_message == "the key ••• is wrong"


def test_the_connection_hides_its_secrets():
    shown = repr(connection("https://pbx.example.com")) + repr(
        connection("https://pbx.example.com", client_id=None, api_key=None, token=SecretStr(FIXED))
    )
    assert API_KEY not in shown
    assert FIXED not in shown


def test_http_libraries_log_nothing_even_at_debug_level():
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    quiet_http_logs()
    for name in ("httpx", "httpcore.connection", "httpcore.http11"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)


def test_the_failure_of_an_abandoned_sign_in_is_not_logged_by_the_loop(everything_logged):
    with FaultServer() as pbx:
        pbx.script("/connect/token", faults.slow(0.1, faults.status(401)))

        async def leave_early(client):
            leaving = asyncio.create_task(report(client))
            while pbx.requests_to("/connect") == 0:
                await asyncio.sleep(0.001)
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
            await outcome(client.groups())

        on(pbx, leave_early)
    assert "never retrieved" not in everything_logged.getvalue()
