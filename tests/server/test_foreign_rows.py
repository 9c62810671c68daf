"""Nobody reads a row, a name or a number of a group that is not theirs: wherever, however.

People with generated rights request every page and every export, with every parameter naming a
group of somebody else's, from a dashboard that has nothing in memory and from one that has all of
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo_pbx.options import Options
from demo_pbx.serving import RunningPbx, running
from server.routes import EXPORTS
from telephony.context import Context
from telephony.data_access.permitted import PermittedAccess
from telephony.explore.links import PARAMETERS as EXPLORER_PARAMETERS
from telephony.export.formats import SUFFIXES
from telephony.periods.buckets import Grain
from telephony.periods.presets import Preset
from telephony.query.links import PARAMETERS
from tests.server.export_client import get_route
from tests.support.clocks import SetClock
from tests.support.dashboard_settings import settings as settings_of
from tests.support.files import rows_in
from tests.support.pages import context_with
from tests.support.signed_in import HEADER, all_sent, draw_for, people, rule
from tests.telephony.data_access.conftest import NOON, query

GROUPS: Final = {
    "GRP0000": "DEFAULT",
    "GRP0001": "Support",
    "GRP2": "Sales & Söhne",
    "O'Neil": "O'Neil account",
    "R&D 1/2": "Forschung München",
    "GRP0005": "Night shift",
}
RANGE: Final = {"range": "yesterday"}
PAGES: Final = tuple(
    path.stem for path in Path("pages").glob("*.py") if path.stem not in {"__init__", "set_up"}
)
"""All but the set-up, which shows no PBX's values."""
ROLES: Final = ("viewer", "analyst", "admin")
NAMING: Final = frozenset({"group", "against", "extension", "selected", "search", "filter"})
"""Parameters of a link whose values name groups, people or rows of the PBX."""
OPTIONS: Final = ("$filter", "$search", "select", "orderby", "expand")


@dataclass(frozen=True)
class Person:
    """Who asks, and the groups of the PBX that they may see."""

    name: str
    groups: frozenset[str]
    role: str = "admin"
    patterns: frozenset[str] = frozenset()
    """What gives these groups; empty for their own numbers."""

    @property
    def rule(self) -> str:
        return rule(self.name, sorted(self.patterns or self.groups), self.role)


@dataclass(frozen=True)
class Company:
    """A dashboard over a demo PBX, and who works in which group."""

    context: Context
    members: dict[str, dict[str, str]]
    pbx: RunningPbx

    def foreign_extensions(self, person: Person) -> dict[str, str]:
        """Names by number of those who are in none of the person's groups."""
        own = {number for group in person.groups for number in self.members[group]}
        every = {number: name for of in self.members.values() for number, name in of.items()}
        return {number: name for number, name in every.items() if number not in own}

    def secrets(self, person: Person, asked: str) -> list[str]:
        """Names that the person must not read, less what they have asked for by name."""
        # the test of the connection requests a report of the group that every PBX has
        foreign = {*GROUPS, *GROUPS.values()} - {"GRP0000", "Support"}
        foreign -= {text for number in person.groups for text in (number, GROUPS[number])}
        people = self.foreign_extensions(person).values()
        return sorted(text for text in (*foreign, *people) if text not in asked)


@contextmanager
def company(pbx: RunningPbx, members: dict[str, dict[str, str]]) -> Iterator[Company]:
    """With nothing in memory."""
    with context_with(settings_of(pbx.base_url), SetClock(NOON)) as context:
        yield Company(context, members, pbx)


@pytest.fixture(scope="module")
def pbx() -> Iterator[RunningPbx]:
    clock = SetClock(NOON)
    with running(Options(extensions=24), clock=clock.now) as served:
        yield served


@pytest.fixture(scope="module")
def warm(pbx: RunningPbx) -> Iterator[Company]:
    """With everything in memory or stored, as an admin of all groups has loaded it."""
    members = {}
    with company(pbx, {}) as served:
        access = PermittedAccess(served.context.access._access)  # noqa: SLF001  # everybody's
        access.load_groups()
        access.request_office_hours().answer()
        for group in GROUPS:
            for preset in (Preset.YESTERDAY, Preset.TODAY):
                frame = access.load_extensions(query(preset, group)).frame
                access.request_hours(query(preset, group)).answer()
                access.load_history(query(preset, group), Grain.DAY)
            members[group] = dict(zip(frame["extension"], frame["display_name"], strict=True))
        access.load_history(query(Preset.YESTERDAY, *GROUPS), Grain.DAY)
        access.load_extensions(query(Preset.YESTERDAY, *GROUPS))
        yield Company(served.context, members, pbx)


MARIA: Final = Person("maria", frozenset({"GRP2"}))
OTTO: Final = Person("otto", frozenset({"R&D 1/2", "O'Neil"}))


def in_turn(place: int) -> tuple[Person, Person]:
    """Who asks, and whose groups they ask for: the other way round at the next place."""
    return (MARIA, OTTO) if place % 2 else (OTTO, MARIA)


def request(person: Person, name: str, suffix: str, *parameters: tuple[str, str]) -> httpx.Response:
    target = f"/export/{name}.{suffix}?{urlencode(parameters)}"
    return get_route(target, **{HEADER: person.name})


def check(company: Company, person: Person, answer: httpx.Response, asked: str) -> None:
    """Whatever the response is, it tells nothing of others' groups."""
    assert answer.status_code in {200, 304, 400, 404}, answer.text
    told = f"{answer.headers} {answer.text}"
    assert [text for text in company.secrets(person, asked) if text in told] == []
    if answer.status_code == 200 and "csv" in answer.headers["Content-Type"]:
        rows = rows_in(answer.content, "csv")
        numbers = {row["extension"] for row in rows if "extension" in row}
        assert not numbers & company.foreign_extensions(person).keys()
        groups = {row["group"] for row in rows if "group" in row}
        assert groups <= person.groups


@pytest.mark.parametrize("name", EXPORTS)
def test_no_parameter_of_an_export_reaches_the_group_of_another(
    warm: Company, tmp_path: Path, name: str
) -> None:
    with people(warm.context, tmp_path, MARIA.rule, OTTO.rule):
        first = list(EXPORTS).index(name)
        # what the other one may see would have to be loaded as well: they ask for the next export
        person, other = in_turn(first)
        own, foreign = min(person.groups), min(other.groups)
        # those whose values are words of ours are read in one place for all exports
        ours = [parameter for parameter in PARAMETERS if parameter not in NAMING]
        named = {*NAMING, *OPTIONS, *ours[first % 3 :: 3]}
        for parameter in sorted(named):
            texts = {foreign, GROUPS[foreign], f"contains(groups, '{foreign}')"}
            for text in texts if "filter" in parameter else {foreign}:
                asked = [("group", own), (parameter, text), *RANGE.items()]
                if name == "extension" and parameter != "extension":
                    asked.append(("extension", min(warm.members[own])))
                answer = request(person, name, "csv", *asked)
                check(warm, person, answer, text)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_no_format_of_a_file_has_rows_of_the_group_of_another(
    warm: Company, tmp_path: Path, suffix: str
) -> None:
    with people(warm.context, tmp_path, MARIA.rule, OTTO.rule):
        for person in (MARIA, OTTO, MARIA):
            for name in ("extensions", "groups"):
                given = {} if name == "groups" else {"group": min(person.groups)}
                answer = request(person, name, suffix, *given.items(), *RANGE.items())
                assert answer.status_code == 200
                told = str(rows_in(answer.content, suffix))
                assert [text for text in warm.secrets(person, "") if text in told] == []
            theirs = min(({MARIA, OTTO} - {person}).pop().groups)
            assert request(person, "extensions", suffix, ("group", theirs)).status_code == 404


@pytest.mark.parametrize("name", EXPORTS)
def test_a_file_of_another_is_not_even_known_to_be_unchanged(
    warm: Company, tmp_path: Path, name: str
) -> None:
    """Neither its tag nor any other says that it is the same, or that it exists."""
    asked = [("group", "GRP2"), *RANGE.items(), ("extension", min(warm.members["GRP2"]))]
    asked = asked if name == "extension" else asked[:-1]
    asked += [("compare", "preceding")] if name == "changes" else []
    with people(warm.context, tmp_path, MARIA.rule, OTTO.rule):
        own = request(MARIA, name, "csv", *asked)
        assert own.status_code == 200, own.text
        tag = own.headers["ETag"]
        for tags in (tag, "*"):
            target = f"/export/{name}.csv?{urlencode(asked)}"
            headers = {HEADER: OTTO.name, "If-None-Match": tags}
            absent = get_route(target.replace("GRP2", "GRP9"), **headers)
            foreign = get_route(target, **headers)
            assert (foreign.status_code, absent.status_code) == (404, 404)
            assert "ETag" not in foreign.headers
            assert foreign.text.replace("GRP2", "GRP9") == absent.text
            assert foreign.headers == absent.headers


def links_of(person: Person, other: Person, names: Sequence[str]) -> list[str]:
    """Links that a person opens: without a group, and with one of another in each way."""
    own, foreign = min(person.groups), min(other.groups)
    alone = (urlencode({name: foreign, **RANGE}) for name in ("group", "against"))
    everywhere = "&".join(urlencode({"group": own, name: foreign}) for name in names)
    return ["", *alone, everywhere, urlencode({"group": [own, foreign], **RANGE}, doseq=True)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("temperature", ["warm", "cold"])
def test_no_page_shows_anything_of_the_group_of_another(
    warm: Company, tmp_path: Path, page: str, temperature: str
) -> None:
    names = EXPLORER_PARAMETERS if page == "explorer" else PARAMETERS
    first = PAGES.index(page)
    with ExitStack() as held:
        served = warm
        if temperature == "cold":
            served = held.enter_context(company(warm.pbx, warm.members))
            # the rest is one page as well, which says what was wrong with each
            names = ("group", *names[-3:])
        viewers = held.enter_context(people(served.context, tmp_path, MARIA.rule, OTTO.rule))
        both_links = (links_of(*in_turn(place), names) for place in (0, 1))
        for place, of_both in enumerate(zip(*both_links, strict=True), first):
            if temperature == "cold" and place % 2:
                continue  # what one page opens cold the next one does not
            # one person opens all links of a cold dashboard: another would load as much again
            turn = place if temperature == "warm" else first
            person, other = in_turn(turn)
            link, foreign = of_both[turn % 2], min(other.groups)
            app = draw_for(viewers, served.context, person.name, page, link)
            assert [one.value for one in app.exception] == []
            sent = all_sent(app).decode("utf-8", "replace")
            found = [text for text in served.secrets(person, foreign) if text in sent]
            assert found == [], link


PATTERNS = [*GROUPS, "GRP*", "GRP000?", "GRP[!2]*", "*&*", "O'*", "GRP9"]
RIGHTS = st.sets(st.sampled_from(PATTERNS), min_size=1, max_size=3).map(frozenset)
NAMED = st.lists(st.sampled_from([*GROUPS, "GRP9"]), min_size=1, max_size=3, unique=True)


def allowed_by(patterns: frozenset[str]) -> frozenset[str]:
    return frozenset(
        group for group in GROUPS if any(fnmatchcase(group, pattern) for pattern in patterns)
    )


@pytest.mark.slow
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rights=st.tuples(RIGHTS, RIGHTS),
    roles=st.tuples(st.sampled_from(ROLES), st.sampled_from(ROLES)),
    asked=st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from(sorted(EXPORTS)),
            NAMED,
            st.sampled_from([*GROUPS, "GRP9", ""]),
        ).filter(lambda one: one[2] != [one[3]]),  # of a group beside itself there is no file
        min_size=1,
        max_size=4,
    ),
    cold=st.booleans(),
)
def test_whatever_the_rights_and_the_requests_no_row_is_foreign(
    warm: Company,
    rights: tuple[frozenset[str], frozenset[str]],
    roles: tuple[str, str],
    asked: list[tuple[bool, str, list[str], str]],
    cold: bool,  # by name, from hypothesis
) -> None:
    """Two people in turn, each asking for any groups, in one dashboard."""
    both = [
        Person(name, allowed_by(patterns), role, patterns)
        for name, patterns, role in zip(("maria", "otto"), rights, roles, strict=True)
    ]
    with ExitStack() as held:
        served = held.enter_context(company(warm.pbx, warm.members)) if cold else warm
        folder = Path(held.enter_context(TemporaryDirectory()))
        held.enter_context(people(served.context, folder, *(person.rule for person in both)))
        for second, name, groups, against in asked:
            person = both[second]
            given = [("group", group) for group in groups] + list(RANGE.items())
            given += [("against", against)] if against else []
            if name == "extension":
                given.append(("extension", "106"))
            elif name == "changes" and not against:
                given.append(("compare", "preceding"))
            answer = request(person, name, "csv", *given)
            check(served, person, answer, f"{groups} {against}")
            named = {*groups, *([against] if against and name == "changes" else [])}
            if not person.groups.issuperset(named):
                assert answer.status_code == 404, (answer.status_code, answer.text)


@pytest.mark.slow
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rights=st.tuples(RIGHTS, RIGHTS),
    asked=st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from(PAGES),
            st.one_of(st.just([]), NAMED),
            st.sampled_from(sorted({*PARAMETERS, *EXPLORER_PARAMETERS} - {"group", "range"})),
            st.sampled_from([*GROUPS, "GRP9", ""]),
        ),
        min_size=1,
        max_size=4,
    ),
    cold=st.booleans(),
)
def test_whatever_the_rights_and_the_links_no_page_shows_what_is_foreign(
    warm: Company,
    rights: tuple[frozenset[str], frozenset[str]],
    asked: list[tuple[bool, str, list[str], str, str]],
    cold: bool,  # by name, from hypothesis
) -> None:
    """Two people in turn, each opening any page with any groups in its link, in one dashboard."""
    both = [
        Person(name, allowed_by(patterns), patterns=patterns)
        for name, patterns in zip(("maria", "otto"), rights, strict=True)
    ]
    with ExitStack() as held:
        served = held.enter_context(company(warm.pbx, warm.members)) if cold else warm
        folder = Path(held.enter_context(TemporaryDirectory()))
        rules = (person.rule for person in both)
        viewers = held.enter_context(people(served.context, folder, *rules))
        for second, page, groups, parameter, value in asked:
            person = both[second]
            given = {"group": groups, **RANGE, **({parameter: value} if value else {})}
            app = draw_for(viewers, served.context, person.name, page, urlencode(given, doseq=True))
            assert [one.value for one in app.exception] == []
            sent = all_sent(app).decode("utf-8", "replace")
            told = [text for text in served.secrets(person, f"{groups} {value}") if text in sent]
            assert told == []


def test_the_words_for_some_groups_do_not_claim_to_be_of_all(warm: Company, tmp_path: Path) -> None:
    with people(warm.context, tmp_path, MARIA.rule, OTTO.rule) as viewers:

        def shown(person: Person, page: str, link: str, panel: str = "") -> str:
            app = draw_for(viewers, warm.context, person.name, page, link, panel)
            return all_sent(app).decode("utf-8", "replace")

        groups = shown(MARIA, "groups", urlencode(RANGE))
        assert "all your groups" in groups
        assert "There is only one group here" in groups
        number = min(warm.members["R&D 1/2"].keys() - warm.members["O'Neil"].keys())
        link = urlencode({"group": "R&D 1/2", "extension": number, **RANGE})
        assert "In none of your other groups." in shown(OTTO, "extension", link, "other_groups")


def test_what_is_looked_for_is_there_for_whoever_may_see_it(warm: Company, tmp_path: Path) -> None:
    """The tests above could find what they look for."""
    with people(warm.context, tmp_path, MARIA.rule) as viewers:
        foreign_to_otto = warm.secrets(OTTO, "")
        answer = request(MARIA, "extensions", "csv", ("group", "GRP2"), *RANGE.items())
        assert len([text for text in foreign_to_otto if text in answer.text]) > 5
        link = urlencode({"group": "GRP2", **RANGE})
        for page in ("overview", "workload", "changes", "rates"):
            sent = all_sent(draw_for(viewers, warm.context, "maria", page, link)).decode(
                "utf-8", "replace"
            )
            found = [text for text in foreign_to_otto if text in sent]
            assert re.search("Sales", sent)
            assert len(found) > 5, page
