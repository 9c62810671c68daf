"""Components of this project's own, with scripts that the browser fetches from the dashboard.

The content security policy wants scripts from the dashboard's own address. Streamlit would run an
inline one from a blob, and offers files only to installed packages. So a component's folder is
made known the way an installed package's is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PROJECT: Final = "threecx-dashboard"


def component(folder: Path, script: str, style: str | None = None) -> Any:
    """What draws the component of a folder, which is named after it."""
    name = f"{PROJECT}-{folder.name}.{folder.name}"
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(name) is None:
        parts = [ComponentConfig(folder.name, asset_dir=folder.name)]
        package = ComponentManifest(name.partition(".")[0], "1", parts)
        manager.register_from_manifest(package, folder.parent)
    return st.components.v2.component(name, js=script, css=style)
