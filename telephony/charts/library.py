"""The script that draws our figures in a browser: the one that the installed plotly ships.

So the browser's library and the figures are always of one version. This module does not import
plotly: the server reads it at its start, before it loads anything large.

A comment in front of it tells Chromium's V8 to compile all of it in another thread while it is
fetched. Without it the page stands still for most of a second when the script begins to run.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Final


def _file() -> Path:
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("plotly is not installed", name="plotly")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


FILE: Final = _file()
"""The script, as a file of the installed package."""

_HINT: Final = b"//# allFunctionsCalledOnLoad\n"


def content() -> bytes:
    """The script as it is sent."""
    return _HINT + FILE.read_bytes()


_DIGEST: Final = hashlib.sha256(content()).hexdigest()[:16]

PATH: Final = f"library/plotly-{_DIGEST}.min.js"
"""Its address below the dashboard's own, without a slash in front. Other content, other address."""
