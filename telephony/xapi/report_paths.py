"""The paths of the report functions, with their parameters in the PBX's order."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from telephony.xapi.endpoints import REPORT
from telephony.xapi.url_text import datetime_literal, function_path, string_literal

# Hour by hour; no record says what other numbers mean.
_BY_HOUR: Final = "0"
# Calls of any length, as the console writes it.
_NO_WAIT: Final = "'0:00:00'"


def extension_statistics_path(group: str, start: datetime, end: datetime, area_code: int) -> str:
    """The path of ``ReportExtensionStatisticsByGroup/Pbx.GetExtensionStatisticsByGroupData``."""
    return function_path(
        REPORT.name,
        "GetExtensionStatisticsByGroupData",
        (
            ("groupNumber", string_literal(group)),
            ("periodFrom", datetime_literal(start)),
            ("periodTo", datetime_literal(end)),
            ("callArea", str(area_code)),
        ),
    )


def hourly_path(
    report: str, group: str, bounds: tuple[datetime, datetime], area_code: int, zone: ZoneInfo
) -> str:
    """The path of ``Report…/Pbx.Get…``; includes queue calls, as the extension statistics do."""
    start, end = bounds
    return function_path(
        report,
        report.replace("Report", "Get", 1),
        (
            ("clientTimeZone", string_literal(zone.key)),
            ("periodFrom", datetime_literal(start)),
            ("periodTo", datetime_literal(end)),
            ("groupNumber", string_literal(group)),
            ("extensionDns", string_literal("")),
            ("waitInterval", _NO_WAIT),
            ("includeQueueCalls", "true"),
            ("callArea", str(area_code)),
            ("groupingType", _BY_HOUR),
        ),
    )
