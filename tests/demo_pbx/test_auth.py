import asyncio
import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from demo_pbx.app import create_app
from demo_pbx.options import Options, Role
from demo_pbx.serving import RunningPbx, running
from tests.demo_pbx.http_client import credentials, logged_in, report_path
from tests.support import plain_http
from tests.support.plain_http import NOBODY_TRUSTED

START = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
GROUPS = "/xapi/v1/Groups?$top=100&$select=Number"


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def pbx(clock: Hands) -> Iterator[RunningPbx]:
    with running(Options(extensions=4), clock=clock) as pbx:
        yield pbx


@pytest.fixture
def http(pbx: RunningPbx) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=pbx.base_url, verify=NOBODY_TRUSTED) as http:
        yield http


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def granted(http: httpx.Client, pbx: RunningPbx) -> str:
    return http.post("/connect/token", data=credentials(pbx)).json()["access_token"]


def claims(token: str) -> dict:
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def test_a_token_is_granted_to_either_form_encoding(pbx: RunningPbx, http: httpx.Client) -> None:
    fields = credentials(pbx)
    for form in ({"data": fields}, {"files": {name: (None, fields[name]) for name in fields}}):
        response = http.post("/connect/token", **form)
        assert response.status_code == 200
        body = response.json()
        assert body["token_type"] == "Bearer"
        assert body["refresh_token"] is None
        assert http.get(GROUPS, headers=bearer(body["access_token"])).status_code == 200
    assert pbx.counters.token_grants == 2


def test_a_new_token_ends_the_one_before(pbx: RunningPbx, http: httpx.Client) -> None:
    first = granted(http, pbx)
    assert http.get(GROUPS, headers=bearer(first)).status_code == 200
    second = granted(http, pbx)
    refused = http.get(GROUPS, headers=bearer(first))
    assert (refused.status_code, refused.content) == (401, b"")
    assert http.get(GROUPS, headers=bearer(second)).status_code == 200
    assert pbx.counters.unauthorized == 1


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic ZGVtbzpkZW1v"])
def test_without_a_valid_token_the_response_is_an_empty_401(
    http: httpx.Client, pbx: RunningPbx, header: str
) -> None:
    granted(http, pbx)
    response = http.get(GROUPS, headers={"Authorization": header} if header else {})
    assert (response.status_code, response.content) == (401, b"")


def test_a_token_is_a_jwt_with_its_lifetime_and_roles(
    pbx: RunningPbx, http: httpx.Client, clock: Hands
) -> None:
    token = granted(http, pbx)
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header["alg"] == "ES256"
    reported = claims(token)
    assert reported["sub"] == "demo"
    assert reported["iat"] == START.timestamp()
    assert reported["exp"] - reported["iat"] == 3600
    assert "Reports" in reported["role"]
    clock.now += timedelta(seconds=3599)
    assert http.get(GROUPS, headers=bearer(token)).status_code == 200
    clock.now += timedelta(seconds=1)
    assert http.get(GROUPS, headers=bearer(token)).status_code == 401


@pytest.mark.parametrize(
    ("version", "minutes", "expires_in"),
    [("20.0.8.1121", 60, 60), ("20.0.9.1021", 60, 3600), ("20.0.10.2", 2, 120), ("18.0.9", 5, 5)],
)
def test_expires_in_counts_as_the_version_does(
    version: str, minutes: float, expires_in: int
) -> None:
    with (
        running(Options(version=version, token_minutes=minutes)) as pbx,
        httpx.Client(base_url=pbx.base_url, verify=NOBODY_TRUSTED) as http,
    ):
        body = http.post("/connect/token", data=credentials(pbx)).json()
        assert body["expires_in"] == expires_in
        reported = claims(body["access_token"])
        assert reported["exp"] - reported["iat"] == minutes * 60


def test_tokens_can_be_opaque_and_a_fixed_one_can_be_accepted_beside_them() -> None:
    with (
        running(Options(opaque_token=True, static_token="fixed")) as pbx,
        httpx.Client(base_url=pbx.base_url, verify=NOBODY_TRUSTED) as http,
    ):
        token = granted(http, pbx)
        assert "." not in token
        for accepted in (token, "fixed"):
            assert http.get(GROUPS, headers=bearer(accepted)).status_code == 200


@pytest.mark.parametrize("wrong", [{"client_secret": "guess"}, {"client_id": "somebody"}])
def test_wrong_credentials_are_refused_with_the_words_of_3cx(
    pbx: RunningPbx, http: httpx.Client, wrong: dict[str, str]
) -> None:
    response = http.post("/connect/token", data=credentials(pbx, **wrong))
    assert response.status_code == 401
    assert response.json() == {
        "error": "unauthorized",
        "error_description": "The request requires valid user authentication.",
    }


def test_another_grant_type_is_a_400_and_no_wrong_login(
    pbx: RunningPbx, http: httpx.Client
) -> None:
    for _ in range(6):
        response = http.post("/connect/token", data=credentials(pbx, grant_type="password"))
        assert response.status_code == 400
    assert granted(http, pbx)


def test_more_than_three_wrong_logins_in_a_row_block_the_address(
    pbx: RunningPbx, http: httpx.Client
) -> None:
    token = granted(http, pbx)
    wrong = credentials(pbx, client_secret="guess")
    for _ in range(4):
        assert http.post("/connect/token", data=wrong).status_code == 401
    for request in (
        lambda: http.post("/connect/token", data=credentials(pbx)),
        lambda: http.get(GROUPS, headers=bearer(token)),
        lambda: plain_http.get(f"{pbx.base_url}/xapi/v1/Defs"),
    ):
        with pytest.raises(httpx.TransportError):
            request()
    with running(Options(extensions=4)) as fresh, logged_in(fresh) as client:
        assert client.get(GROUPS).status_code == 200


def test_a_right_login_forgets_the_wrong_ones(pbx: RunningPbx, http: httpx.Client) -> None:
    wrong = credentials(pbx, client_secret="guess")
    for _ in range(3):
        for _ in range(3):
            assert http.post("/connect/token", data=wrong).status_code == 401
        assert granted(http, pbx)
    assert pbx.counters.token_refusals == 9


@pytest.mark.parametrize(
    ("role", "report", "lists"),
    [
        (Role.OWNER, 200, 200),
        (Role.ADMIN, 403, 200),
        (Role.REPORTS, 200, 403),
        (Role.USER, 403, 403),
    ],
)
def test_a_role_reads_what_it_may_and_its_token_says_why(
    role: Role, report: int, lists: int
) -> None:
    with running(Options(role=role, extensions=4)) as pbx, logged_in(pbx) as client:
        assert client.get(report_path("GRP0000")).status_code == report
        for path in (GROUPS, "/xapi/v1/Users?$select=Id", "/xapi/v1/SystemStatus?$select=Version"):
            assert client.get(path).status_code == lists
        assert client.get("/xapi/v1/Defs?$select=Id").status_code == 200
        token = client.headers["Authorization"].removeprefix("Bearer ")
        assert ("Reports" in claims(token)["role"]) == (report == 200)


def test_a_report_can_be_refused_with_401_even_to_a_fresh_token() -> None:
    with running(Options(role=Role.ADMIN, refusal=401, extensions=4)) as pbx:
        with logged_in(pbx) as client:
            response = client.get(report_path("GRP0000"))
        assert (response.status_code, response.content) == (401, b"")


def test_neither_options_nor_requests_remembered_show_a_secret(
    pbx: RunningPbx, http: httpx.Client
) -> None:
    token = granted(http, pbx)
    http.get(GROUPS, headers=bearer(token))
    secret = Options(api_key="s3cret", static_token="b3arer")
    assert "s3cret" not in repr(secret)
    assert "b3arer" not in repr(secret)
    assert token not in repr(pbx.requests)


def test_blocking_holds_in_any_server_that_runs_the_application() -> None:
    async def ask() -> list[int]:
        transport = httpx.ASGITransport(create_app(Options(extensions=4)))
        async with httpx.AsyncClient(transport=transport, base_url="http://pbx") as http:
            wrong = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
            answers = [await http.post("/connect/token", data=wrong) for _ in range(5)]
            answers.append(await http.get("/xapi/v1/Defs"))
            return [answer.status_code for answer in answers]

    assert asyncio.run(ask()) == [401, 401, 401, 401, 403, 403]
