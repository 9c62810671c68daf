import pytest

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from tests.demo_pbx.http_client import Client, logged_in

GROUPS, USERS = "/xapi/v1/Groups", "/xapi/v1/Users"


def listed(client: Client, path: str, **options: object) -> list[dict]:
    response = client.get(path, params={f"${name}": value for name, value in options.items()})
    assert response.status_code == 200, response.text
    return response.json()["value"]


def test_groups_are_awkward_in_the_ways_that_real_ones_are(client: Client) -> None:
    groups = {g["Number"]: g["Name"] for g in listed(client, GROUPS, top=100, select="Number,Name")}
    assert groups["GRP0000"] == "DEFAULT"
    assert groups["GRP2"] == "Sales & Söhne"
    assert "O'Neil" in groups
    assert any(name.startswith("___FAVORITES___") for name in groups.values())
    empty = listed(client, GROUPS, top=100, filter="HasMembers eq false")
    assert [group["Name"] for group in empty] == ["Night shift"]
    default = listed(client, GROUPS, top=100, filter="IsDefault eq true")
    assert [(group["Id"], group["Number"]) for group in default] == [(28, "GRP0000")]


def test_members_come_only_when_they_are_expanded(pbx: RunningPbx, client: Client) -> None:
    plain = listed(client, GROUPS, top=100)
    assert all("Members" not in group for group in plain)
    for group in listed(client, GROUPS, top=100, select="Id,Number", expand="Members"):
        numbers = [member["Number"] for member in group["Members"]]
        assert numbers == [member.number for member in pbx.members(group["Number"])]
        assert all(member["GroupId"] == group["Id"] for member in group["Members"])
        assert all(member["Type"] == "Extension" for member in group["Members"])
    assert client.get(f"{GROUPS}?$expand=Rights").status_code == 400


def test_departments_have_office_hours_of_every_kind(client: Client) -> None:
    hours = {g["Number"]: g["Hours"] for g in listed(client, GROUPS, select="Number,Hours")}
    assert {schedule["Type"] for schedule in hours.values()} == {
        "SpecificHours",
        "OfficeHours",
        "AllHours",
    }
    friday = [period for period in hours["GRP2"]["Periods"] if period["DayOfWeek"] == "Friday"]
    assert friday == [{"DayOfWeek": "Friday", "Start": "08:30:00", "Stop": "15:00:00"}]
    assert len(hours["GRP2"]["Periods"]) == 9
    assert hours["R&D 1/2"]["Periods"] == []
    assert client.get(f"{GROUPS}?$filter=Hours eq 1").status_code == 400


def test_days_off_come_only_when_they_are_expanded_and_older_builds_refuse(client: Client) -> None:
    assert all("OfficeHolidays" not in group for group in listed(client, GROUPS, top=100))
    both = listed(client, GROUPS, select="Number", expand="Members,OfficeHolidays")
    days_off = {group["Number"]: group["OfficeHolidays"] for group in both}
    assert {group["Number"] for group in both if group["Members"]} > {"GRP0001"}
    assert days_off["GRP2"][-1] == {
        "Id": 9,
        "Name": "Company outing",
        "Day": 18,
        "Month": 9,
        "Year": 2026,
        "DayEnd": 18,
        "MonthEnd": 9,
        "YearEnd": 2026,
        "IsRecurrent": False,
        "TimeOfStartDate": "PT0S",
        "TimeOfEndDate": "PT23H59M",
    }
    assert days_off["O'Neil"] == []
    with running(Options(refuse_expand=True)) as older, logged_in(older) as queries:
        assert queries.get(f"{GROUPS}?$expand=OfficeHolidays").status_code == 400
        assert queries.get(GROUPS).status_code == 200


@pytest.mark.parametrize("path", [GROUPS, USERS])
def test_lists_refuse_more_than_100_and_name_the_limit(client: Client, path: str) -> None:
    response = client.get(f"{path}?$top=101")
    assert response.status_code == 400
    assert response.json()["error"]["message"] == (
        "The query specified in the URI is not valid. The limit of '100' for Top query has been "
        "exceeded. The value from the incoming request is '101'."
    )


def test_users_are_pages_of_at_most_100_also_without_top() -> None:
    with running(Options(extensions=230)) as pbx, logged_in(pbx) as client:
        assert len(listed(client, USERS, select="Number")) == 100
        pages = [listed(client, USERS, select="Number", top=100, skip=n) for n in (0, 100, 200)]
        numbers = [user["Number"] for page in pages for user in page]
        assert numbers == [extension.number for extension in pbx.extensions]
        body = client.get(f"{USERS}?$top=1&$count=true&$select=Number").json()
        assert body["@odata.count"] == 230


def test_users_can_be_found_by_name_or_number(client: Client) -> None:
    found = listed(client, USERS, search="o'brien", select="DisplayName")
    assert found
    assert all("O'Brien" in user["DisplayName"] for user in found)
    assert listed(client, USERS, filter="Number eq '107'", select="Number") == [{"Number": "107"}]


@pytest.mark.parametrize(
    ("path", "secret", "harmless"),
    [(USERS, "AuthPassword", "Number"), ("/xapi/v1/SystemStatus", "LicenseKey", "Version")],
)
def test_secrets_are_sent_to_those_who_forget_to_select(
    client: Client, path: str, secret: str, harmless: str
) -> None:
    assert secret in client.get(path).text
    answer = client.get(f"{path}?$select={harmless}").text
    assert harmless in answer
    assert secret not in answer


def test_defs_respond_and_every_response_names_the_version(pbx: RunningPbx, client: Client) -> None:
    response = client.get("/xapi/v1/Defs?$select=Id")
    assert response.json()["Id"] == 0
    assert response.headers["X-3CX-Version"] == pbx.options.version
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.headers["Date"] == "Wed, 18 Nov 2026 14:30:00 GMT"
    assert client.get("/nowhere").headers["X-3CX-Version"] == pbx.options.version
