"""Opening a link as the browser sends it."""

from __future__ import annotations

from urllib.parse import parse_qs

from telephony.query.links import Parsed, from_params


def opened(query: str) -> Parsed:
    """What a query string as the browser sends it says."""
    return from_params(parse_qs(query, keep_blank_values=True, max_num_fields=None))
