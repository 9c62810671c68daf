from datetime import UTC, datetime

import pytest

from telephony.xapi import errors
from telephony.xapi.errors import (
    BadCredentials,
    Busy,
    CertificateProblem,
    NoSuchGroup,
    NotAllowed,
    NotAnApiResponse,
    NotOnThisVersion,
    NotReady,
    QueryRefused,
    TimedOut,
    TooLarge,
    TooManyRequests,
    Unreachable,
    XapiError,
)

AT = datetime(2026, 11, 16, 10, 47, tzinfo=UTC)

ALL = [
    BadCredentials(AT),
    BadCredentials.token_taken(AT),
    BadCredentials.static_token_refused(AT),
    NotAllowed("Reports", ("App",)),
    NotAllowed("Reports"),
    NoSuchGroup("GRP9", ("GRP0", "GRP1")),
    NoSuchGroup("GRP9"),
    QueryRefused(),
    QueryRefused(pbx_message="no such column"),
    NotOnThisVersion(),
    Busy(),
    Busy(AT),
    Busy.too_many_waiting(200),
    TooManyRequests(5_000, 2_000),
    Unreachable(),
    Unreachable.through("http://proxy.example:3128 (ALL_PROXY)"),
    CertificateProblem(),
    NotAnApiResponse(),
    TooLarge(),
    TimedOut(),
    NotReady(),
]


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_every_error_says_what_happened_and_what_to_do(error):
    assert isinstance(error, XapiError)
    assert error.headline.endswith(".")
    assert error.advice
    assert str(error) == f"{error.headline} {error.advice}"
    assert (error.request, error.status) == ("", None)


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_every_error_can_be_shared_with_a_request_that_was_not_sent(error):
    error.seconds, error.received_bytes = 3.0, 200
    shared = error.shared_with("GET /other", AT)
    assert type(shared) is type(error)
    assert (str(shared), shared.headline, shared.advice) == (
        str(error),
        error.headline,
        error.advice,
    )
    assert (shared.request, shared.retry_at, shared.shared) == ("GET /other", AT, True)
    assert (shared.seconds, shared.received_bytes) == (None, 0)
    assert (error.request, error.shared, error.seconds) == ("", False, 3.0)


def test_every_kind_of_error_is_told_from_the_others():
    kinds = {type(error): error.kind for error in ALL}
    assert len(set(kinds.values())) == len(kinds) == 13
    named = {value for value in vars(errors).values() if isinstance(value, type)}
    assert {tree for tree in named if issubclass(tree, XapiError)} == {XapiError, *kinds}


def test_an_error_keeps_the_facts_of_its_call():
    error = Unreachable(request="GET https://pbx/xapi", status=502, pbx_message="502 Bad Gateway")
    assert (error.request, error.status) == ("GET https://pbx/xapi", 502)
    assert error.pbx_message == "502 Bad Gateway"


@pytest.mark.parametrize("error", [BadCredentials(AT), BadCredentials.token_taken(AT), Busy(AT)])
def test_an_error_with_a_time_names_it_in_words(error):
    assert error.retry_at == AT
    assert "10:47 UTC on 16 Nov 2026" in error.advice


def test_a_missing_right_is_named_with_the_roles_there_are():
    error = NotAllowed("Reports", ("App", "MyPhone"))
    assert "Reports" in error.headline
    assert "App, MyPhone" in error.advice
    assert "System Owner" in error.advice
    assert "licence" not in error.advice
    assert "licence" in NotAllowed("Reports", ("Reports",)).advice


def test_a_group_from_the_address_line_is_cut_before_it_is_repeated():
    assert len(str(NoSuchGroup("x" * 100_000))) < 200
