"""What the browser gets of a chart."""

from __future__ import annotations

import gzip
import json
from typing import Any

from streamlit.proto.BidiComponent_pb2 import BidiComponent


def is_chart(component: BidiComponent) -> bool:
    """Whether it is a chart; components of other kinds are not."""
    return component.component_name.endswith(".charts")


def chart_sent(component: BidiComponent) -> dict[str, Any]:
    """What is said of the figure, and the ``figure``."""
    about, packed = component.bytes.split(b"\n", 1)
    return {**json.loads(about), "figure": json.loads(gzip.decompress(packed))}
