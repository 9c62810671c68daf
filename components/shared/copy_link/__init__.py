"""The link to what is on the screen: one that moves on with time, or one with fixed dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from components.shared import own_scripts, words
from telephony.periods.ranges import PresetRange, RangeChoice

_FOLDER: Final = Path(__file__).resolve().parent


def button(choice: RangeChoice, same: str, fixed: str) -> None:
    """The button that copies, with a menu where there is a choice; it says what was copied.

    ``same``: the link to the same range. Where that moves on with time, ``fixed`` is the one to the
    dates shown now.
    """
    links = [_link("Frozen", "the dates shown now", fixed)]
    if isinstance(choice, PresetRange):
        links.insert(0, _link("Rolling", f"always the {choice.preset.words}", same))
    component: Any = own_scripts.component(_FOLDER, "copy.js", "copy.css")
    component(
        key="copy_link",
        data={"links": links, "note": words.LINK_CARRIES},
        width="content",
        height="content",
    )


def _link(name: str, shows: str, address: str) -> dict[str, str]:
    return {"name": name, "shows": shows, "address": address}
