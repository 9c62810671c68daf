"""The script that draws our figures in a browser: plotly.js, its bundle of cartesian charts.

It has all that our figures use and a third of the bytes of what the plotly package ships, which
each opening of a page would have to fetch or read, compile and evaluate. It lies here as its makers
publish it, in the version that the installed plotly draws with: ``make library`` fetches it.

This module does not import plotly: the server reads it at its start, before it loads anything
large.

A comment in front of the script tells Chromium's V8 to compile all of it in another thread while it
is fetched. Without it the page stands still when the script begins to run.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("plotly-cartesian.min.js")
"""The script, as it is published."""

_HINT: Final = b"//# allFunctionsCalledOnLoad\n"


def content() -> bytes:
    """The script as it is sent."""
    return _HINT + FILE.read_bytes()


_DIGEST: Final = hashlib.sha256(content()).hexdigest()[:16]

PATH: Final = f"library/plotly-{_DIGEST}.min.js"
"""Its address below the dashboard's own, without a slash in front. Other content, other address."""
