"""Named texts that this browser keeps, over reloads and restarts, and no server ever stores.

The script is served from the dashboard's own address, as its content security policy wants it:
Streamlit would run an inline one from a blob, and offers files only to installed packages. So the
folder is made known the way an installed package's is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_FOLDER: Final = Path(__file__).resolve().parent
_PROJECT: Final = "threecx-dashboard"
_COMPONENT: Final = "store"
_NAME: Final = f"{_PROJECT}.{_COMPONENT}"


def entries(key: str) -> Mapping[str, str] | None:
    """The texts under ``key``, by name; None where this browser keeps nothing.

    Empty until the browser has told, which reruns the script or fragment that this is called in.
    """
    session = st.session_state
    told = session.get(_told(key), {"available": True, "entries": []})
    result = _component()(
        key=f"store_{key}",
        data={"key": f"{_PROJECT}.{key}", "command": session.get(_command(key)), "told": told},
        on_told_change=lambda: None,
        height=1,
    )
    told = _checked(result.get("told")) or told
    session[_told(key)] = told
    if not told["available"]:
        return None
    return {entry["name"]: entry["text"] for entry in told["entries"]}


def keep(key: str, name: str, text: str) -> None:
    """A callback's way to keep a text, in place of one of the same name."""
    st.session_state[_command(key)] = {"id": uuid4().hex, "name": name, "text": text}


def forget(key: str, name: str) -> None:
    """A callback's way to drop a text."""
    st.session_state[_command(key)] = {"id": uuid4().hex, "name": name, "text": None}


def _component() -> Any:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(_NAME) is None:
        parts = [ComponentConfig(_COMPONENT, asset_dir=_FOLDER.name)]
        manager.register_from_manifest(ComponentManifest(_PROJECT, "1", parts), _FOLDER.parent)
    return st.components.v2.component(_NAME, js="store.js")


def _checked(told: Any) -> dict[str, Any] | None:
    """What the browser said, if it has the form that the script gives it."""
    if not isinstance(told, Mapping) or not isinstance(told.get("entries"), list):
        return None
    found = [
        {"name": entry["name"], "text": entry["text"]}
        for entry in told["entries"]
        if isinstance(entry, Mapping)
        and isinstance(entry.get("name"), str)
        and isinstance(entry.get("text"), str)
    ]
    return {"available": bool(told.get("available")), "entries": found}


def _told(key: str) -> str:
    return f"store_{key}_told"


def _command(key: str) -> str:
    return f"store_{key}_command"
