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
_CHOSEN: Final = ("selectbox", "multiselect", "segmented_control")
_WIDGETS: Final = (*_CHOSEN, "button", "toggle", "popover", "expander", "mount")


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
        key: dict[str, Any] = {"key": f"part_{place}"} if part.function in _WIDGETS else {}
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


def _widget(sent: Any, *names: str) -> dict[str, Any]:
    """Its label, and those of the named texts that it has."""
    hidden = LabelVisibility.LabelVisibilityOptions.COLLAPSED
    given = {name: value for name in names if (value := getattr(sent, name))}
    if sent.label_visibility.value == hidden:
        given["label_visibility"] = "collapsed"
    return {"label": sent.label, **given}


def _button(sent: Any) -> tuple[str, dict[str, Any]]:
    names = ("help", "type", "icon", "shortcut", "disabled")
    texts = {name: value for name in names if (value := getattr(sent, name))}
    return "button", {"label": sent.label, **texts}


def _selectbox(sent: Any) -> tuple[str, dict[str, Any]]:
    options = list(sent.options)
    index = options.index(sent.raw_value) if sent.raw_value in options else sent.default
    return "selectbox", {**_widget(sent, "help"), "options": options, "index": index}


def _multiselect(sent: Any) -> tuple[str, dict[str, Any]]:
    given = _widget(sent, "help", "placeholder", "max_selections")
    return "multiselect", {
        **given,
        "options": list(sent.options),
        "default": list(sent.raw_values),
    }


def _button_group(sent: Any) -> tuple[str, dict[str, Any]]:
    return "segmented_control", {
        **_widget(sent, "help", "required"),
        "options": [option.content for option in sent.options],
        "default": next(iter(sent.raw_values), None),
    }


def _container(sent: Any) -> tuple[str, dict[str, Any]]:
    return "container", {"horizontal": sent.direction == sent.HORIZONTAL}


def _popover(sent: Any) -> tuple[str, dict[str, Any]]:
    texts = {name: value for name in ("help", "icon") if (value := getattr(sent, name))}
    return "popover", {"label": sent.label, "on_change": "rerun", **texts}


_HEADINGS: Final = {"h1": "title", "h2": "header", "h3": "subheader"}
_ALERTS: Final = {Alert.INFO: "info", Alert.WARNING: "warning", Alert.ERROR: "error"}
_READ: Final[Mapping[str, Callable[[Any], tuple[str, dict[str, Any]]]]] = {
    "flex_container": _container,
    "popover": _popover,
    "expandable": lambda sent: (
        "expander",
        {"label": sent.label, "expanded": sent.expanded, "on_change": "rerun"},
    ),
    "button": _button,
    "selectbox": _selectbox,
    "multiselect": _multiselect,
    "button_group": _button_group,
    "checkbox": lambda sent: ("toggle", {**_widget(sent, "help"), "value": sent.default}),
    "bidi_component": lambda sent: ("mount", {"data": sent.bytes}),
    "html": lambda sent: ("html", {"body": sent.body}),
    "markdown": lambda sent: ("caption", {"body": sent.body}),
    "heading": lambda sent: (_HEADINGS[sent.tag], {"body": sent.body, "anchor": sent.anchor}),
    "alert": lambda sent: (_ALERTS[sent.format], {"body": sent.body, "icon": sent.icon}),
    "empty": lambda _: ("empty", {}),
}
