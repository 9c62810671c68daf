"""What the dashboard reads from a PBX: each endpoint's name, and the right that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from telephony.xapi.url_text import BASE


@dataclass(frozen=True)
class Endpoint:
    """One readable thing of a PBX and the ``right`` that reading it needs.

    ``takes_options``: requests to it may carry the caller's own query options.
    """

    name: str
    right: str
    takes_options: bool = False


REPORT: Final = Endpoint("ReportExtensionStatisticsByGroup", "Reports", takes_options=True)
USER_ACTIVITY: Final = Endpoint("ReportUserActivity", "Reports")
CALL_DISTRIBUTION: Final = Endpoint("ReportCallDistribution", "Reports")
GROUPS: Final = Endpoint("Groups", "system_admins")
# Apart from the groups: a PBX that refuses these still lists those.
HOLIDAYS: Final = Endpoint("Groups with OfficeHolidays", "system_admins", takes_options=True)
# Open to the lowest role, and small: a request that shows whether a token is valid.
DEFS: Final = Endpoint("Defs", "XAPI access")

GROUPS_PATH: Final = f"{BASE}Groups"
DEFS_PATH: Final = f"{BASE}Defs?$select=Id"
