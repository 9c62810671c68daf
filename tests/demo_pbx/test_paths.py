import pytest

from demo_pbx.serving import RunningPbx
from tests.demo_pbx.http_client import REPORT, WEEK, Client, report_path

FROM, TO = "2026-11-08T23:00:00Z", "2026-11-15T23:00:00Z"


def call(text: str) -> str:
    return f"{REPORT}Pbx.GetExtensionStatisticsByGroupData{text}"


@pytest.mark.parametrize("number", ["GRP2", "O'Neil", "R&D 1/2"])
def test_awkward_group_numbers_are_found_when_quoted_and_encoded(
    pbx: RunningPbx, client: Client, number: str
) -> None:
    assert [row["Dn"] for row in client.rows(number)] == [m.number for m in pbx.members(number)]


@pytest.mark.parametrize(
    "arguments",
    [
        f"(groupNumber=GRP2,periodFrom={FROM},periodTo={TO},callArea=0)",
        f"(groupNumber='O'Neil',periodFrom={FROM},periodTo={TO},callArea=0)",
        f"(groupNumber='R%26D 1/2',periodFrom={FROM},periodTo={TO},callArea=0)",
        f"(periodFrom={FROM},groupNumber='GRP2',periodTo={TO},callArea=0)",
        f"(groupNumber='GRP2',periodTo={TO},periodFrom={FROM},callArea=0)",
        f"(groupNumber='GRP2',periodFrom={FROM},periodTo={TO})",
        f"(groupNumber='GRP2',periodFrom={FROM},periodTo={TO},callArea=all)",
        f"(groupNumber='GRP2',periodFrom=,periodTo={TO},callArea=0)",
        f"(groupNumber=null,periodFrom={FROM},periodTo={TO},callArea=0)",
        f"(groupNumber='%FF',periodFrom={FROM},periodTo={TO},callArea=0)",
        "()",
        "",
    ],
)
def test_a_path_that_3cx_would_not_know_is_an_empty_404(client: Client, arguments: str) -> None:
    response = client.get(call(arguments))
    assert (response.status_code, response.content) == (404, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/xapi/v1/",
        "/xapi/v1/Nothing",
        "/xapi/v1/Groups/",
        "/xapi/v1/groups",
        "/xapi/v2/Groups",
        f"{REPORT}Pbx.GetExtensionStatisticsByGroup(groupNumber='GRP2')",
        "/xapi/v1/ReportExtensionStatisticsByGroup(groupNumber='GRP2')",
    ],
)
def test_other_addresses_are_an_empty_404(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.content) == (404, b"")


def test_another_method_is_an_empty_405(client: Client) -> None:
    response = client.post("/xapi/v1/Groups")
    assert (response.status_code, response.content) == (405, b"")


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-08",
        "2026-11-08T23:00:00",
        "2026-11-08 23:00:00Z",
        "2026-11-08T23:00Z",
        "2026-02-30T23:00:00Z",
        "2026-11-08T24:00:00Z",
        "2026-11-08T23:00:00%2B99:00",
        f"'{FROM}'",
        "yesterday",
    ],
)
def test_a_malformed_moment_is_an_empty_500(client: Client, moment: str) -> None:
    path = f"(groupNumber='GRP2',periodFrom={moment},periodTo={TO},callArea=0)"
    response = client.get(call(path))
    assert (response.status_code, response.content) == (500, b"")


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-08T23:00:00.000Z",
        "2026-11-08T23%3A00%3A00.000000000000Z",
        "2026-11-09T00:00:00+01:00",
        "2026-11-09T00:00:00%2B01:00",
        "2026-11-08T18:00:00-05:00",
    ],
)
def test_one_moment_written_in_other_ways_is_the_same_moment(client: Client, moment: str) -> None:
    written = call(f"(groupNumber='GRP2',periodFrom={moment},periodTo={TO},callArea=0)")
    assert client.get(written).json() == client.get(report_path("GRP2", *WEEK)).json()


@pytest.mark.parametrize("area", ["3", "-1", "2147483648"])
def test_an_area_that_does_not_exist_is_refused_with_words(client: Client, area: str) -> None:
    response = client.get(report_path("GRP2", *WEEK, area))
    assert response.status_code == 400
    assert area in response.json()["error"]["message"]
