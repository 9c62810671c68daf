"""People who have signed in at a proxy, in a dashboard within this process."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.datastructures import Headers
from streamlit.testing.v1 import AppTest

from server.current_context import context_of, using
from server.sign_in.proxy import ProxySignIn
from server.sign_in.viewers import Viewers
from telephony.access.file import AccessFile
from telephony.context import Context
from telephony.settings.trusted_proxy import TrustedProxy
from tests.support.pages import arrived, draw, open_popover
from tests.support.sent_charts import charts_sent, has_charts

HEADER = "Remote-User"


def rule(name: str, groups: list[str], role: str = "viewer", pbx: str = "") -> str:
    """A rule of the access file for one person; ``pbx``: at this one alone."""
    at = f'pbx = "{pbx}"\n' if pbx else ""
    return f'[[rule]]\nuser = "{name}"\ngroups = {json.dumps(groups)}\nrole = "{role}"\n{at}'


@contextmanager
def people(context: Context, folder: Path, *rules: str) -> Iterator[Viewers]:
    """Install the context for people with these rights."""
    path = folder / "access.toml"
    path.write_text("\n".join(rules), "utf-8")
    ids = [system.id for system in context.systems if system.id]
    sign_in = ProxySignIn(TrustedProxy(HEADER, "", (), unix=True))
    viewers = Viewers(sign_in, AccessFile(path, context.clock.monotonic, ids))
    with using(context, viewers):
        yield viewers


def draw_for(  # noqa: PLR0913, PLR0917  # who sees what
    viewers: Viewers, context: Context, name: str, page: str, link: str, panel: str = ""
) -> AppTest:
    """A page as it is first drawn for a person; ``panel``: once it has come, with this one open."""
    with using(context, viewers):
        theirs = context_of(Headers({HEADER: name}))
    assert theirs is not None
    with using(theirs):
        app = draw(page, link)
        if panel:
            open_popover(arrived(app), panel)
        return app


def all_sent(app: AppTest) -> bytes:
    """Everything that a page sends to the browser, with the contents of its charts."""
    parts = []
    for element in app.main:
        proto = getattr(element, "proto", None)
        if proto is None:
            continue
        parts.append(proto.SerializeToString())
        if element.type == "bidi_component" and has_charts(proto):
            parts.append(json.dumps(charts_sent(proto), ensure_ascii=False).encode())
    return html.unescape(b"\n".join(parts).decode("utf-8", "replace")).encode()
