"""What the running dashboard writes to its audit."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from telephony.answers.audit import AuditEntry, AuditFilter
from tests.support import dashboard_settings
from tests.support.processes import dashboard
from tests.support.stores import Place
from threecx_dashboard import __version__

NOBODY_THERE = "http://127.0.0.1:9"


def entries(place: Place) -> list[AuditEntry]:
    """The whole audit, the oldest first."""
    with closing(place.open()) as store:
        page = store.use(lambda tables: tables.audit.read(AuditFilter(), 0, 1_000), writes=False)
    return list(page.entries)[::-1]


def test_start_and_stop_are_in_the_audit_with_the_version(tmp_path: Path) -> None:
    place = Place(tmp_path, None)
    settings = {**dashboard_settings.settings(NOBODY_THERE), **place.environment}
    with dashboard(environment=settings):
        pass
    assert [(entry.kind, entry.person, entry.target) for entry in entries(place)] == [
        ("started", "", f"version {__version__}"),
        ("stopped", "", f"version {__version__}"),
    ]
