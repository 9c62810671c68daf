"""The server of the bare script, tuned as the dashboard's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from server.gc_tuning import freeze


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    from benchmarks import held  # noqa: F401, PLC0415  # read before the first viewer comes

    freeze()
    yield {}


app = st.App(Path(__file__).parent / "bare_page.py", lifespan=lifespan)
