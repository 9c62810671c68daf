"""/openapi.json describes the exports as they are, and no request made of it fails."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.routing import Route

from server.exports import responses
from server.exports.openapi import NEEDS, WITH_OPTIONS, description
from server.exports.parameter_table import LINK, OPTIONS
from server.routes import EXPORTS, routes
from telephony.data_access.store.store import open_store
from telephony.export.formats import SUFFIXES
from telephony.query.links import PARAMETERS
from tests.server.gauges.scraping import application, get, with_people
from tests.support import plain_http
from tests.support.fault_server import FaultServer
from tests.support.processes import Server
from tests.support.signed_in import rule
from tests.telephony.xapi.client_harness import QuickClock

Document = dict[str, Any]
Cases = tuple[schemathesis.Case, ...]
DAY = {"group": "GRP0000", "from": "2026-03-02", "to": "2026-03-02"}
NOBODYS = "駜/Ø%')"
DAYS = {"from": ["2026-03-02", "2026-03-03T08:00"], "to": ["2026-03-03", "2026-03-02T17:00"]}
# The same cases in every run, each a request of every export. Requests of a loaded machine take
# long, and many are refused.
FUZZED = settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def test_every_status_that_an_export_responds_with_is_described(document: Document) -> None:
    known = {"400", "401", "403", "404", "429", "502", "503", "504"}
    assert known >= {str(status) for status in responses._STATUSES.values()}  # noqa: SLF001  # by error
    for path in document["paths"].values():
        assert path["get"]["responses"].keys() == {"200", "304", *known}


@pytest.fixture(scope="module")
def document(demo_server: Server) -> Document:
    response = plain_http.get(f"{demo_server.url}/openapi.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    described: Document = response.json()
    return described


def resolved(document: Document, operation: Document) -> dict[str, Document]:
    """The parameters of an operation by their names."""
    shared = document["components"]["parameters"]
    found = (
        shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        for one in operation["parameters"]
    )
    return {one["name"]: one for one in found}


def test_it_is_a_valid_document(document: Document) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")


def test_every_export_is_in_it_in_every_format_with_its_words(document: Document) -> None:
    paths = document["paths"]
    assert set(paths) == {f"/export/{name}.{suffix}" for name in EXPORTS for suffix in SUFFIXES}
    summaries = [path["get"]["summary"] for path in paths.values()]
    assert len(set(summaries)) == len(summaries)
    assert all(summary.partition(": ")[2] for summary in summaries)
    ids = [path["get"]["operationId"] for path in paths.values()]
    assert len(set(ids)) == len(ids)


def test_every_parameter_of_a_link_is_in_it() -> None:
    assert set(LINK) == set(PARAMETERS)
    assert not set(LINK) & set(OPTIONS)


@pytest.mark.parametrize("name", EXPORTS)
def test_what_is_required_is_what_the_export_misses(
    name: str, document: Document, demo_server: Server
) -> None:
    operation = document["paths"][f"/export/{name}.csv"]["get"]
    required = {one["name"] for one in resolved(document, operation).values() if one["required"]}
    assert required == set(NEEDS.get(name, ("group",)))
    given_all = {**DAY, "extension": "100"}
    for missing in ("group", "extension"):
        params = {key: text for key, text in given_all.items() if key != missing}
        response = plain_http.get(f"{demo_server.url}/export/{name}.csv", params=params, timeout=60)
        refused = response.status_code == 400 and response.text.startswith(f"{missing}: is missing")
        assert refused == (missing in required), response.text[:200]


@pytest.mark.parametrize("name", EXPORTS)
def test_options_are_described_where_they_are_taken(
    name: str, document: Document, demo_server: Server
) -> None:
    parameters = resolved(document, document["paths"][f"/export/{name}.csv"]["get"])
    assert (set(OPTIONS) <= set(parameters)) == (name in WITH_OPTIONS)
    params = {**DAY, "extension": "100", "top": "1"}
    response = plain_http.get(f"{demo_server.url}/export/{name}.csv", params=params, timeout=60)
    assert (response.status_code == 200) == (name in WITH_OPTIONS), response.text[:200]


@pytest.mark.parametrize("name", sorted({*LINK, *OPTIONS} - {"pbx"}))
def test_each_listed_value_of_a_parameter_is_accepted(
    name: str, document: Document, demo_server: Server
) -> None:
    schema = document["components"]["parameters"][name]["schema"]
    alternatives = schema.get("anyOf", [schema])
    values = [
        value for one in alternatives for value in (*one.get("enum", ()), *one.get("examples", ()))
    ]
    for value in values:
        params = {**DAY, "extension": "100", name: value}
        if name in {"range", "from", "to"}:
            params = {"group": "GRP0000", "range": value} if name == "range" else params
        if name == "to":
            params["from"] = value
        if name == "from":
            params["to"] = value
        response = plain_http.get(
            f"{demo_server.url}/export/extensions.csv", params=params, timeout=60
        )
        assert response.status_code == 200, (name, value, response.text[:200])


def cases(document: Document, mode: GenerationMode, turn: int) -> st.SearchStrategy[Cases]:
    """A request of every export, each in one format: that of another ``turn`` is the next one."""
    schema = schemathesis.openapi.from_dict(document)
    suffixes = sorted(SUFFIXES)
    operations = [
        schema[f"/export/{name}.{suffixes[(place + turn) % len(suffixes)]}"]["GET"]
        for place, name in enumerate(EXPORTS)
    ]
    return st.tuples(*[operation.as_strategy(generation_mode=mode) for operation in operations])


def check(each: Cases, server: Server) -> None:
    """The responses are of those described. 503 is, and no failure."""
    for case in each:
        response = case.call(base_url=server.url, timeout=60)
        checks = CHECKS if response.status_code != 503 else CHECKS[1:]
        case.validate_response(response, checks=checks)


@pytest.mark.slow
def test_no_request_against_what_it_says_fails(document: Document, demo_server: Server) -> None:
    @FUZZED
    @given(each=cases(document, GenerationMode.NEGATIVE, 1))
    def holds(each: Cases) -> None:
        check(each, demo_server)

    holds()


@pytest.mark.slow
def test_no_request_that_a_program_makes_of_it_fails(
    document: Document, demo_server: Server
) -> None:
    known = copy.deepcopy(document)
    for path in known["paths"].values():
        for one in path["get"]["parameters"]:
            if one.get("name") == "group":
                one["schema"]["items"] = {"enum": ["GRP0000", "GRP0001", NOBODYS]}
    # short ranges: a long one takes its time, and no other way through the code
    short = {"range": ["today", "yesterday"], "by": ["day", "week"], **DAYS}
    shared = known["components"]["parameters"]
    for name, values in {"pbx": [""], **short}.items():
        shared[name]["schema"] = {"enum": values}
    for suffix in SUFFIXES:  # of weeks where none is named
        described = known["paths"][f"/export/traffic.{suffix}"]["get"]["parameters"]
        described.remove({"$ref": "#/components/parameters/range"})
        described.append({**shared["range"], "required": True})

    @FUZZED
    @given(each=cases(known, GenerationMode.POSITIVE, 2))
    def holds(each: Cases) -> None:
        check(each, demo_server)

    holds()


def test_below_a_path_its_addresses_are_there() -> None:
    assert description(tuple(EXPORTS.items()), "/calls")["servers"] == [{"url": "/calls"}]
    paths = [route.path for route in routes("/calls") if isinstance(route, Route)]
    assert {"/calls/openapi.json", "/calls/export", "/calls/export/"} <= set(paths)


@pytest.mark.parametrize("path", ["/openapi.json", "/export", "/export/"])
def test_where_people_sign_in_it_is_for_those_who_have(
    path: str, pbx: FaultServer, tmp_path: Path
) -> None:
    rules = tmp_path / "access.toml"
    rules.write_text(rule("anna", ["*"]))
    app = application()
    with with_people(pbx, QuickClock(), open_store(tmp_path), rules):
        assert get(app, path).status_code == 401
        assert get(app, path, x_forwarded_user="anna").status_code == 200
