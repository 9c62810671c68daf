"""The upper part of a page as HTML of its own, from what a run of the page sends to the browser.

Its lines of HTML stand where Streamlit will draw them: controls, which need scripts, leave as much
room as they take. It ends where the first chart or table begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import Any, Final

from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.GapSize_pb2 import GapSize

_MAIN: Final = 0  # the first number of a path: the page itself, beside its side bar and others
_NUMBERS: Final = re.compile(r'class="(?:text finding|cards|groups)\b')
# What says that the numbers lack something, are old, or are still on their way.
_NOTICES: Final = frozenset({"alert", "exception", "progress", "spinner", "skeleton", "toast"})
_LINES: Final = frozenset({"html", "markdown"})
# Controls by how high they are [rem], their label above them where it is shown.
_CONTROLS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "bidi_component": 2.5,
        "button": 2.5,
        "button_group": 2.0,
        "checkbox": 1.5,
        "date_input": 2.5,
        "multiselect": 2.5,
        "popover": 2.5,
        "selectbox": 2.5,
        "text_input": 2.5,
    }
)
_LABEL: Final = 1.75  # [rem]
# [rem]
_GAPS: Final = MappingProxyType(
    {
        GapSize.XXSMALL: 0.25,
        GapSize.XSMALL: 0.5,
        GapSize.SMALL: 1.0,
        GapSize.MEDIUM: 2.0,
        GapSize.LARGE: 4.0,
    }
)
_ALIGNED: Final = MappingProxyType(
    {
        Block.FlexContainer.ALIGN_START: "start",
        Block.FlexContainer.ALIGN_CENTER: "center",
        Block.FlexContainer.ALIGN_END: "end",
    }
)
_KEY: Final = re.compile(r"\$\$ID-[0-9a-f]{32}-([a-z_]+)")
_ESCAPED: Final = re.compile(r"\\(.)")
_MARKUP: Final = re.compile(r"[*_`\[<:$~#|!]")


@dataclass
class _Node:
    """An element or a container, with what stands in it by its place."""

    kind: str = "flex_container"
    sent: Any = None
    inside: dict[int, _Node] = field(default_factory=dict)

    def at(self, path: Iterable[int]) -> _Node:
        """The node at the end of a path; missing ones are made."""
        node = self
        for place in path:
            node = node.inside.setdefault(place, _Node())
        return node


class _HasNotice(Exception):  # noqa: N818  # no error
    """Numbers must not stand without it."""


class Drawing:
    """What the deltas of one run have drawn so far."""

    def __init__(self) -> None:
        self._main = _Node()

    def add(self, path: Iterable[int], delta: Delta) -> None:
        """One more; at a path that there is it takes the place of what was there."""
        root, *below = path
        kind = delta.WhichOneof("type")
        if root != _MAIN or not below or kind not in {"new_element", "add_block"}:
            return
        sent = getattr(delta, kind)
        name = sent.WhichOneof("type") or "flex_container"
        *above, place = below
        # of charts and tables nothing but that they are there
        kept = sent if name in _CONTROLS or name in _LINES or kind == "add_block" else None
        self._main.at(above).inside[place] = _Node(name, kept)

    def as_html(self) -> str:
        """The part with the numbers; empty where there are none, or they need a notice."""
        try:
            drawn = "".join(_Part().lines(self._main))
        except _HasNotice:
            return ""
        return drawn if _NUMBERS.search(drawn) else ""


class _Part:
    """Goes through the page from its top until ``ended``."""

    def __init__(self) -> None:
        self.ended = False

    def lines(self, node: _Node) -> Iterator[str]:
        """The HTML of what stands in a container."""
        for _, one in sorted(node.inside.items()):
            if self.ended:
                return
            yield self._drawn(one)

    def _drawn(self, node: _Node) -> str:
        if node.kind in _NOTICES:
            raise _HasNotice
        if node.kind == "flex_container":
            return self._container(node)
        if node.kind == "html":
            return _placed(node.sent, node.sent.html.body)
        if node.kind == "markdown":
            return _placed(node.sent, _small_line(node.sent.markdown.body))
        if node.kind in _CONTROLS and (
            node.kind != "bidi_component" or node.sent.width_config.use_content
        ):
            return _room(node)
        self.ended = node.kind != "empty"
        return ""

    def _container(self, node: _Node) -> str:
        inside = "".join(self.lines(node))
        if not inside or node.sent is None:
            return inside
        flex = node.sent.flex_container
        row = flex.direction == Block.FlexContainer.HORIZONTAL
        direction = "row" if row else "column"
        look = (
            f"--flow:{direction} {'wrap' if flex.wrap else 'nowrap'};"
            f"--gap:{_GAPS.get(flex.gap_config.gap_size, 0)}rem;"
            f"--align:{_ALIGNED.get(flex.align, 'stretch') if row else 'stretch'}"
        )
        return _placed(node.sent, inside, look, node.sent.id, f"flow-{direction}")


def _placed(sent: Any, inside: str, look: str = "", widget: str = "", kind: str = "") -> str:
    """``inside`` as wide as Streamlit would make it; ``widget``: the id that holds its key."""
    width = sent.width_config
    classes = [kind, "content" if width.use_content else "stretch"]
    if width.pixel_width:
        classes[1], look = "pixels", f"--width:{width.pixel_width}px;{look}"
    if key := _KEY.fullmatch(widget):
        classes.append(f"st-key-{key[1]}")
    named, styled = " ".join(filter(None, classes)), f' style="{look.strip(";")}"' if look else ""
    return f'<div class="{named}"{styled}>{inside}</div>'


def _room(node: _Node) -> str:
    """An empty place for a control."""
    control = getattr(node.sent, node.kind)
    height = _CONTROLS[node.kind]
    if node.kind in {"selectbox", "multiselect", "date_input", "text_input", "button_group"}:
        shown = control.label and not control.label_visibility.value
        height += _LABEL if shown else 0
    return _placed(node.sent, "", f"height:{height}rem", control.id)


def _small_line(body: str) -> str:
    """A caption of plain text. One with markup cannot stand here as Streamlit draws it."""
    if _MARKUP.search(_ESCAPED.sub("", body)):
        raise _HasNotice
    text = _ESCAPED.sub(r"\1", body)
    return f'<div class="text caption">{escape(text)}</div>'
