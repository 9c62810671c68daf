"""A dashboard connected to a demo PBX, by its settings."""

from __future__ import annotations


def settings(origin: str, zone: str = "Europe/Berlin", key: str = "demo") -> dict[str, str]:
    """The settings that connect a dashboard to a demo PBX."""
    return {
        "THREECX_URL": origin,
        "THREECX_CLIENT_ID": "demo",
        "THREECX_API_KEY": key,
        "THREECX_TIMEZONE": zone,
    }
