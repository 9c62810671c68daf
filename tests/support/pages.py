"""Pages drawn in memory, over whatever runtime is installed."""

from __future__ import annotations

from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

# A page waits for the PBX; none here takes longer than that on a busy machine.
PATIENCE_SECONDS = 60


def draw(page: str, link: str) -> AppTest:
    """A page as its function draws it for a link's query, after its first run."""
    app = AppTest.from_string(
        f"from components import url_state\n"
        f"from pages.{page} import {page}\n"
        f"with url_state.visiting({page!r}):\n    {page}()\n",
        default_timeout=PATIENCE_SECONDS,
    )
    for name, values in parse_qs(link).items():
        app.query_params[name] = values
    return app.run()


def said(app: AppTest) -> str:
    """All that it says in sentences, a line each."""
    parts = (*app.info, *app.warning, *app.error, *app.caption, *app.markdown, *app.text)
    return "\n".join(str(part.value) for part in parts)
