"""What the browser gets of a chart."""

from __future__ import annotations

import gzip
import json
from typing import Any

from streamlit.proto.BidiComponent_pb2 import BidiComponent


def has_charts(component: BidiComponent) -> bool:
    """Whether it draws charts; components of other kinds do not."""
    return component.component_name.endswith(".charts")


def charts_sent(component: BidiComponent) -> dict[str, dict[str, Any]]:
    """What is said of each figure, and the ``figure``, by the chart's key."""
    line, packed = component.bytes.split(b"\n", 1)
    sent, at = {}, 0
    for about in json.loads(line)["charts"]:
        figure = packed[at : at + about["bytes"]]
        at += about["bytes"]
        sent[about["name"]] = {**about, "figure": json.loads(gzip.decompress(figure))}
    assert at == len(packed)
    return sent
