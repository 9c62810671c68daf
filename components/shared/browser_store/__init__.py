"""Named texts that this browser stores, across reloads and restarts; no server ever does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import streamlit as st

from components.shared import own_scripts

_FOLDER: Final = Path(__file__).resolve().parent


def entries(key: str) -> Mapping[str, str] | None:
    """The texts under ``key``, by name; None where this browser stores nothing.

    Empty until the browser reports them, which reruns the calling script or fragment.
    """
    session = st.session_state
    reported = session.get(_reported(key), {"available": True, "entries": []})
    result = own_scripts.component(_FOLDER, "store.js")(
        key=f"store_{key}",
        data={
            "key": f"{own_scripts.PROJECT}.{key}",
            "command": session.get(_command(key)),
            "reported": reported,
        },
        on_reported_change=lambda: None,
        height=1,
    )
    reported = _checked(result.get("reported")) or reported
    session[_reported(key)] = reported
    if not reported["available"]:
        return None
    return {entry["name"]: entry["text"] for entry in reported["entries"]}


def keep(key: str, name: str, text: str) -> None:
    """Store a text, in a callback; it replaces one of the same name."""
    st.session_state[_command(key)] = {"id": uuid4().hex, "name": name, "text": text}


def forget(key: str, name: str) -> None:
    """Delete a text, in a callback."""
    st.session_state[_command(key)] = {"id": uuid4().hex, "name": name, "text": None}


def _checked(reported: Any) -> dict[str, Any] | None:
    """What the browser reported, if it has the form that the script gives it."""
    if not isinstance(reported, Mapping) or not isinstance(reported.get("entries"), list):
        return None
    entries = [
        {"name": entry["name"], "text": entry["text"]}
        for entry in reported["entries"]
        if isinstance(entry, Mapping)
        and isinstance(entry.get("name"), str)
        and isinstance(entry.get("text"), str)
    ]
    return {"available": bool(reported.get("available")), "entries": entries}


def _reported(key: str) -> str:
    return f"store_{key}_reported"


def _command(key: str) -> str:
    return f"store_{key}_command"
