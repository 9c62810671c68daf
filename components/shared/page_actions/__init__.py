"""What can be done with the view on the screen: copy its link, get its files, print it.

The link either moves on with time or has fixed dates. Files are links to the exports, so they need
no run of the page and can be opened by the keyboard like any link.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from components.shared import own_scripts, words
from telephony.export.formats import Format
from telephony.periods.ranges import PresetRange, RangeChoice

_FOLDER: Final = Path(__file__).resolve().parent
_FORMATS: Final = {form.suffix: form.label for form in Format if form is not Format.ABOUT_CSV}


def show(choice: RangeChoice, same: str, fixed: str, files: Mapping[str, str]) -> None:
    """The buttons *Copy link*, *Export* and *Print*.

    Copying has a menu where there is a choice. ``same``: the link to the same range. Where that
    moves on with time, ``fixed`` is the one to the dates shown now. ``files``: what the page's
    exports are called, by their names in the address; they get the parameters of ``same``.
    """
    links = [_link("Frozen", "the dates shown now", fixed)]
    if isinstance(choice, PresetRange):
        links.insert(0, _link("Rolling", f"always the {choice.preset.words}", same))
    about = {
        "links": links,
        "note": words.LINK_CARRIES,
        "files": dict(files),
        "formats": _FORMATS,
    }
    component: Any = own_scripts.component(_FOLDER, "actions.js", "actions.css")
    component(
        # the page's styles keep room for what is to come: two buttons or three
        key="page_actions" if files else "page_actions_without_files",
        data=orjson.dumps(about),  # as bytes: see the charts
        width="content",
        height="content",
    )


def _link(name: str, shows: str, address: str) -> dict[str, str]:
    return {"name": name, "shows": shows, "address": address}
