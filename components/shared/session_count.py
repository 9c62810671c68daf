"""How many browser tabs are open at this process."""

from __future__ import annotations

from typing import Any, Final

from streamlit import runtime

_SESSIONS: Final = "active_sessions"


def count_sessions() -> int:
    """The sessions that Streamlit counts as active; 0 without a running server."""
    if not runtime.exists():
        return 0
    stats: Any = runtime.get_instance().stats_mgr.get_stats([_SESSIONS])
    return sum(stat.value for stat in stats.get(_SESSIONS, ()))
