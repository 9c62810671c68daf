"""What pages drew when they were last opened, as long as it is true, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from server.current_context import context_for, current_viewers
from telephony.data_access.cache.lru import LruCache

if TYPE_CHECKING:  # they bring pandas; the server responds before it is loaded
    from components.shared.preview import Basis, Drawn, Opening

_MOST: Final = 300
_MOST_BYTES: Final = 4_000_000


@dataclass(frozen=True)
class _Preview:
    html: str
    basis: Basis

    @property
    def size_bytes(self) -> int:
        return len(self.html)


class Previews:
    """One for each viewer, page, address and language. Safe for threads."""

    def __init__(self, base: str = "") -> None:
        self._base = base
        self._kept: LruCache[Opening, _Preview] = LruCache(_MOST, _MOST_BYTES)

    def keep(self, drawn: Drawn, html: str) -> None:
        """Show this from now on; it takes the place of what was drawn before."""
        self._kept.put(drawn.opening, _Preview(html, drawn.basis))

    def find(self, scope: Scope) -> str:
        """What to show whoever sends this request for a page; empty for nothing.

        Requests nothing from the PBX: a program may ask for pages, too.
        """
        if not len(self._kept):
            return ""
        from components.shared.preview import opening_at  # noqa: PLC0415  # a page has loaded it
        from components.shared.session_owner import owner_of  # noqa: PLC0415

        headers = Headers(scope=scope)
        context = context_for(partial(current_viewers().viewer_of, headers), "")
        if context is None:
            return ""
        preview = self._kept.get(
            opening_at(
                owner_of(context),
                scope["path"].removeprefix(self._base).strip("/"),
                parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True),
                headers.get("accept-language", "").partition(",")[0].partition(";")[0].strip(),
            )
        )
        return preview.html if preview and preview.basis.is_current(context) else ""
