"""Which requests are passed on as accepting no encoding: those for files that are compressed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server.compressed_files import CompressedFiles


def passed_on(path: str, kind: str = "http") -> list[tuple[bytes, bytes]]:
    """The headers that the application behind gets."""
    got: list[Any] = []

    async def behind(scope: Any, _receive: Any, _send: Any) -> None:
        got.extend(scope["headers"])

    scope = {"type": kind, "path": path, "headers": [(b"Accept-Encoding", b"gzip"), (b"a", b"b")]}
    asyncio.run(CompressedFiles(behind)(scope, None, None))  # type: ignore[arg-type]
    assert len(scope["headers"]) == 2
    return got


@pytest.mark.parametrize(
    ("path", "takes"),
    [
        ("/export/extensions.xlsx", False),
        ("/base/export/days.parquet", False),
        ("/media/0a1b2c.xlsx", False),  # a download on a page
        ("/export/extensions.csv", True),
        ("/export/extensions.json", True),
        ("/export/xlsx", True),
        ("/", True),
    ],
)
def test_a_file_that_is_compressed_is_asked_for_as_it_is(path: str, takes: bool) -> None:
    rest = [(b"Accept-Encoding", b"gzip")] if takes else []
    assert passed_on(path) == [*rest, (b"a", b"b")]


def test_a_connection_that_is_no_request_passes_as_it_is() -> None:
    assert len(passed_on("/media/0a.xlsx", "websocket")) == 2
