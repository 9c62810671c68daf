"""A dashboard at which people sign in: its context as one of them gets it, with a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from server.current_context import using
from telephony.access.identity import Identity
from telephony.access.viewer import GroupRights, Role, Viewer
from telephony.context import Context
from telephony.data_access.access_tokens import AccessTokens
from telephony.data_access.audit import AuditLog, AuditTrail
from telephony.data_access.permitted import PermittedAccess
from telephony.data_access.service import DataAccess
from telephony.settings.load import load_settings
from telephony.xapi.clock import Clock
from tests.support.fault_server import FaultServer
from tests.support.stores import IMPATIENT, Place
from tests.telephony.xapi.client_harness import connection

RETRY_SECONDS = 0.02


def person(name: str, *groups: str, role: Role = Role.VIEWER) -> Viewer:
    """Somebody who may see these groups, all of them where none is named."""
    return Viewer(name, role, GroupRights(frozenset(groups or ("*",))), Identity(name))


@contextmanager
def context_for(viewer: Viewer, pbx: FaultServer, clock: Clock, folder: Path) -> Iterator[Context]:
    """The installed context of a viewer at 192.0.2.7, whose store is a file in the folder."""
    settings = load_settings({"THREECX_TIMEZONE": "Europe/Berlin"}, env_file=None)
    store = Place(folder, None).open(timeouts=IMPATIENT)
    access = DataAccess(lambda: connection(pbx.origin), clock=clock, store=store)
    log = AuditLog(store, clock, timedelta(days=365), retry_seconds=RETRY_SECONDS)
    tokens = AccessTokens(store, clock)
    everybody = Context(
        settings, PermittedAccess(access), settings.zone, clock, False, AuditTrail(log), tokens
    )
    context = everybody.for_viewer(viewer, "192.0.2.7", "abc123")
    with closing(access), closing(log), using(context):
        yield context
