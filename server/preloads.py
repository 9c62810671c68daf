"""What the page asks for before Streamlit does.

Streamlit's script asks for the script of each kind of element when it first draws one, and that
script for its own parts: three rounds after the first message, in which nothing is on the screen.
What has been fetched still has to run, and React draws what waited for it once more, after the last
one has: so the page's own script runs them while the session is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import streamlit

from components.shared import own_scripts
from telephony.charts import library

_STATIC: Final = Path(streamlit.__file__).parent / "static" / "static"
_INDEX: Final = _STATIC.parent / "index.html"
_IMPORTED: Final = re.compile(r'(?:from|import)\s*"\./([^"]+\.js)"')

# The kinds of elements that stand above the charts on every page, and the table below them. Their
# files have a hash in the name, so they are found in the installed Streamlit.
EARLY: Final = (
    "Html",
    "BidiComponent",
    "Button",
    "ButtonGroup",
    "Checkbox",
    "Multiselect",
    "Selectbox",
)
LATE: Final = ("DataFrame",)


def preloads() -> str:
    """The page's links, each on a line of its own; what the numbers need comes first."""
    named = re.findall(r'"\./static/js/([^"]+)"', _INDEX.read_text(encoding="utf-8"))
    early = list(_with_parts(EARLY, known=named))
    late = _with_parts(LATE, known=[*named, *early])
    links = [
        *(_module(f"static/js/{name}") for name in early),
        *(_style(name) if name.endswith(".css") else _module(name) for name in own_scripts.files()),
        # compiled as well, in another thread; the charts' component runs it after the numbers
        _later(library.PATH),
        *(_later(f"static/js/{name}") for name in late),
    ]
    return "".join(f"    {link}\n" for link in links)


def _module(address: str) -> str:
    return f'<link rel="modulepreload" href="./{address}"{_kind(address)}>'


def _style(address: str) -> str:
    """A component's styles, which it draws its buttons without until they have come.

    A link of a kind that applies to nothing fetches them; preloaded ones the browser would call
    unused, since Streamlit names them only inside the component.
    """
    return f'<link rel="stylesheet" href="./{address}" media="not all">'


def _later(address: str) -> str:
    """A link that the page's script turns on: fetched at once it would delay the numbers."""
    return f'<link rel="later" href="./{address}" fetchpriority="low"{_kind(address)}>'


def _kind(address: str) -> str:
    """What marks the script of a kind of element: the page's script runs it."""
    name = address.rpartition("/")[2].partition(".")[0]
    return " data-element" if name in (*EARLY, *LATE) else ""


def _with_parts(kinds: Sequence[str], known: Iterable[str]) -> Iterator[str]:
    """The files of these kinds of elements, each followed by what it imports; none twice."""
    seen = set(known)
    waiting = [file.name for kind in reversed(kinds) for file in _STATIC.glob(f"js/{kind}.*.js")]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name
        waiting += reversed(_IMPORTED.findall((_STATIC / "js" / name).read_text(encoding="utf-8")))
