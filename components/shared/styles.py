"""How the pages look beyond the theme: the rules of styles.css, and the name in the header.

They are a file that the page itself names, so that they hold before anything is drawn, and no run
of a page sends them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from components.shared.help_dialog import APP_NAME
from threecx_dashboard import __version__

FILE: Final = Path(__file__).with_suffix(".css")
_DIGEST: Final = hashlib.sha256(FILE.read_bytes()).hexdigest()[:16]

PATH: Final = f"styles/pages-{_DIGEST}.css"
"""Its address below the dashboard's own, without a slash in front. Other content, other address."""

# Streamlit's header takes no text of ours: what it has in place of one is a picture.
NAME: Final = f"{APP_NAME} {__version__}"
"""What the rules write into the header: the page holds it as ``--app-name``."""
