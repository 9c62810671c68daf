"""How the columns of a table look, as briefly as Streamlit takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def brief(look: Mapping[str, Any]) -> dict[str, Any]:
    """A column's configuration without what it leaves open.

    Streamlit copies each part of it at every run, and drops these parts only then.
    """
    return {
        name: brief(part) if isinstance(part, Mapping) else part
        for name, part in look.items()
        if part is not None
    }
