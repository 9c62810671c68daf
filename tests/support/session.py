"""A viewer without a browser: one session over Streamlit's websocket."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.support import nginx
from tests.support.sent_charts import charts_sent, has_charts

RUN_SECONDS = 60
_LINE = re.compile(r'<div class="text[^"]*">(.*?)</div>')


class Session:
    """Opens a page and hands out what the server sends for one run of it.

    with Session(server.url, "overview", "group=GRP0000") as session:
        messages = session.run()

    ``url`` may have a path that everything is served under; with https it trusts the tests' own
    certificate. ``back_from``: the number of the session that a browser lost and asks for again.
    ``token``: the one that Streamlit has given the browser, where people sign in. ``language``: the
    browser's own, as its scripts see it.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what a browser brings
        self,
        url: str,
        page: str = "",
        query: str = "",
        headers: Mapping[str, str] | None = None,
        back_from: str = "",
        token: str = "-",  # noqa: S107  # stands for one that is off
        language: str = "",
    ) -> None:
        self._address = f"{url.replace('http', 'ws', 1).rstrip('/')}/_stcore/stream"
        self._page = page
        self._query = query
        self._headers = headers
        self._language = language
        # the browser's own way to send them
        self._protocols = ["streamlit", token, *([back_from] if back_from else [])]
        self._connection: ClientConnection
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        self._connection = self._closing.enter_context(
            connect(
                self._address,
                ssl=nginx.trusted_by_websockets() if self._address.startswith("wss") else None,
                subprotocols=[Subprotocol(one) for one in self._protocols],
                additional_headers=self._headers,
                open_timeout=RUN_SECONDS,
                max_size=None,
                # with a full queue nothing is read any more, not even the answer to a close
                max_queue=None,
                compression=None,
                proxy=None,
            )
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def run(self) -> list[ForwardMsg]:
        """Ask for a run and collect its messages up to the last one."""
        self.ask()
        return self.finish()

    def go(self, page: str, query: str) -> None:
        """Go to another address in the same tab, as Back does."""
        self._page, self._query = page, query
        self.ask(by_history=True)

    def ask(self, *, by_history: bool = False) -> None:
        """Ask for a run and wait for nothing."""
        ask = BackMsg()
        ask.rerun_script.is_history_navigation = by_history
        ask.rerun_script.query_string = self._query
        ask.rerun_script.page_name = self._page
        if self._language:
            ask.rerun_script.context_info.locale = self._language
        self.send(ask)

    def press(self, messages: list[ForwardMsg], label: str) -> list[ForwardMsg]:
        """Press a button among these messages; the messages of the run that follows."""
        ask = BackMsg()
        ask.rerun_script.query_string = self._query
        ask.rerun_script.page_name = self._page
        state = ask.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = button(messages, label), True
        self.send(ask)
        return self.finish()

    def send(self, message: BackMsg) -> None:
        """Send any message, and wait for nothing."""
        self._connection.send(message.SerializeToString())

    def finish(self) -> list[ForwardMsg]:
        """The messages up to the last one of a run; one that makes way for another goes on in it.

        An overview does, whose days have been read just as it ends.
        """
        messages = [self.next()]
        while (
            messages[-1].WhichOneof("type") != "script_finished"
            or messages[-1].script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        ):
            messages.append(self.next())
        return messages

    def next(self) -> ForwardMsg:
        """The next message."""
        message = ForwardMsg()
        received = self._connection.recv(timeout=RUN_SECONDS)
        assert isinstance(received, bytes)
        message.ParseFromString(received)
        return message


def number_of(messages: Iterable[ForwardMsg]) -> str:
    """The number that the server gave to the session of these messages."""
    begun = (one.new_session for one in messages if one.WhichOneof("type") == "new_session")
    return next(begun).initialize.session_id


def button(messages: list[ForwardMsg], label: str) -> str:
    """The id of the button with this label."""
    drawn = (message.delta.new_element.button for message in messages)
    return next(one.id for one in drawn if one.label == label)


def waits(message: ForwardMsg) -> bool:
    """Whether it shows that the page waits for the PBX."""
    drawn = (message.delta.new_element, *message.delta.new_transient.elements)
    return any(one.WhichOneof("type") in {"spinner", "progress"} for one in drawn)


def words(messages: list[ForwardMsg]) -> list[str]:
    """The texts of alerts and exceptions in the order they were sent."""
    found = []
    for message in messages:
        element = message.delta.new_element
        if element.WhichOneof("type") == "alert":
            found.append(element.alert.body)
        elif element.WhichOneof("type") == "exception":
            found.append(f"{element.exception.type}: {element.exception.message}")
    return found


def charts(messages: list[ForwardMsg]) -> list[dict[str, Any]]:
    """What the browser gets of each chart, in the order they were sent."""
    sent = (message.delta.new_element.bidi_component for message in messages)
    return [chart for one in sent if has_charts(one) for chart in charts_sent(one).values()]


def lines(messages: list[ForwardMsg]) -> list[str]:
    """The plain lines of text in the order they were sent."""
    sent = (message.delta.new_element.html.body for message in messages)
    return [html.unescape(line) for body in sent for line in _LINE.findall(body)]
