"""A dashboard over the demo behind a proxy that names people, and what some of them may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes import Server, dashboard

HEADER, GROUPS_HEADER = "Remote-User", "Remote-Groups"
RULES = """\
[[rule]]
user = ["maria@example.com", "analyst", "admin"]
groups = "GRP0001"

[[rule]]
user = "otto@example.com"
groups = "GRP2"

[[rule]]
user = "analyst"
role = "analyst"

[[rule]]
user = "admin"
role = "admin"

[[rule]]
claim = { groups = "call centre" }
groups = "GRP0001"
"""


@dataclass(frozen=True)
class Office:
    """The dashboard, and the file of the rights."""

    server: Server
    rules: Path


def environment(rules: Path, addresses: str) -> dict[str, str]:
    """The settings of a dashboard with these rights behind a proxy at these addresses."""
    return {
        "DASHBOARD_PROXY_HEADER": HEADER,
        "DASHBOARD_PROXY_GROUPS_HEADER": GROUPS_HEADER,
        "DASHBOARD_PROXY_ADDRESSES": addresses,
        "DASHBOARD_ACCESS_FILE": str(rules),
    }


@pytest.fixture(scope="package")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rights") / "access.toml"
    path.write_text(RULES, "utf-8")
    return path


@pytest.fixture(scope="package")
def office(rules: Path) -> Iterator[Office]:
    """A dashboard whose proxy is on this machine."""
    with dashboard(environment=environment(rules, "127.0.0.1")) as server:
        yield Office(server, rules)


@pytest.fixture(scope="package")
def behind_proxy(office: Office) -> Server:
    return office.server
