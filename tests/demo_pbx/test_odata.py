"""The query options beside $filter, over HTTP, against plain Python."""

import re
from collections.abc import Callable

import pytest

from demo_pbx.options import Options
from demo_pbx.serving import running
from tests.demo_pbx.http_client import Client, logged_in
from tests.demo_pbx.report_rows import report_rows

Row = dict


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("InboundAnsweredCount desc", lambda r: -r["InboundAnsweredCount"]),
        ("OutboundAnsweredTalkingDur", lambda r: r["OutboundAnsweredTalkingDur"]),
        ("DisplayName asc", lambda r: r["DisplayName"]),
        ("SentimentScore asc, Dn desc", lambda r: (r["SentimentScore"] or -1, -int(r["Dn"]))),
        ("SentimentScore desc", lambda r: -(r["SentimentScore"] or -1)),
    ],
)
def test_orderby_sorts_by_values_with_nulls_below(
    client: Client, text: str, key: Callable[[Row], object]
) -> None:
    assert report_rows(client, orderby=text) == sorted(report_rows(client), key=key)


def test_orderby_can_be_accepted_and_ignored() -> None:
    with running(Options(ignore_orderby=True)) as pbx, logged_in(pbx) as client:
        assert client.rows("GRP0001", orderby="Dn desc") == client.rows("GRP0001")
        assert client.report("GRP0001", orderby="Nothing desc").status_code == 200


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("MÜLLER", lambda r: "müller" in r["DisplayName"].lower()),
        ("ann OR bau", lambda r: re.search("ann|bau", r["DisplayName"].lower())),
        ("er NOT 1", lambda r: "er" in r["DisplayName"].lower() and "1" not in r["Dn"]),
        (
            "er AND (en OR an)",
            lambda r: re.search("(?=.*er)(?=.*(en|an))", r["DisplayName"].lower()),
        ),
        ('"' + "a b" + '"', lambda r: "a b" in r["DisplayName"].lower()),
        ("NOT 1", lambda r: "1" not in r["Dn"]),
        ("10", lambda r: "10" in r["Dn"]),
        ("'", lambda r: "'" in r["DisplayName"]),
        (r'"\""', lambda r: False),
        ("%", lambda r: False),
    ],
)
def test_search_finds_words_and_phrases_in_number_and_name(
    client: Client, text: str, holds: Callable[[Row], object]
) -> None:
    expected = [row for row in client.rows() if holds(row)]
    assert client.rows(search=text) == expected


@pytest.mark.parametrize("text", ["(", "a OR", "AND", ")", "a )", '"open', "NOT", "(" * 5000])
def test_a_search_that_cannot_be_read_is_refused(client: Client, text: str) -> None:
    response = client.report(search=text)
    assert response.status_code == 400
    assert "$search" in response.json()["error"]["message"] or "deeply" in response.text


def test_top_and_skip_cut_pages_and_count_counts_without_them(client: Client) -> None:
    whole = client.rows()
    pages = [client.report(top=15, skip=skip, count="true").json() for skip in (0, 15, 30, 45)]
    assert [len(page["value"]) for page in pages] == [15, 15, 10, 0]
    assert [row for page in pages for row in page["value"]] == whole
    assert {page["@odata.count"] for page in pages} == {40}
    assert client.rows(top=0) == []
    filtered = client.report(filter="Dn lt '110'", top=3, count="true").json()
    assert (filtered["@odata.count"], len(filtered["value"])) == (10, 3)


def test_neither_count_nor_next_link_comes_unrequested(client: Client) -> None:
    assert set(client.report(top=3).json()) == {"@odata.context", "value"}
    assert "@odata.count" not in client.report(top=3, count="false").json()


def test_select_sends_the_named_fields_only(client: Client) -> None:
    rows = client.rows(select="Dn,InboundAnsweredTalkingDur")
    assert [row["Dn"] for row in rows] == [row["Dn"] for row in client.rows()]
    assert {name for row in rows for name in row} == {"Dn", "InboundAnsweredTalkingDur"}
    assert client.rows(select="*") == client.rows()


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        (
            "top",
            1001,
            (
                "The query specified in the URI is not valid. The limit of '1000' for Top query "
                "has been exceeded. The value from the incoming request is '1001'."
            ),
        ),
        ("top", -1, "non-negative integer"),
        ("top", "all", "non-negative integer"),
        ("top", "9" * 30, "non-negative integer"),
        ("skip", "1.5", "non-negative integer"),
        ("count", "yes", "$count"),
        ("select", "Dn,Name", "Could not find a property named 'Name'"),
        ("orderby", "Nothing", "Could not find a property named 'Nothing'"),
        ("orderby", "Dn upwards", "$orderby"),
        ("orderby", "Dn,", "$orderby"),
        ("expand", "Dn", "not a navigation property"),
        ("expand", "Members", "Could not find a property named 'Members'"),
        ("apply", "aggregate(Dn)", "'$apply' is not supported"),
    ],
)
def test_an_option_that_is_not_accepted_is_refused_with_words(
    client: Client, option: str, value: object, words: str
) -> None:
    response = client.report(**{option: value})
    assert response.status_code == 400
    assert words in response.json()["error"]["message"]


def test_an_option_given_twice_is_refused_and_others_without_dollar_are_not(
    client: Client,
) -> None:
    path = client.report().request.url.path
    assert client.get(f"{path}?$top=1&$top=2").status_code == 400
    assert client.get(f"{path}?top=1&x=%FF&&").status_code == 200


def test_filter_can_fail_without_a_word() -> None:
    with running(Options(fail_filter=True)) as pbx, logged_in(pbx) as client:
        answer = client.report("GRP0001", filter="Dn ne null")
        assert (answer.status_code, answer.content) == (500, b"")
        assert client.report("GRP0001", orderby="Dn desc").status_code == 200
