"""The entities besides the reports: departments, users, system status, Defs."""

from __future__ import annotations

from typing import Any

from demo_pbx.collections import Collection, Kind
from demo_pbx.directory import DEFAULT_ID, DEFAULT_NUMBER, Directory, Group, Holiday

GROUP_FIELDS = {
    "Id": Kind.NUMBER,
    "Number": Kind.TEXT,
    "Name": Kind.TEXT,
    "IsDefault": Kind.TRUTH,
    "HasMembers": Kind.TRUTH,
    "Language": Kind.TEXT,
    "TimeZoneId": Kind.TEXT,
}
USER_FIELDS = {
    "Id": Kind.NUMBER,
    "Number": Kind.TEXT,
    "FirstName": Kind.TEXT,
    "LastName": Kind.TEXT,
    "DisplayName": Kind.TEXT,
    "Enabled": Kind.TRUTH,
    "IsRegistered": Kind.TRUTH,
    "CurrentProfileName": Kind.TEXT,
    "QueueStatus": Kind.TEXT,
    "PrimaryGroupId": Kind.NUMBER,
    # sent unless $select leaves them out, as by real systems
    "AuthPassword": Kind.TEXT,
    "VMPIN": Kind.TEXT,
}
FIRST_USER_ID = 100
NOT_A_SECRET = "demo-value-that-no-client-should-ask-for"  # noqa: S105 - it says so itself


def groups(directory: Directory) -> Collection:
    """Departments as ``/Groups`` lists them, including a client's favourites."""
    rows = [
        (
            group.id,
            group.number,
            group.name,
            group.number == DEFAULT_NUMBER,
            bool(group.members),
            "EN",
            "51",
        )
        for group in directory.groups
    ]
    return Collection(
        "Pbx.Group",
        GROUP_FIELDS,
        rows,
        ("Number", "Name"),
        expandable=("Members", "OfficeHolidays"),
        structured=("Hours",),
    )


def schedule(group: Group) -> dict[str, Any]:
    """The office hours of a department: their kind, and one period per stretch of a day."""
    kind, weeks = group.hours
    return {
        "Type": kind,
        "IgnoreHolidays": False,
        "Periods": [
            {"DayOfWeek": day, "Start": f"{start}:00", "Stop": f"{stop}:00"}
            for days, start, stop in weeks
            for day in days
        ],
    }


def office_holidays(group: Group) -> list[dict[str, Any]]:
    """The holidays of a department as ``$expand=OfficeHolidays`` sends them."""
    return [_holiday(number, holiday) for number, holiday in enumerate(group.holidays, start=1)]


def _holiday(number: int, holiday: Holiday) -> dict[str, Any]:
    (month, day), (month_end, day_end) = holiday.first, holiday.last
    return {
        "Id": number,
        "Name": holiday.name,
        "Day": day,
        "Month": month,
        "Year": holiday.year,
        "DayEnd": day_end,
        "MonthEnd": month_end,
        "YearEnd": holiday.year,
        "IsRecurrent": not holiday.year,
        "TimeOfStartDate": holiday.begins,
        "TimeOfEndDate": holiday.ends,
    }


def members(directory: Directory, group: Group) -> list[dict[str, Any]]:
    """The members of a department as ``$expand=Members`` sends them."""
    return [
        {
            "Id": FIRST_USER_ID + member,
            "GroupId": group.id,
            "Number": directory.extensions[member].number,
            "Name": group.name,
            "MemberName": ", ".join(reversed(split_name(directory, member))),
            "Type": "Extension",
            "CanDelete": group.number != DEFAULT_NUMBER,
            "Tags": [],
        }
        for member in group.members
    ]


def users(directory: Directory) -> Collection:
    """Extensions as ``/Users`` lists them."""
    rows = [
        (
            FIRST_USER_ID + position,
            extension.number,
            *split_name(directory, position),
            extension.display_name,
            True,
            True,
            "Available",
            "LoggedIn",
            DEFAULT_ID,
            NOT_A_SECRET,
            NOT_A_SECRET,
        )
        for position, extension in enumerate(directory.extensions)
    ]
    return Collection("Pbx.User", USER_FIELDS, rows, ("Number", "DisplayName"))


def split_name(directory: Directory, position: int) -> tuple[str, str]:
    """Return first and last name of an extension."""
    first, _, last = directory.extensions[position].display_name.partition(" ")
    return first, last


def system_status(directory: Directory, version: str) -> Collection:
    """The one entity of ``/SystemStatus``, as a collection of one row."""
    fields = {
        "Id": Kind.NUMBER,
        "FQDN": Kind.TEXT,
        "Version": Kind.TEXT,
        "ExtensionsRegistered": Kind.NUMBER,
        "ExtensionsTotal": Kind.NUMBER,
        "DBMaintenanceInProgress": Kind.TRUTH,
        "LicenseKey": Kind.TEXT,
    }
    count = len(directory.extensions)
    row = (0, "demo-pbx.invalid", version, count, count, False, NOT_A_SECRET)
    return Collection("Pbx.SystemStatus", fields, [row], ())
