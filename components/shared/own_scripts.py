"""Components of this project's own, with scripts that the browser fetches from the dashboard.

The content security policy wants scripts from the dashboard's own address. Streamlit would run an
inline one from a blob, and offers files only to installed packages. So a component's folder is
made known the way an installed package's is.

That package has a hash of the folder's files in its name, and so in their addresses: browsers can
keep them, and the server can hand them out before a page has drawn the component.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PROJECT: Final = "threecx-dashboard"
_COMPONENTS: Final = Path(__file__).resolve().parents[1]
# By the server's own registry of components, which tests have many of.
_MADE: Final[WeakKeyDictionary[Any, dict[Path, Any]]] = WeakKeyDictionary()


def files() -> dict[str, Path]:
    """The scripts and styles of all components by their addresses, without a slash in front."""
    folders = sorted({script.parent for script in _COMPONENTS.rglob("*.js")})
    return {
        f"_stcore/bidi-components/{_package(folder)}.{folder.name}/{file.name}": file
        for folder in folders
        for file in _files(folder)
    }


@cache
def _package(folder: Path) -> str:
    content = b"".join(file.name.encode() + file.read_bytes() for file in _files(folder))
    return f"{PROJECT}-{folder.name}-{hashlib.sha256(content).hexdigest()[:16]}"


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix in {".js", ".css"})


def component(folder: Path, script: str, style: str | None = None, *, isolated: bool = True) -> Any:
    """What draws the component of a folder, which is named after it.

    ``isolated``: in a shadow root, which the page's styles and scripts do not reach.

    It is made once: Streamlit looks for the files when it makes one, which takes longer than all
    else that a run of a page does for it.
    """
    manager = get_bidi_component_manager()
    made = _MADE.setdefault(manager, {})
    if folder not in made:
        name = _registered(manager, folder)
        made[folder] = st.components.v2.component(
            name, js=script, css=style, isolate_styles=isolated
        )
    return made[folder]


def _registered(manager: BidiComponentManager, folder: Path) -> str:
    """The name under which Streamlit serves the files of the folder."""
    parts = [ComponentConfig(folder.name, asset_dir=folder.name)]
    name = _package(folder)
    package = ComponentManifest(name, "1", parts)
    manager.register_from_manifest(package, folder.parent)
    return f"{name}.{folder.name}"
