"""A viewer without a browser, who remembers what a browser would and is on the clock."""

from __future__ import annotations

import socket
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from tests.support.processes import ROOT

RUN_SECONDS = 60
LARGEST_READ = 1 << 20
# Streamlit's browser keeps large messages for so many runs and is sent only their hash meanwhile.
KEPT_RUNS: int = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["global"][
    "maxCachedMessageAge"
]
# The message that ends a run is a few dozen bytes; longer ones are not looked into on the clock.
LONGEST_END = 200


@dataclass(frozen=True)
class Run:
    """From sending the request to the run's last message, and what came meanwhile.

    sent_bytes: of the connection, as they came over the wire.
    """

    seconds: float
    sent_bytes: int
    messages: list[ForwardMsg]


class Viewer:
    """One session of a page; ``run`` asks for runs as a browser does, with all that it remembers.

    It takes what comes from the socket by itself: a client with a thread of its own would cost
    more time on each message than the server does.
    """

    def __init__(
        self, url: str, query: str = "", page: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        self._address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
        self._query = query
        self._page = page
        self._headers = headers or {}
        self._runs = 0
        self._kept: dict[str, int] = {}
        self._widgets: dict[str, WidgetState] = {}
        self._labelled: dict[str, str] = {}

    def __enter__(self) -> Self:
        target = urlsplit(self._address)
        self._socket = socket.create_connection((target.hostname, target.port), RUN_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._protocol = ClientProtocol(
            parse_uri(self._address),
            subprotocols=[Subprotocol("streamlit")],
            extensions=[ClientPerMessageDeflateFactory()],  # browsers offer compression
            max_size=None,
        )
        handshake = self._protocol.connect()
        handshake.headers.update(self._headers)
        self._protocol.send_request(handshake)
        self._send()
        while self._protocol.state is State.CONNECTING:
            self._receive()
        if self._protocol.handshake_exc:
            raise self._protocol.handshake_exc
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def run(self) -> Run:
        """One run of the page with the widgets as they were last set."""
        ask = BackMsg()
        ask.rerun_script.query_string = self._query
        ask.rerun_script.page_name = self._page
        ask.rerun_script.cached_message_hashes.extend(self._kept)
        ask.rerun_script.widget_states.widgets.extend(self._widgets.values())
        request = ask.SerializeToString()
        frames: list[bytes] = []
        sent_bytes = 0
        begun = perf_counter()
        self._protocol.send_binary(request)
        self._send()
        while not any(map(_ends, new := self._frames())):
            frames += new
            sent_bytes += self._receive()
        seconds = perf_counter() - begun
        messages = [ForwardMsg.FromString(frame) for frame in frames + new]
        self._remember(messages)
        return Run(seconds, sent_bytes, messages)

    def go(self, page: str, query: str) -> Run:
        """Follow a link in the same tab."""
        self._page, self._query = page, query
        return self.run()

    def choose(self, label: str, **value: object) -> None:
        """Set the widget with this label for the runs to come: ``string_value="ann"``."""
        number = self._labelled[label]
        self._widgets[number] = WidgetState(id=number, **value)  # type: ignore[arg-type]

    def _send(self) -> None:
        for data in self._protocol.data_to_send():
            self._socket.sendall(data)

    def _receive(self) -> int:
        """Take what has come, at least a byte; how many bytes it was."""
        data = self._socket.recv(LARGEST_READ)
        if not data:
            raise ConnectionError("the server has hung up")
        self._protocol.receive_data(data)
        self._send()
        return len(data)

    def _frames(self) -> list[bytes]:
        events = self._protocol.events_received()
        frames = (event for event in events if isinstance(event, Frame))
        return [bytes(frame.data) for frame in frames if frame.opcode is Opcode.BINARY]

    def _remember(self, messages: Iterable[ForwardMsg]) -> None:
        self._runs += 1
        for message in messages:
            kind = message.WhichOneof("type")
            if kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "ref_hash":
                self._kept[message.ref_hash] = self._runs
            elif message.metadata.cacheable:
                self._kept[message.hash] = self._runs
            for part in (message.delta.new_element, message.delta.add_block):
                drawn: Any = getattr(part, part.WhichOneof("type") or "", None)
                if hasattr(drawn, "label") and hasattr(drawn, "id"):
                    self._labelled[drawn.label] = drawn.id
        self._kept = {
            digest: run for digest, run in self._kept.items() if self._runs - run < KEPT_RUNS
        }


def _ends(frame: bytes) -> bool:
    """Whether the run is over; one that begins again at once is not."""
    if len(frame) > LONGEST_END:
        return False
    message = ForwardMsg.FromString(frame)
    kind, again = message.WhichOneof("type"), ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return bool(kind == "script_finished" and message.script_finished != again)
