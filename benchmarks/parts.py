"""What a page has beside its charts and tables, drawn by a bare script with the same words.

Read from the page's own messages: the row of controls, boxes, sentences, notices, closed panels.
Streamlit's own functions draw them, with everything made beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.LabelVisibility_pb2 import LabelVisibility

from tests.support.sent_charts import has_charts

# Tables are the floor's own, and a page that is whole has no bar of progress any more.
_DRAWN_APART: Final = ("dataframe", "progress")
# Streamlit's functions that take a key.
_KEYED: Final = (
    "button",
    "expander",
    "mount",
    "multiselect",
    "popover",
    "segmented_control",
    "selectbox",
    "toggle",
)


@dataclass(frozen=True)
class Part:
    """An element or a box: its place in the page, Streamlit's function and what that is given."""

    path: tuple[int, ...]
    function: str
    given: Mapping[str, Any]


def parts_of(messages: Iterable[ForwardMsg]) -> list[Part]:
    """All but charts and tables, as the page has them at last: some places are filled twice."""
    return list({part.path: part for part in _parts(messages)}.values())


def draw(parts: Sequence[Part]) -> None:
    """Each part in its box, which comes before it."""
    boxes: dict[tuple[int, ...], Any] = {}
    for place, part in enumerate(parts):
        key: dict[str, Any] = {"key": f"part_{place}"} if part.function in _KEYED else {}
        if part.function == "mount":
            _component(**part.given, **key)
        else:
            box = boxes.get(part.path[:-1], st)
            boxes[part.path] = getattr(box, part.function)(**part.given, **key)


_component = st.components.v2.component("bare_part", js="export default () => {}")


def _parts(messages: Iterable[ForwardMsg]) -> Iterator[Part]:
    for message in messages:
        delta = message.delta
        is_box = delta.WhichOneof("type") == "add_block"
        part: Any = delta.add_block if is_box else delta.new_element
        kind = part.WhichOneof("type")
        if kind is None or kind in _DRAWN_APART:
            continue
        sent = getattr(part, kind)
        if kind == "bidi_component" and has_charts(sent):
            continue
        function, given = _READ[kind](sent)
        yield Part(tuple(message.metadata.delta_path), function, given)


def _labelled(sent: Any, *names: str) -> dict[str, Any]:
    """Its label, and what it has of these names."""
    return {name: value for name in ("label", *names) if (value := getattr(sent, name))}


def _choice(sent: Any, *names: str) -> dict[str, Any]:
    """The same of one whose label may be hidden."""
    given = _labelled(sent, *names)
    if sent.label_visibility.value == LabelVisibility.LabelVisibilityOptions.COLLAPSED:
        given["label_visibility"] = "collapsed"
    return given


def _selectbox(sent: Any) -> tuple[str, dict[str, Any]]:
    options = list(sent.options)
    index = options.index(sent.raw_value) if sent.raw_value in options else sent.default
    return "selectbox", {**_choice(sent, "help"), "options": options, "index": index}


def _multiselect(sent: Any) -> tuple[str, dict[str, Any]]:
    return "multiselect", {
        **_choice(sent, "help", "placeholder", "max_selections"),
        "options": list(sent.options),
        "default": list(sent.raw_values),
    }


def _button_group(sent: Any) -> tuple[str, dict[str, Any]]:
    return "segmented_control", {
        **_choice(sent, "help", "required"),
        "options": [option.content for option in sent.options],
        "default": next(iter(sent.raw_values), None),
    }


def _container(sent: Any) -> tuple[str, dict[str, Any]]:
    return "container", {"horizontal": sent.direction == sent.HORIZONTAL}


# What is inside is sent when somebody opens it.
_LAZY: Final = {"on_change": "rerun"}
_HEADINGS: Final = {"h1": "title", "h2": "header", "h3": "subheader"}
_ALERTS: Final = {Alert.INFO: "info", Alert.WARNING: "warning", Alert.ERROR: "error"}
_READ: Final[Mapping[str, Callable[[Any], tuple[str, dict[str, Any]]]]] = {
    "flex_container": _container,
    "popover": lambda sent: ("popover", {**_labelled(sent, "help", "icon"), **_LAZY}),
    "expandable": lambda sent: ("expander", {**_labelled(sent, "expanded"), **_LAZY}),
    "button": lambda sent: (
        "button",
        _labelled(sent, "help", "type", "icon", "shortcut", "disabled"),
    ),
    "selectbox": _selectbox,
    "multiselect": _multiselect,
    "button_group": _button_group,
    "checkbox": lambda sent: ("toggle", {**_choice(sent, "help"), "value": sent.default}),
    "bidi_component": lambda sent: ("mount", {"data": sent.bytes}),
    "html": lambda sent: ("html", {"body": sent.body}),
    "markdown": lambda sent: ("caption", {"body": sent.body}),
    "heading": lambda sent: (_HEADINGS[sent.tag], {"body": sent.body, "anchor": sent.anchor}),
    "alert": lambda sent: (_ALERTS[sent.format], {"body": sent.body, "icon": sent.icon}),
    "empty": lambda _: ("empty", {}),
}
