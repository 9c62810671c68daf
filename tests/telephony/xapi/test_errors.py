import re
from datetime import UTC, datetime

import pytest

from telephony.frames.quality import Quality
from telephony.xapi import errors
from telephony.xapi.errors import (
    Busy,
    NoSuchGroup,
    NotAnApiResponse,
    NotReady,
    QueryRefused,
    TimedOut,
    TooLarge,
    Unreachable,
    XapiError,
)
from telephony.xapi.refusals import NoGroupForThem, NotForThisRole, TooManyRequests
from telephony.xapi.report_errors import IncompleteList, NoHourlyReport, RowsMissing
from telephony.xapi.setup_problems import (
    BadCredentials,
    CertificateProblem,
    NotAllowed,
    NotOnThisVersion,
    SetupProblem,
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
    NotForThisRole(),
    NoGroupForThem(),
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
    IncompleteList("GRP9"),
    RowsMissing(Quality(notes=("Two rows came twice.",))),
    NoHourlyReport(),
]


def descendants(error: type[XapiError]) -> list[type[XapiError]]:
    """All classes of the program below one, in whichever module."""
    children = [one for one in error.__subclasses__() if one.__module__.startswith("telephony.")]
    return [one for child in children for one in (child, *descendants(child))]


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_every_error_says_what_went_wrong_and_what_to_do(error):
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


def test_every_kind_of_error_has_a_name_of_its_own():
    kinds = {type(error): error.kind for error in ALL}
    assert len(set(kinds.values())) == len(kinds) == 18
    assert {error for error in descendants(XapiError) if "kind" in vars(error)} == set(kinds)


def test_the_docstring_draws_the_tree_as_it_is():
    drawing = (errors.__doc__ or "").partition("::\n\n")[2].partition("\n\n")[0]
    drawn = [
        (len(line[: line.index(found[0])]) // 4, found[0])
        for line in drawing.splitlines()
        if (found := re.search(r"[A-Z]\w+", line))
    ]
    lineage: list[str] = []
    parents = {}
    for depth, name in drawn:
        lineage[depth - 1 :] = [name]
        parents[name] = lineage[-2] if len(lineage) > 1 else None
    classes = [XapiError, *descendants(XapiError)]
    assert parents == {
        one.__name__: None if one is XapiError else one.__base__.__name__ for one in classes
    }


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_only_a_setup_problem_or_a_pause_of_the_pbx_affects_all_requests(error):
    assert error.affects_all_requests == (
        isinstance(error, SetupProblem) or error.retry_at is not None
    )


def test_an_error_holds_the_facts_of_its_request():
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
