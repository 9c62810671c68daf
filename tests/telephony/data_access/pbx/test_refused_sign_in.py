"""A wrong credential in a loop of restarts is sent once, and a corrected one at once."""

from __future__ import annotations

from contextlib import closing, suppress

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from telephony.data_access.service import DataAccess
from telephony.data_access.store.backend import StoreTables
from telephony.data_access.store.database import Turn
from telephony.xapi.clock import SystemClock
from telephony.xapi.connection import Connection
from telephony.xapi.errors import XapiError
from telephony.xapi.limits import Limits
from telephony.xapi.setup_problems import BadCredentials
from tests.support import faults
from tests.support.fault_server import FaultServer
from tests.support.stores import SECRET, Place
from tests.telephony.xapi.client_harness import connection

pytestmark = pytest.mark.slow

TOKEN = "/connect/token"
REFUSED = faults.body('{"error":"invalid_client","error_description":"Not you."}', 401)
WRONG, RIGHT = "canary-of-a-wrong-key", "the-right-key"


def asks_for(key: str) -> faults.Fault:
    """Grants to whoever has this key, and refuses everybody else."""

    async def fault(exchange) -> None:
        if f"client_secret={key}&" in exchange.request.body.decode():
            await exchange.json({"access_token": exchange.server.grant(), "expires_in": 60})
        else:
            await REFUSED(exchange)

    return fault


@pytest.fixture
def pbx():
    with FaultServer() as server:
        server.script(TOKEN, asks_for(RIGHT))
        yield server


def start(place: Place, to: Connection, secret: str | None = SECRET) -> XapiError | None:
    """Start a program, let it ask, stop it: how it failed, if it did."""
    access = DataAccess(lambda: to, clock=SystemClock(), store=place.open(secret=secret))
    with closing(access), suppress(KeyboardInterrupt):
        try:
            access.request_probe().answer()
        except XapiError as error:
            return error
    return None


def wrong(pbx: FaultServer, key: str = WRONG) -> Connection:
    return connection(pbx.origin, api_key=SecretStr(key))


@pytest.mark.parametrize(
    ("place", "secret"),
    [
        pytest.param("sqlite", SECRET, id="in a file, shared secret"),
        pytest.param("postgresql", None, id="in a database, no secret"),
    ],
    indirect=["place"],
)
def test_a_wrong_key_is_sent_once_however_often_the_program_starts(
    place: Place, pbx: FaultServer, secret: str | None
) -> None:
    failures = [start(place, wrong(pbx), secret) for _ in range(3)]
    assert pbx.requests_to(TOKEN) == 1
    assert all(isinstance(failure, BadCredentials) for failure in failures)
    first, *others = failures
    assert isinstance(first, BadCredentials)
    for failure in others:
        assert failure is not None
        assert (failure.headline, failure.status) == (first.headline, 401)
        assert failure.pbx_message == "Not you."
        assert failure.retry_at is not None
        assert first.retry_at is not None
        assert abs((failure.retry_at - first.retry_at).total_seconds()) < 60


@pytest.mark.parametrize("secret", [SECRET, None], ids=["shared secret", "no secret"])
def test_a_corrected_key_is_sent_at_once(
    in_file: Place, pbx: FaultServer, secret: str | None
) -> None:
    start(in_file, wrong(pbx), secret)
    assert start(in_file, wrong(pbx, RIGHT), secret) is None
    assert pbx.requests_to(TOKEN) == 2


def test_another_wrong_key_is_another_credential(in_file: Place, pbx: FaultServer) -> None:
    for _ in range(2):
        start(in_file, wrong(pbx))
    for _ in range(2):
        start(in_file, wrong(pbx, "another-wrong-key"))
    assert pbx.requests_to(TOKEN) == 2


def test_another_pbx_or_client_is_another_credential(in_file: Place, pbx: FaultServer) -> None:
    start(in_file, wrong(pbx))
    with FaultServer() as other:
        other.script(TOKEN, REFUSED)
        start(in_file, wrong(other))
        assert other.requests_to(TOKEN) == 1
    start(in_file, connection(pbx.origin, client_id="other", api_key=SecretStr(WRONG)))
    assert pbx.requests_to(TOKEN) == 2


def test_a_good_sign_in_ends_the_memory(in_file: Place, pbx: FaultServer) -> None:
    start(in_file, wrong(pbx))
    start(in_file, wrong(pbx, RIGHT))
    assert rows(in_file) == []


def test_after_a_quarter_of_an_hour_it_is_tried_again(in_file: Place, pbx: FaultServer) -> None:
    start(in_file, wrong(pbx))
    change(in_file, "UPDATE refused_sign_in SET until = until - 900")
    start(in_file, wrong(pbx))
    start(in_file, wrong(pbx))
    assert pbx.requests_to(TOKEN) == 2


def test_a_clock_of_the_database_that_jumps_holds_nobody_back_for_longer(
    in_file: Place, pbx: FaultServer
) -> None:
    start(in_file, wrong(pbx))
    change(in_file, "UPDATE refused_sign_in SET until = until + 86400")
    failure = start(in_file, wrong(pbx))
    assert failure is not None
    assert failure.retry_at is not None
    left = (failure.retry_at - SystemClock().now()).total_seconds()
    assert left <= Limits().refused_seconds


def test_a_pbx_that_starts_leaves_nothing_in_the_memory(in_file: Place, pbx: FaultServer) -> None:
    for fault in (faults.status(404), faults.status(502), faults.status(503), faults.html()):
        pbx.script(TOKEN, fault)
        assert not isinstance(start(in_file, wrong(pbx)), BadCredentials)
    assert rows(in_file) == []


def test_a_fixed_token_that_is_refused_is_sent_once_as_well(
    in_file: Place, pbx: FaultServer
) -> None:
    fixed = connection(pbx.origin, client_id=None, api_key=None, token=SecretStr(WRONG))
    failures = [start(in_file, fixed) for _ in range(2)]
    assert all(isinstance(failure, BadCredentials) for failure in failures)
    assert pbx.requests_to() == 1
    pbx.accept(RIGHT)
    other = connection(pbx.origin, client_id=None, api_key=None, token=SecretStr(RIGHT))
    assert start(in_file, other) is None


def test_the_credential_cannot_be_read_in_the_store_and_each_fingerprint_is_its_own(
    in_file: Place, pbx: FaultServer
) -> None:
    start(in_file, wrong(pbx))
    ((first, text_of_row),) = rows(in_file)
    assert WRONG not in text_of_row
    assert SECRET not in text_of_row
    change(in_file, "DELETE FROM refused_sign_in")
    start(in_file, wrong(pbx))
    ((second, _),) = rows(in_file)
    assert first != second


def test_with_another_shared_secret_the_fingerprint_means_nothing(
    in_file: Place, pbx: FaultServer
) -> None:
    start(in_file, wrong(pbx))
    start(in_file, wrong(pbx), "quite another phrase for sealing")
    assert pbx.requests_to(TOKEN) == 2


def change(place: Place, statement: str) -> None:
    """Run a statement in the store, as an administrator might."""
    with closing(place.open()) as store:
        store.use(lambda tables: run(tables, statement))


def run(tables: StoreTables, statement: str) -> list[tuple[object, ...]]:
    with tables.database.writing(Turn.SIGN_INS) as connection:
        result = connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def rows(place: Place) -> list[tuple[str, str]]:
    """Fingerprint and whole text of each remembered refusal."""
    with closing(place.open()) as store:
        found = store.use(
            lambda tables: run(tables, "SELECT fingerprint, refused_sign_in.* FROM refused_sign_in")
        )
    return [(str(row[0]), repr(row)) for row in found]
