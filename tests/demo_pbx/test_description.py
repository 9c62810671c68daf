"""The demo's answers against 3CX's own description of the XAPI, where that file is at hand."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.demo_pbx.http_client import Client, report_path
from tests.demo_pbx.test_hourly_reports import ACTIVITY, DISTRIBUTION, hours_path

DESCRIPTION = Path(__file__).resolve().parents[2].parent / "shared" / "xapi-openapi.yaml"

pytestmark = pytest.mark.skipif(
    not DESCRIPTION.exists(), reason="the official description is not kept in the project"
)


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    return yaml.load(DESCRIPTION.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def with_nulls(schema: Any) -> Any:
    """Turn the `nullable` of OpenAPI 3.0 into JSON Schema."""
    if isinstance(schema, list):
        return [with_nulls(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: with_nulls(value) for name, value in schema.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") is True else plain


def response_schema(description: dict[str, Any], path: str, status: str = "200") -> dict[str, Any]:
    answer = description["paths"][path]["get"]["responses"][status]
    if "$ref" in answer:
        answer = description["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    schema = answer["content"]["application/json"]["schema"]
    return with_nulls({**schema, "components": description["components"]})


def named(description: dict[str, Any], schema: Any) -> set[str]:
    """Every property name that a schema allows, through references."""
    if "$ref" in schema:
        return named(
            description, description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        )
    names = set(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        names |= named(description, part)
    return names


REPORT = (
    "/ReportExtensionStatisticsByGroup/Pbx.GetExtensionStatisticsByGroupData(groupNumber="
    "{groupNumber},periodFrom={periodFrom},periodTo={periodTo},callArea={callArea})"
)
HOURS = (
    "/Report{0}/Pbx.Get{0}(clientTimeZone={{clientTimeZone}},periodFrom={{periodFrom}},"
    "periodTo={{periodTo}},groupNumber={{groupNumber}},extensionDns={{extensionDns}},"
    "waitInterval={{waitInterval}},includeQueueCalls={{includeQueueCalls}},"
    "callArea={{callArea}},groupingType={{groupingType}})"
)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (HOURS.format(ACTIVITY), hours_path(ACTIVITY) + "?$count=true&$top=1000"),
        (HOURS.format(DISTRIBUTION), hours_path(DISTRIBUTION)),
        (REPORT, report_path("GRP0000") + "?$count=true&$top=1000"),
        (REPORT, report_path("GRP0005")),
        ("/Groups", "/xapi/v1/Groups?$top=100&$count=true&$expand=Members"),
        ("/Users", "/xapi/v1/Users?$top=100"),
        ("/SystemStatus", "/xapi/v1/SystemStatus"),
    ],
)
def test_responses_match_the_official_description(
    description: dict[str, Any], client: Client, path: str, target: str
) -> None:
    response = client.get(target)
    assert response.status_code == 200
    Draft202012Validator(response_schema(description, path)).validate(response.json())


@pytest.mark.parametrize(
    "target", [report_path("GRP0000") + "?$filter=Nothing", "/xapi/v1/Groups?$top=101"]
)
def test_refusals_hold_to_the_official_description(
    description: dict[str, Any], client: Client, target: str
) -> None:
    response = client.get(target)
    assert response.status_code == 400
    Draft202012Validator(response_schema(description, REPORT, "default")).validate(response.json())


@pytest.mark.parametrize(
    ("schema", "target"),
    [
        ("Pbx.ReportExtensionStatisticsByGroup", report_path("GRP0000")),
        ("Pbx.UserActivity", hours_path(ACTIVITY)),
        ("Pbx.CallDistribution", hours_path(DISTRIBUTION)),
        ("Pbx.Group", "/xapi/v1/Groups?$expand=Members"),
        ("Pbx.User", "/xapi/v1/Users"),
    ],
)
def test_no_field_is_sent_that_the_description_does_not_name(
    description: dict[str, Any], client: Client, schema: str, target: str
) -> None:
    known = named(description, description["components"]["schemas"][schema])
    rows = client.get(target).json()["value"]
    assert {name for row in rows for name in row} <= known
    if schema == "Pbx.Group":
        members = {name for row in rows for member in row["Members"] for name in member}
        user_group = description["components"]["schemas"]["Pbx.UserGroup"]
        assert members <= named(description, user_group)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (REPORT, report_path("GRP0000")),
        (HOURS.format(ACTIVITY), hours_path(ACTIVITY)),
        (HOURS.format(DISTRIBUTION), hours_path(DISTRIBUTION)),
    ],
)
def test_the_functions_parameters_stand_in_the_order_of_the_description(
    description: dict[str, Any], path: str, target: str
) -> None:
    parameters = description["paths"][path]["get"]["parameters"]
    names = [p["name"] for p in parameters if p.get("in") == "path"]
    assert [target.index(f"{name}=") for name in names] == sorted(
        target.index(f"{name}=") for name in names
    )
