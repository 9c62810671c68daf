"""The body of a response: bounded, unpacked, read as JSON.

httpx would unpack without a bound (a megabyte on the wire can become a gigabyte), so the client
takes the raw bytes and unpacks them here.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any, NoReturn

# What the client offers to the PBX, and all that it can unpack.
ACCEPTED_ENCODINGS = "gzip, deflate"

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW_DEFLATE = -zlib.MAX_WBITS
_SLICE_BYTES = 2**20


class BodyTooLarge(Exception):  # noqa: N818  # a fact; the caller turns it into TooLarge
    """The body passed its bound; the rest was not read."""


class BodyBroken(Exception):  # noqa: N818  # a fact
    """The body cannot be unpacked, or ended before its end."""


class UnknownEncoding(Exception):  # noqa: N818  # a fact
    """The body is packed in a way that the client does not offer."""


class _Plain:
    def unpacked(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def finish(self) -> None:
        pass


class _Inflater:
    """Unpacks gzip, zlib and bare deflate, a slice at a time however far a chunk expands."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._began = False

    def unpacked(self, chunk: bytes) -> Iterator[bytes]:
        while chunk and not self._inflate.eof:  # what follows the end is padding
            yield self._slice(chunk)
            chunk = self._inflate.unconsumed_tail

    def finish(self) -> None:
        if not self._inflate.eof:
            raise BodyBroken("the packed data ended early")

    def _slice(self, chunk: bytes) -> bytes:
        try:
            out = self._inflate.decompress(chunk, _SLICE_BYTES)
        except zlib.error as error:
            if self._began:
                raise BodyBroken(str(error)) from None
            self._began = True
            self._inflate = zlib.decompressobj(_RAW_DEFLATE)  # what some servers call deflate
            return self._slice(chunk)
        self._began = True
        return out


async def read_bounded(chunks: AsyncIterator[bytes], encoding: str, limit: int) -> bytearray:
    """The unpacked body, of at most ``limit`` bytes, packed or not.

    Raises BodyTooLarge as soon as more has arrived, BodyBroken for data that does not unpack, and
    UnknownEncoding for an ``encoding`` (the Content-Encoding header) that the client did not offer.
    """
    unpacker = _unpacker(encoding)
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > limit:
            raise BodyTooLarge
        for piece in unpacker.unpacked(chunk):
            body += piece
            if len(body) > limit:
                raise BodyTooLarge
    if received:
        unpacker.finish()
    return body


def _unpacker(encoding: str) -> _Plain | _Inflater:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip" | "deflate":
            return _Inflater()
    raise UnknownEncoding


def parse_json(body: bytes | bytearray) -> Any:
    """The value of a JSON text, strictly: no NaN, no infinities, no key twice in an object.

    Lone surrogates in a text pass: one odd name must not make the response unusable, and names are
    cleaned where they are shown. Raises ValueError, also for nesting and digits beyond reason.
    """
    try:
        return json.loads(
            body,
            parse_constant=_not_a_number,
            parse_float=_finite,
            object_pairs_hook=_each_key_once,
        )
    except RecursionError:
        raise ValueError("nested too deep") from None


def _not_a_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number beyond all bounds")
    return number


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(pairs)
    if len(unique) != len(pairs):
        raise ValueError("a key twice in one object")
    return unique
