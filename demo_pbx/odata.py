"""The OData query options over a collection of rows, evaluated by SQLite.

SQLite evaluates them so that this shares no code with the program under test, which evaluates them
over its own frames: the two can check each other.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from demo_pbx.collections import Collection, invalid

KNOWN = ("$top", "$skip", "$search", "$filter", "$count", "$select", "$orderby", "$expand")
ORDER = re.compile(r"\s*(\S+?)(?:\s+(asc|desc))?\s*")


@dataclass(frozen=True)
class QueryOptions:
    """The options of one request; absent ones are None or empty."""

    top: int | None = None
    skip: int = 0
    count: bool = False
    search: str = ""
    filter: str = ""
    select: tuple[str, ...] = ()
    orderby: tuple[tuple[str, bool], ...] = ()
    expand: tuple[str, ...] = ()


def read(query: bytes, limit: int) -> QueryOptions:
    """Read the options of a URL's query; ``limit`` is the largest $top. Names without $ pass."""
    given: dict[str, str] = {}
    for part in query.split(b"&"):
        name, _, value = part.decode("latin-1").partition("=")
        name = unquote_plus(name)
        if not name.startswith("$"):
            continue
        if name not in KNOWN:
            raise invalid(f"The query parameter '{name}' is not supported.")
        if name in given:
            raise invalid(f"Query option '{name}' was specified more than once.")
        given[name] = unquote_plus(value, errors="replace")
    count = given.get("$count", "false")
    if count not in ("true", "false"):
        raise invalid(f"Invalid value '{count}' for $count query option found.")
    return QueryOptions(
        top=_top(given.get("$top"), limit),
        skip=_whole_number("$skip", given.get("$skip", "0")),
        count=count == "true",
        search=given.get("$search", ""),
        filter=given.get("$filter", ""),
        select=_names(given.get("$select", "")),
        orderby=tuple(_order(item) for item in _names(given.get("$orderby", ""))),
        expand=_names(given.get("$expand", "")),
    )


def _top(text: str | None, limit: int) -> int | None:
    if text is None:
        return None
    top = _whole_number("$top", text)
    if top > limit:
        raise invalid(
            f"The limit of '{limit}' for Top query has been exceeded. "
            f"The value from the incoming request is '{top}'."
        )
    return top


def _whole_number(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise invalid(
            f"Invalid value '{text}' for {name} query option found. "
            f"The {name} query option requires a non-negative integer value."
        )
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",")) if text.strip() else ()


def _order(item: str) -> tuple[str, bool]:
    match = ORDER.fullmatch(item)
    if not match:
        raise invalid(f"Syntax error in '{item}' of $orderby.")
    return match[1], match[2] == "desc"


def select(collection: Collection, options: QueryOptions) -> tuple[str, ...]:
    """Return the fields to send: the selected ones, or all."""
    chosen = tuple(name for name in options.select if name not in collection.expandable)
    if not options.select or "*" in chosen:
        return (*collection.fields, *collection.structured)
    return tuple(
        name if name in collection.structured else collection.known(name) for name in chosen
    )


def expand(collection: Collection, options: QueryOptions) -> tuple[str, ...]:
    """Return the related entities to send; refuse what is not a navigation property."""
    for name in options.expand:
        if name not in collection.expandable:
            raise invalid(
                f"Property '{collection.known(name)}' on type '{collection.type_name}' is not a "
                "navigation property. Only navigation properties can be expanded."
            )
    return options.expand


def choose(
    collection: Collection, options: QueryOptions, *, ignore_orderby: bool = False
) -> tuple[list[tuple[Any, ...]], int]:
    """Return the matching rows, and how many there are without $top and $skip."""
    order = [
        f'"{collection.known(name)}" {"DESC" if descending else "ASC"}'
        for name, descending in (() if ignore_orderby else options.orderby)
    ]
    connection = sqlite3.connect(":memory:")
    try:
        load(connection, collection)
        where, values = conditions(collection, options, connection)
        chosen = connection.execute(
            f"SELECT rowid FROM rows WHERE {where} ORDER BY {', '.join([*order, 'rowid'])}",  # noqa: S608 - built from known names and numbered parameters
            values,
        ).fetchall()
    except sqlite3.Error as error:
        raise invalid(f"The expression cannot be evaluated: {error}.") from error
    finally:
        connection.close()
    end = None if options.top is None else options.skip + options.top
    page = chosen[options.skip : end]
    return [collection.rows[rowid - 1] for (rowid,) in page], len(chosen)


def conditions(
    collection: Collection, options: QueryOptions, connection: sqlite3.Connection
) -> tuple[str, list[Any]]:
    """Translate $filter and $search into one SQL condition with its parameters."""
    wheres, values = ["1"], list[Any]()
    if options.filter:
        from demo_pbx.filtering import filter_sql  # noqa: PLC0415  # the parser takes 0.2 s to import

        wheres.append(filter_sql(options.filter, collection, connection, values))
    if options.search:
        from demo_pbx.searching import search_sql  # noqa: PLC0415  # rarely needed

        wheres.append(search_sql(options.search, collection, connection, values))
    return " AND ".join(wheres), values


def load(connection: sqlite3.Connection, collection: Collection) -> None:
    """Insert the rows into a table ``rows``, in their order."""
    columns = ", ".join(f'"{name}"' for name in collection.fields)
    marks = ", ".join("?" * len(collection.fields))
    connection.execute(f"CREATE TABLE rows ({columns})")
    connection.executemany(f"INSERT INTO rows VALUES ({marks})", collection.rows)  # noqa: S608 - marks only
