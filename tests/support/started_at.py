"""Streamlit with the dashboard's clock set to a moment, from which it runs on.

    python tests/support/started_at.py 2026-04-01T10:20:00+02:00 run app.py --server.port 0

So that "last 7 days" are the same days whenever a test runs. All else is the real server.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

# the folder it is started in, as with `python -m streamlit`, instead of the one it lies in
sys.path[0] = str(Path.cwd())

from streamlit.web import cli  # noqa: E402

from telephony.xapi.clock import SystemClock  # noqa: E402

moment = datetime.fromisoformat(sys.argv.pop(1))
ahead = moment - datetime.now(UTC)


def _moved(self: SystemClock) -> datetime:
    return datetime.now(UTC) + ahead


SystemClock.now = _moved  # type: ignore[method-assign]

sys.exit(cli.main())
