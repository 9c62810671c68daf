"""Opening a link as the browser sends it."""

from __future__ import annotations

from urllib.parse import parse_qs

from telephony.query.links import ParsedView, parse_view


def opened(query: str) -> ParsedView:
    """What a query string as the browser sends it says."""
    return parse_view(parse_qs(query, keep_blank_values=True, max_num_fields=None))
