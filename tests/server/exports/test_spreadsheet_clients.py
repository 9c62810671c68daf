"""What spreadsheets do with a URL: load it, read the table by its header, and refresh."""

import csv
import io
import re
from datetime import datetime

import httpx
import pytest

from tests.support import plain_http
from tests.support.processes import ROOT, Server

# Excel and Power BI ask through one engine, Excel's older web query as a browser of its day.
EXCEL = {
    "User-Agent": "Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "Keep-Alive",
}
WEB_QUERY = {
    "User-Agent": "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; ms-office; "
    "MSOffice 16)",
    "Accept": "*/*",
    "X-Office-Major-Version": "16",
    "Accept-Encoding": "gzip, deflate",
}
CURL = {"User-Agent": "curl/8.10.1", "Accept": "*/*"}
CLIENTS = pytest.mark.parametrize("headers", [EXCEL, WEB_QUERY, CURL], ids=["excel", "web", "curl"])

# Every rolling range but those of today gives the same file all day.
QUESTION = "group=GRP0000&range=last_month&sort=extension"
READERS = {
    "type text": str,
    "Int64.Type": int,
    "type number": float,
    "Percentage.Type": float,
    "type datetimezone": datetime.fromisoformat,
}
NUMBERS = ("inbound_answered", "inbound_talk_seconds", "pick_up_rate_share")


def asked(server: Server, headers: dict[str, str], **more: str) -> httpx.Response:
    """A request as those programs send it: no cookies, redirects followed, no shared connection."""
    with httpx.Client(headers={**headers, **more}, follow_redirects=True) as client:
        return client.get(f"{server.url}/export/extensions.csv?{QUESTION}")


def table(answer: httpx.Response) -> list[dict[str, str]]:
    """The rows by the first line: what "use first row as headers" does."""
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert {len(row) for row in rows} == {len(head)}
    return [dict(zip(head, row, strict=True)) for row in rows]


@CLIENTS
def test_the_table_is_read_by_its_head_with_types(demo_server, headers):
    answer = asked(demo_server, headers)
    assert answer.status_code == 200
    assert answer.history == []
    assert answer.charset_encoding == "utf-8"
    rows = table(answer)
    assert len(rows) == 40
    for row in rows:
        for name in NUMBERS:
            assert row[name] == "" or float(row[name]) >= 0
        assert row["inbound_answered"]
        assert datetime.fromisoformat(row["as_of"]).utcoffset() is not None
    assert [row["extension"] for row in rows] == sorted(
        (row["extension"] for row in rows), key=int, reverse=False
    )


def test_the_recipes_types_fit_what_comes(demo_server):
    """Those that the query for Power BI and Excel gives its columns."""
    recipe = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    types = dict(re.findall(r'\{"(\w+)", ([\w. ]+)\}', recipe))
    assert set(types.values()) == set(READERS)
    filled = set()
    for row in table(asked(demo_server, EXCEL)):
        for name, kind in types.items():
            if row[name]:
                READERS[kind](row[name])
                filled.add(kind)
    assert filled == set(READERS)


@CLIENTS
def test_polling_with_the_tag_is_told_not_modified_until_the_question_changes(demo_server, headers):
    first = asked(demo_server, headers)
    tag = first.headers["etag"]
    for _ in range(3):
        again = asked(demo_server, headers, **{"If-None-Match": tag})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    other = plain_http.get(
        f"{demo_server.url}/export/extensions.csv?group=GRP0001&range=last_month",
        headers={**headers, "If-None-Match": tag},
    )
    assert other.status_code == 200
    assert other.headers["etag"] != tag


@CLIENTS
def test_a_wrong_question_is_words_and_never_a_page(demo_server, headers):
    answer = plain_http.get(f"{demo_server.url}/export/extensions.csv?range=soon", headers=headers)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert "range" in answer.text
