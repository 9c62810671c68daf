"""What the client returns as plain JSON values, and the same from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from telephony.xapi.records import GroupList, HoursList, RequestRecord, Rows

T = TypeVar("T")


@dataclass(frozen=True)
class Codec(Generic[T]):
    """``decode`` returns what equals the value that ``encode`` was given, or raises ValueError.

    ``is_whole``: nothing is known to be missing of it. Other values are not shared.
    """

    encode: Callable[[T], Any]
    decode: Callable[[Any], T]
    is_whole: Callable[[T], bool]


def _encode_rows(parts: Sequence[Rows]) -> list[Any]:
    return [[part.rows, part.count, [*map(_encode_record, part.requests)]] for part in parts]


def _decode_rows(parts: list[Any]) -> tuple[Rows, ...]:
    return tuple(
        Rows(rows, tuple(map(_decode_record, requests)), count) for rows, count, requests in parts
    )


def _encode_record(record: RequestRecord) -> list[Any]:
    *values, date = astuple(record)
    return [*values, date and date.isoformat()]


def _decode_record(values: list[Any]) -> RequestRecord:
    method, url, status, seconds, received_bytes, rows, date = values
    pbx_date = date and datetime.fromisoformat(date)
    return RequestRecord(method, url, status, seconds, received_bytes, rows, pbx_date)


def _of_dataclasses(kind: type[T], is_whole: Callable[[T], bool]) -> Codec[T]:
    adapter = TypeAdapter(kind)

    def encode(value: T) -> Any:
        return adapter.dump_python(value, mode="json")

    return Codec(encode, adapter.validate_python, is_whole)


ROWS: Codec[tuple[Rows, ...]] = Codec(
    # by hand: in a row that the PBX sent, no value may become another
    _encode_rows,
    _decode_rows,
    lambda parts: all(part.complete for part in parts),
)
GROUPS: Codec[GroupList] = _of_dataclasses(GroupList, lambda listed: not listed.notes)
OFFICE_HOURS: Codec[HoursList] = _of_dataclasses(HoursList, lambda listed: not listed.notes)
