"""$filter, over HTTP and alone, against what plain Python makes of the unfiltered rows."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo_pbx.collections import Collection, Kind, RefusedError
from demo_pbx.odata import QueryOptions, choose
from tests.demo_pbx.http_client import Client
from tests.demo_pbx.report_rows import TALK, report_rows

HOUR = timedelta(hours=1) // timedelta(microseconds=1)
Row = dict


FILTERS: list[tuple[str, Callable[[Row], object]]] = [
    ("InboundAnsweredCount gt 50", lambda r: r["InboundAnsweredCount"] > 50),
    ("InboundAnsweredCount eq 0", lambda r: r["InboundAnsweredCount"] == 0),
    ("Dn in ('103', '107')", lambda r: r["Dn"] in ("103", "107")),
    ("Dn in ('103')", lambda r: r["Dn"] == "103"),
    ("not (Dn in ('103')) and Dn le '110'", lambda r: r["Dn"] != "103" and r["Dn"] <= "110"),
    ("contains(DisplayName,'er')", lambda r: "er" in r["DisplayName"]),
    ("contains(tolower(DisplayName),'ö')", lambda r: "ö" in r["DisplayName"].lower()),
    ("startswith(DisplayName,'L') eq true", lambda r: r["DisplayName"].startswith("L")),
    ("endswith(DisplayName,'''Brien')", lambda r: r["DisplayName"].endswith("'Brien")),
    ("indexof(DisplayName,' ') ge 5", lambda r: r["DisplayName"].find(" ") >= 5),
    ("length(DisplayName) lt 10", lambda r: len(r["DisplayName"]) < 10),
    ("substring(DisplayName,1,2) eq 'el'", lambda r: r["DisplayName"][1:3] == "el"),
    ("concat(Dn,DisplayName) gt '12'", lambda r: r["Dn"] + r["DisplayName"] > "12"),
    (
        "InboundAnsweredCount add OutboundAnsweredCount mul 2 gt 100",
        lambda r: r["InboundAnsweredCount"] + r["OutboundAnsweredCount"] * 2 > 100,
    ),
    (
        "(InboundAnsweredCount add OutboundAnsweredCount) mul 2 gt 100",
        lambda r: (r["InboundAnsweredCount"] + r["OutboundAnsweredCount"]) * 2 > 100,
    ),
    ("InboundAnsweredCount mod 7 eq 3", lambda r: r["InboundAnsweredCount"] % 7 == 3),
    ("-InboundAnsweredCount lt -20.5", lambda r: -r["InboundAnsweredCount"] < -20.5),
    (
        "InboundAnsweredTalkingDur gt duration'P1D'",
        lambda r: r["InboundAnsweredTalkingDur"] > 24 * HOUR,
    ),
    (
        "InboundAnsweredTalkingDur add OutboundAnsweredTalkingDur le duration'PT1H30M0.5S'",
        lambda r: sum(r[name] for name in TALK.values()) <= 1.5 * HOUR + 500_000,
    ),
    (
        "InboundAnsweredTalkingDur mul 1.5 gt duration'PT1H'",
        lambda r: r["InboundAnsweredTalkingDur"] * 1.5 > HOUR,
    ),
    (
        "2 mul InboundAnsweredTalkingDur div 3 gt duration'PT1H'",
        lambda r: r["InboundAnsweredTalkingDur"] * 2 / 3 > HOUR,
    ),
    ("contains(DisplayName,'er') gt false", lambda r: "er" in r["DisplayName"]),
    ("not(Dn in ('103'))", lambda r: r["Dn"] != "103"),
    (
        "floor(InboundAnsweredCount) div 2 eq 36.5",
        lambda r: r["InboundAnsweredCount"] == 73,
    ),
    (
        "InboundAnsweredCount mod 8 div 2 eq 1",
        lambda r: r["InboundAnsweredCount"] % 8 in (2, 3),
    ),
    (
        "totalseconds(OutboundAnsweredTalkingDur) ge 3600",
        lambda r: r["OutboundAnsweredTalkingDur"] >= HOUR,
    ),
    ("SentimentScore eq null", lambda r: r["SentimentScore"] is None),
    ("null ne SentimentScore", lambda r: r["SentimentScore"] is not None),
    (
        "SentimentScore lt 60",
        lambda r: r["SentimentScore"] is not None and r["SentimentScore"] < 60,
    ),
    (
        "not (SentimentScore lt 60)",
        lambda r: not (r["SentimentScore"] is not None and r["SentimentScore"] < 60),
    ),
    ("SentimentScore add 1 ne 41", lambda r: r["SentimentScore"] != 40),
    (
        "Dn lt '105' or Dn gt '130' and InboundAnsweredCount gt 10",
        lambda r: r["Dn"] < "105" or (r["Dn"] > "130" and r["InboundAnsweredCount"] > 10),
    ),
    ("contains(DisplayName,'%') or contains(DisplayName,'_')", lambda r: False),
    ("Dn eq '1'' or 1 eq 1 --'", lambda r: False),
    ("InboundAnsweredCount lt 99999999999999999999", lambda r: True),
    ("round(InboundAnsweredCount div 2.0) eq 37", lambda r: r["InboundAnsweredCount"] in (73, 74)),
    ("InboundAnsweredCount div 2 eq 32", lambda r: r["InboundAnsweredCount"] in (64, 65)),
    ("InboundAnsweredCount div 0 eq 1", lambda r: False),
]


@pytest.mark.parametrize(("text", "holds"), FILTERS, ids=[text for text, _ in FILTERS])
def test_a_filter_chooses_the_rows_that_it_describes(
    client: Client, text: str, holds: Callable[[Row], object]
) -> None:
    expected = [row for row in report_rows(client) if holds(row)]
    assert report_rows(client, filter=text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("InboundAnswerdCount gt 1", "Could not find a property named 'InboundAnswerdCount'"),
        ("InboundAnsweredCount gt", "Syntax error at position"),
        ("Dn eq 'open", "Syntax error at position 6"),
        ("Dn eq '1' Dn", "Syntax error at position"),
        ("fuzzy(Dn,'1')", "fuzzy"),
        ("contains(Dn)", "contains"),
        ("year(Dn) eq 1", "unknown function with name 'year'"),
        ("InboundAnsweredCount", "single boolean"),
        ("InboundAnsweredTalkingDur gt duration'P1M'", "years or months"),
        ("(" * 3000 + "Dn eq '1'" + ")" * 3000 + " and Dn eq '1'" * 900, ""),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_with_words(
    client: Client, text: str, words: str
) -> None:
    response = client.report(filter=text)
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == ""
    assert words in error["message"]


@pytest.mark.parametrize(
    "text",
    [
        "Dn eq 100",
        "InboundAnsweredCount gt '1'",
        "InboundAnsweredTalkingDur gt 3600",
        "Dn ge 2026-01-01T00:00:00Z",
        "Dn eq 2026-01-01",
        "contains(InboundAnsweredCount,'1')",
        "Dn and true",
        "Dn eq ('103','107')",
        "2 div InboundAnsweredTalkingDur gt duration'PT1H'",
        "InboundAnsweredTalkingDur add 2 gt duration'PT1H'",
    ],
)
def test_a_filter_that_compares_different_kinds_is_an_empty_500(client: Client, text: str) -> None:
    response = client.report(filter=text)
    assert (response.status_code, response.content) == (500, b"")


NUMBERS = st.one_of(st.none(), st.integers(-50, 50))
TABLE = st.lists(st.tuples(st.text(max_size=4), NUMBERS, NUMBERS), max_size=8)
FIELDS = {"Name": Kind.TEXT, "A": Kind.NUMBER, "B": Kind.NUMBER}


def comparisons() -> st.SearchStrategy:
    signs: dict[str, Callable] = {
        "eq": lambda a, b: a == b,
        "ne": lambda a, b: a != b,
        "lt": lambda a, b: None not in (a, b) and a < b,
        "le": lambda a, b: None not in (a, b) and a <= b,
        "gt": lambda a, b: None not in (a, b) and a > b,
        "ge": lambda a, b: None not in (a, b) and a >= b,
    }
    sides = st.one_of(
        st.sampled_from(["A", "B"]).map(lambda n: (n, lambda row, n=n: row[n])),
        st.integers(-50, 50).map(lambda v: (str(v), lambda row, v=v: v)),
        st.just(("null", lambda row: None)),
    )
    numeric = st.tuples(sides, st.sampled_from(sorted(signs)), sides).map(
        lambda t: (
            f"{t[0][0]} {t[1]} {t[2][0]}",
            lambda row, t=t: signs[t[1]](t[0][1](row), t[2][1](row)),
        )
    )
    textual = st.tuples(st.sampled_from(["eq", "ne", "lt", "ge"]), st.text(max_size=4)).map(
        lambda t: (
            "Name {} '{}'".format(t[0], t[1].replace("'", "''")),
            lambda row, t=t: signs[t[0]](row["Name"], t[1]),
        )
    )
    return st.one_of(numeric, textual)


CONDITIONS = st.recursive(
    comparisons(),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(
            lambda t: (f"({t[0][0]} and {t[1][0]})", lambda r, t=t: t[0][1](r) and t[1][1](r))
        ),
        st.tuples(inner, inner).map(
            lambda t: (f"({t[0][0]} or {t[1][0]})", lambda r, t=t: t[0][1](r) or t[1][1](r))
        ),
        inner.map(lambda c: (f"not ({c[0]})", lambda r, c=c: not c[1](r))),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(TABLE, CONDITIONS)
def test_any_filter_agrees_with_python(table: list[tuple], condition: tuple) -> None:
    text, holds = condition
    collection = Collection("Pbx.Test", FIELDS, table, ("Name",))
    expected = [row for row in table if holds(dict(zip(FIELDS, row, strict=True)))]
    assert choose(collection, QueryOptions(filter=text)) == (expected, len(expected))


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["filter", "search"]))
def test_no_text_breaks_the_evaluator(text: str, option: str) -> None:
    table = [("a", 1, None), ("b", None, 2)]
    collection = Collection("Pbx.Test", FIELDS, table, ("Name",))
    with suppress(RefusedError):
        rows, count = choose(collection, QueryOptions(**{option: text}))
        assert count == len(rows)
        assert set(rows) <= set(table)
