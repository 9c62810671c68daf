"""Who may use the page that tests a connection which is not configured yet."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers

from server.host_check import FORWARDED_HEADERS, LOOPBACK_NAMES, find_foreign, is_loopback
from telephony.access.viewer import Role
from telephony.context import Context


def may_set_up(context: Context, headers: Mapping[str, str], address: str | None) -> bool:
    """Whether this session gets the page: only where no PBX is configured, since it makes this
    machine connect to an address that somebody enters.

    Where people sign in: admins. Where nobody does: a browser on this machine, which opened the
    dashboard under a name of this machine and not through a proxy. ``headers`` are those of the
    session's handshake, ``address`` its client's; Streamlit has None for loopback.
    """
    if not context.demo:
        return False
    if context.viewer.name:
        return context.viewer.role.includes(Role.ADMIN)
    given = Headers(dict(headers))
    if any(name in given for name in FORWARDED_HEADERS):
        return False
    on_this_machine = address is None or is_loopback(address)
    return on_this_machine and find_foreign(given, LOOPBACK_NAMES) is None
