"""What was written before its reader was known comes to the screen in the reader's form."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from components.shared import viewer_locale
from components.shared.connection_steps import steps_html
from components.shared.literal_text import as_html, literal
from telephony.answers.connection_test import ConnectionTest, Step
from telephony.data_access.connection_test import words
from telephony.data_access.connection_test.words import Found
from telephony.formatting.locale_style import style_of
from telephony.frames.extensions import extension_frame
from telephony.frames.quality import Quality
from telephony.odata.errors import QueryTextError
from telephony.odata.limits import check_length
from telephony.query.parameter_reader import ParameterReader
from telephony.xapi.certificates import Certificate
from telephony.xapi.clock import SystemClock
from telephony.xapi.connection import Connection
from telephony.xapi.errors import Busy, NotAnApiResponse
from telephony.xapi.limits import Limits
from telephony.xapi.records import Probe
from telephony.xapi.refusals import TooManyRequests
from telephony.xapi.report_errors import RowsMissing
from telephony.xapi.route import Route
from telephony.xapi.setup_problems import BadCredentials
from telephony.xapi.small_print import small_print

AT = datetime(2026, 11, 16, 10, 47, tzinfo=UTC)


@pytest.fixture(autouse=True)
def american(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer_locale, "viewer_style", lambda: style_of("en-US"))


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewer_locale, "viewer_style", lambda: style_of("de-DE"))


def too_long() -> str:
    with pytest.raises(QueryTextError) as caught:
        check_length("x" * 5678)
    return caught.value.words


def link_problem() -> str:
    reader = ParameterReader({f"unknown{number:05}": ["1"] for number in range(1242)})
    reader.report_unknown(["group"])
    return reader.problems[-1].message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TooManyRequests(1234, 1000).headline, "take 1.234 requests"),
        (TooManyRequests(1234, 1000).headline, "may take 1.000."),
        (RowsMissing(Quality(dropped_rows=1234)).advice, "1.234 rows without"),
        (too_long(), "5.678 characters; the limit is 4.000."),
        (link_problem(), "one of 1.234 more. They are ignored."),
    ],
)
@pytest.mark.usefixtures("german")
def test_counts_have_the_viewers_separators(text: str, said: str) -> None:
    assert said in as_html(text)
    assert said.replace(".", "\\.") in literal(text)


@pytest.mark.parametrize("text", [Busy(AT).advice, BadCredentials(AT).advice])
def test_dates_are_in_the_viewers_order(text: str) -> None:
    assert "16 Nov 2026" in text
    assert "10:47 UTC on Nov 16, 2026" in as_html(text)


def test_what_a_response_lacks_is_counted_so_too() -> None:
    error = NotAnApiResponse.no_readable_row(1234, "number", request="GET /", status=200)
    assert "none of the 1.234 rows" in small_print(error, style_of("de"))
    assert "none of the 1,234 rows" in small_print(error)


def steps(*found: Found) -> str:
    taken = tuple(Step("Step", one.outcome, one.text, one.advice, one.details) for one in found)
    return steps_html(ConnectionTest("", "", AT, taken, len(taken)))


def test_the_steps_of_a_connection_test_are_in_the_viewers_form() -> None:
    route = Route(Connection("https://pbx.example", token=SecretStr("t")), SystemClock(), Limits())
    shown = steps(
        words.encrypted(route, Certificate(AT, "Somebody"), AT - timedelta(days=90)),
        words.encrypted(route, Certificate(AT, "Somebody"), AT - timedelta(days=3)),
    )
    assert "Valid until Nov 16, 2026, issued by Somebody.</div>" in shown
    assert "Valid until Nov 16, 2026, issued by Somebody. That is in 3 days." in shown


@pytest.mark.usefixtures("german")
def test_its_counts_are_as_well() -> None:
    rows = [{"Dn": str(number)} for number in range(1, 1235)]
    framed = extension_frame(rows, "GRP0000")
    shown = steps(
        words.clock(Probe(None, (), AT, clock_ahead_seconds=-4321.0)),
        words.report(replace(framed, quality=Quality(dropped_rows=1234))),
    )
    assert "4.321 s behind this machine" in shown
    assert "one group: 1.234 extensions. Its numbers may be incomplete. 1.234 rows" in shown
