from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo_pbx import simulation
from demo_pbx.directory import company
from demo_pbx.legs import Leg, to_us
from demo_pbx.people import staff
from demo_pbx.seasons import business, easter_sunday
from demo_pbx.simulation import RETENTION_DAYS, Simulation

NOW = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
BERLIN = "Europe/Berlin"
ODD_DAYS = [
    (BERLIN, date(2026, 3, 29), 23),
    (BERLIN, date(2026, 10, 25), 25),
    ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ("America/Santiago", date(2026, 9, 6), 23),
    ("Atlantic/Azores", date(2026, 10, 25), 25),
    ("Asia/Kathmandu", date(2026, 3, 29), 24),
]


def simulated(
    *, seed: int = 7, extensions: int = 40, zone: str = BERLIN, now: datetime = NOW
) -> Simulation:
    directory = company(extensions, seed)
    people = staff(directory, seed)
    return Simulation(directory, people, seed=seed, zone=ZoneInfo(zone), clock=lambda: now)


def legs(source: Simulation, start: datetime, end: datetime) -> list[Leg]:
    pieces = source.between(to_us(start), to_us(end))
    return [leg for piece in pieces for leg in piece.readable(source.directory)]


def local_day(day: date, zone: str) -> tuple[datetime, datetime]:
    midnight, next_one = (
        datetime(d.year, d.month, d.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for d in (day, day + timedelta(days=1))
    )
    return midnight, next_one


@pytest.fixture(scope="module")
def quarter() -> list[Leg]:
    return legs(simulated(), NOW - timedelta(days=90), NOW)


def test_a_date_has_the_same_calls_in_whatever_order_and_on_whatever_day_it_is_read() -> None:
    start, end = local_day(date(2026, 11, 9), BERLIN)
    read_first = legs(simulated(), start, end)
    source = simulated(now=NOW + timedelta(days=200))
    legs(source, start - timedelta(days=30), end + timedelta(days=30))
    assert legs(source, start, end) == read_first
    assert len(read_first) > 500


def test_another_seed_is_another_company_with_other_calls() -> None:
    start, end = local_day(date(2026, 11, 9), BERLIN)
    one, other = simulated(seed=7), simulated(seed=8)
    assert legs(one, start, end) != legs(other, start, end)
    assert one.directory.extensions != other.directory.extensions


@settings(deadline=None)
@given(st.lists(st.integers(0, 40 * 86_400_000_000), min_size=2, max_size=5).map(sorted))
def test_adjacent_periods_hold_each_call_once(cuts: list[int]) -> None:
    base = NOW - timedelta(days=40)
    edges = [base + timedelta(microseconds=cut) for cut in cuts]
    whole = legs(SHARED, edges[0], edges[-1])
    assert [leg for start, end in pairwise(edges) for leg in legs(SHARED, start, end)] == whole
    assert whole == sorted(whole, key=lambda leg: leg.start)


SHARED = simulated(extensions=8)


@pytest.mark.parametrize(("zone", "day", "hours"), ODD_DAYS)
def test_the_calls_of_a_day_lie_within_it_even_when_clocks_change(
    zone: str, day: date, hours: float
) -> None:
    source = simulated(zone=zone)
    start, end = local_day(day, zone)
    assert end - start == timedelta(hours=hours)
    around = legs(source, start - timedelta(days=2), end + timedelta(days=2))
    within = [leg for leg in around if start <= leg.start < end]
    assert within == legs(source, start, end)
    assert {leg.start.astimezone(ZoneInfo(zone)).date() for leg in within} == {day}


def test_a_date_that_a_zone_skipped_has_no_calls() -> None:
    skipped = date(2011, 12, 30)
    now = datetime(2012, 2, 1, tzinfo=UTC)
    source = simulated(zone="Pacific/Apia", now=now)
    start, end = local_day(skipped, "Pacific/Apia")
    assert start == end
    found = legs(source, now - timedelta(days=60), now)
    assert len(found) > 1000
    assert not [leg for leg in found if leg.start == start]


def test_calls_older_than_the_retention_are_gone() -> None:
    oldest = (NOW - timedelta(days=RETENTION_DAYS)).date()
    start, _ = local_day(oldest, BERLIN)
    assert legs(simulated(), start - timedelta(days=30), start) == []
    assert legs(simulated(), start, start + timedelta(days=4)) != []


def test_a_running_day_grows_by_calls_that_have_ended() -> None:
    start, end = local_day(date(2026, 11, 18), BERLIN)
    hours = [NOW.replace(hour=hour) for hour in (7, 9, 11, 13, 23)]
    known = [legs(simulated(now=now), start, end) for now in hours]
    for now, earlier, later in zip(hours, [[], *known], known, strict=False):
        assert set(earlier) < set(later)
        assert all(leg.start + timedelta(microseconds=leg.talk_us) < now for leg in later)


def test_an_internal_call_is_counted_at_both_ends(quarter: list[Leg]) -> None:
    internal = [leg for leg in quarter if leg.area == "internal"]
    ends = Counter((leg.start, leg.talk_us, leg.answered, leg.direction) for leg in internal)
    assert ends
    for (start, talk, answered, direction), count in ends.items():
        other = "inbound" if direction == "outbound" else "outbound"
        assert ends[start, talk, answered, other] == count
    by_start = defaultdict(set)
    for leg in internal:
        by_start[leg.start].add(leg.extension)
    assert all(len(numbers) > 1 for numbers in by_start.values())


def test_a_call_to_a_team_is_answered_by_one_and_a_ring_at_the_others(
    quarter: list[Leg],
) -> None:
    rings = defaultdict(list)
    for leg in quarter:
        if leg.direction == "inbound" and leg.area == "external":
            rings[leg.start].append(leg)
    together = [team for team in rings.values() if len(team) > 1]
    assert len(together) > 1000
    assert max(map(len, together)) == 5
    assert all(sum(leg.answered for leg in team) <= 1 for team in together)
    assert any(not any(leg.answered for leg in team) for team in together)


def test_only_answered_calls_have_talk_time_and_it_leans_to_the_long_side(
    quarter: list[Leg],
) -> None:
    assert all((leg.talk_us > 0) == leg.answered for leg in quarter)
    talk = np.array([leg.talk_us for leg in quarter if leg.answered]) / 1e6
    assert talk.mean() > 1.3 * np.median(talk)
    assert talk.max() <= 3 * 3600
    assert np.any(talk % 1)


def test_the_day_has_a_morning_peak_and_a_lunch_dip_and_nights_are_quiet(
    quarter: list[Leg],
) -> None:
    hours = Counter(leg.start.astimezone(ZoneInfo(BERLIN)).hour for leg in quarter)
    assert hours[12] < 0.7 * hours[11]
    assert hours[12] < 0.7 * hours[14]
    assert hours[10] > hours[15]
    assert sum(hours[hour] for hour in (0, 1, 2, 3, 4, 22, 23)) < 0.01 * len(quarter)


def test_weekends_and_holidays_are_quiet_and_mondays_busy() -> None:
    source = simulated()

    def calls(*day: int) -> int:
        return len(legs(source, *local_day(date(*day), BERLIN)))

    monday, wednesday, sunday = calls(2026, 9, 21), calls(2026, 9, 23), calls(2026, 9, 20)
    christmas = calls(2025, 12, 25)
    assert monday > wednesday > 5 * sunday
    assert christmas < 0.2 * wednesday


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2021, 4, 4), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5)]
)
def test_easter_is_where_the_calendar_has_it(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)
    assert business(date(year, month, day) + timedelta(days=1)) < 0.1


def test_business_grows_over_the_years_and_dips_in_summer() -> None:
    assert business(date(2026, 9, 16)) > business(date(2025, 9, 17))
    assert business(date(2026, 8, 5)) < 0.9 * business(date(2026, 6, 24))


def test_people_differ(quarter: list[Leg]) -> None:
    count = Counter(leg.extension for leg in quarter)
    numbers = {extension.number for extension in company(40, 7).extensions}
    assert numbers - set(count), "some telephones never ring"
    assert max(count.values()) > 20 * min(count.values())
    outbound = Counter(leg.extension for leg in quarter if leg.direction == "outbound")
    busy = [number for number in count if count[number] > 500]
    shares = [outbound[number] / count[number] for number in busy]
    assert min(shares) < 0.3
    assert max(shares) > 0.7
    mornings = Counter(
        leg.extension
        for leg in quarter
        if leg.area == "external"
        and leg.direction == "outbound"
        and leg.start.astimezone(ZoneInfo(BERLIN)).hour >= 13
    )
    assert any(mornings[number] == 0 for number in busy), "some work in the mornings only"


@pytest.mark.parametrize("extensions", [1, 2, 3, 8, 901])
def test_companies_of_any_size_have_calls(extensions: int) -> None:
    source = simulated(extensions=extensions)
    found = legs(source, NOW - timedelta(days=7), NOW)
    assert found
    numbers = [extension.number for extension in source.directory.extensions]
    assert len(set(numbers)) == extensions
    assert len({len(number) for number in numbers}) == 1
    assert {leg.extension for leg in found} <= set(numbers)


def test_remembered_days_stay_within_their_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = 200_000
    monkeypatch.setattr(simulation, "CACHE_BYTES", bound)
    source = simulated()
    first = legs(source, NOW - timedelta(days=60), NOW)
    assert source.cached_bytes <= bound
    assert legs(source, NOW - timedelta(days=60), NOW) == first


def test_a_large_company_over_a_week_is_remembered_whole() -> None:
    source = simulated(extensions=10_000)
    week = to_us(NOW - timedelta(days=7)), to_us(NOW)
    count = sum(len(piece) for piece in source.between(*week))
    assert count > 1_000_000
    assert source.cached_bytes < simulation.CACHE_BYTES
