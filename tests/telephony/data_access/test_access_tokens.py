"""Access tokens: secret once, hashed at rest, and at an end when they should be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from telephony.data_access.access_tokens import LONGEST_NAME, MOST_ACTIVE, PREFIX, AccessTokens
from telephony.data_access.store.errors import StoreError
from telephony.data_access.store.store import HistoryStore
from tests.support.clocks import SetClock
from tests.support.stores import IMPATIENT, Place, locked

pytestmark = pytest.mark.slow

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANN, BOB = "ann@example.com", "bob@example.com"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def store(place: Place) -> Iterator[HistoryStore]:
    with closing(place.open()) as opened:
        yield opened


@pytest.fixture
def tokens(store: HistoryStore, clock: SetClock) -> AccessTokens:
    return AccessTokens(store, clock)


def test_a_token_is_found_by_its_secret_with_all_that_was_chosen(tokens: AccessTokens) -> None:
    secret, made = tokens.make(ANN, "Monthly report", 90, ("GRP0000", "GRP0001"), '{"a": 1}')
    found = tokens.find(secret.get_secret_value())
    assert found == made
    assert tokens.list(ANN) == (made,)
    assert (made.name, made.groups, made.claims) == (
        "Monthly report",
        ("GRP0000", "GRP0001"),
        '{"a": 1}',
    )
    assert made.expires_at == NOW + timedelta(days=90)
    assert tokens.is_active(made)


def test_no_two_secrets_are_alike_and_none_is_printed(tokens: AccessTokens) -> None:
    secrets = [tokens.make(ANN, f"n{number}", 1, None)[0] for number in range(20)]
    assert len({secret.get_secret_value() for secret in secrets}) == 20
    assert PREFIX not in f"{secrets} {tokens.list(ANN)}"


def test_the_files_of_the_store_do_not_have_the_secret(
    tokens: AccessTokens, place: Place, store: HistoryStore
) -> None:
    secret = tokens.make(ANN, "Report", 90, None)[0].get_secret_value()
    tokens.find(secret)
    if place.url is not None:
        database = store.use(lambda tables: tables.database)
        with database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT access_token::text FROM access_token").all()
        assert ANN in str(rows)
        assert secret.removeprefix(PREFIX) not in str(rows)
        return
    files = b"".join(path.read_bytes() for path in place.folder.iterdir())
    assert ANN.encode() in files
    assert secret.removeprefix(PREFIX).encode() not in files


def test_what_is_no_token_is_not_found(tokens: AccessTokens) -> None:
    tokens.make(ANN, "Report", 90, None)
    odd = ("ÄÖ", "tdb_\x00", "' OR 1=1 --")
    for secret in ("", "tdb_", "tdb_" + "A" * 43, "tdb_" + "A" * 42, *odd):
        assert tokens.find(secret) is None


def test_a_token_expires_to_the_second(tokens: AccessTokens, clock: SetClock) -> None:
    secret, _ = tokens.make(ANN, "Report", 1, None)

    def active() -> bool:
        found = tokens.find(secret.get_secret_value())
        return found is not None and tokens.is_active(found)

    clock.move(timedelta(days=1, seconds=-1))
    assert active()
    clock.move(timedelta(seconds=1))
    assert not active()


def test_a_token_that_another_process_revokes_is_revoked_at_once(
    place: Place, clock: SetClock
) -> None:
    with closing(place.open()) as here, closing(place.open()) as there:
        ours, theirs = AccessTokens(here, clock), AccessTokens(there, clock)
        secret, made = ours.make(ANN, "Report", 90, None)
        found = theirs.find(secret.get_secret_value())
        assert found is not None
        assert theirs.is_active(found)
        assert ours.revoke(ANN, made.id)
        after = theirs.find(secret.get_secret_value())
        assert after is not None
        assert not theirs.is_active(after)
        assert not theirs.revoke(ANN, made.id)


def test_nobody_lists_or_revokes_the_token_of_another_person(tokens: AccessTokens) -> None:
    secret, made = tokens.make(ANN, "Report", 90, None)
    assert tokens.list(BOB) == ()
    assert not tokens.revoke(BOB, made.id)
    found = tokens.find(secret.get_secret_value())
    assert found is not None
    assert tokens.is_active(found)


def test_an_ended_token_is_listed_for_a_month_and_then_deleted(
    tokens: AccessTokens, clock: SetClock, store: HistoryStore
) -> None:
    _, short = tokens.make(ANN, "short", 1, None)
    _, revoked = tokens.make(ANN, "revoked", 365, None)
    tokens.make(ANN, "long", 365, None)
    clock.move(timedelta(days=2))
    tokens.revoke(ANN, revoked.id)
    clock.move(timedelta(days=28))
    assert [token.name for token in tokens.list(ANN)] == ["long", "revoked", "short"]
    clock.move(timedelta(days=2, seconds=1))
    assert [token.name for token in tokens.list(ANN)] == ["long"]
    tokens.make(BOB, "later", 1, None)
    left = store.use(lambda tables: tables.access_tokens.list(ANN))
    assert [token.name for token in left] == ["long"]
    assert short.id not in {token.id for token in left}


def test_the_last_use_is_exact_to_a_minute(tokens: AccessTokens, clock: SetClock) -> None:
    _, made = tokens.make(ANN, "Report", 90, None)
    assert made.used_at is None
    tokens.mark_used(made)
    clock.move(timedelta(seconds=59))
    tokens.mark_used(made)
    assert tokens.list(ANN)[0].used_at == NOW
    clock.move(timedelta(seconds=1))
    tokens.mark_used(made)
    assert tokens.list(ANN)[0].used_at == NOW + timedelta(minutes=1)


def test_claims_of_the_last_sign_in_replace_those_of_all_tokens_of_a_person(
    tokens: AccessTokens,
) -> None:
    tokens.make(ANN, "one", 90, None, "old")
    tokens.make(ANN, "two", 90, None, "older")
    tokens.make(BOB, "his", 90, None, "his")
    tokens.remember_claims(ANN, "new")
    assert {token.claims for token in tokens.list(ANN)} == {"new"}
    assert tokens.list(BOB)[0].claims == "his"


def test_a_person_is_the_same_with_other_capitals(tokens: AccessTokens) -> None:
    """As in the access file; proxies name people as they typed it."""
    tokens.make("Ann@Example.com", "one", 90, None, "old")
    tokens.make("JÖRG", "his", 90, None, "old")
    for name in (ANN, "ANN@EXAMPLE.COM"):
        [listed] = tokens.list(name)
        assert listed.name == "one"
    assert [token.name for token in tokens.list("jörg")] == ["his"]
    assert tokens.list("jorg") == ()
    tokens.remember_claims(ANN.title(), "new")
    assert {token.claims for token in tokens.list(ANN)} == {"new"}
    for number in range(MOST_ACTIVE - 1):
        tokens.make(ANN.upper() if number % 2 else ANN, f"n{number}", 30, None)
    with pytest.raises(ValueError, match="You have 50 active tokens"):
        tokens.make("aNN@example.com", "one more", 30, None)
    [mine] = (token for token in tokens.list(ANN) if token.name == "one")
    assert tokens.revoke(mine.person, mine.id)


def test_what_cannot_be_made_is_said(tokens: AccessTokens) -> None:
    for name, days, groups, words in (
        ("", 90, None, "A token needs a name of 1 to 60 characters."),
        (" \n\t", 90, None, "A token needs a name of 1 to 60 characters."),
        ("n" * (LONGEST_NAME + 1), 90, None, "A token needs a name of 1 to 60 characters."),
        ("Report", 0, None, "A token lasts 1 to 365 days."),
        ("Report", 366, None, "A token lasts 1 to 365 days."),
        ("Report", 90, (), "A token needs at least one group."),
    ):
        with pytest.raises(ValueError, match=words):
            tokens.make(ANN, name, days, groups)
        assert tokens.list(ANN) == ()


def test_a_person_has_so_many_active_tokens_and_no_more(
    tokens: AccessTokens, clock: SetClock
) -> None:
    made = [tokens.make(ANN, f"n{number}", 30, None)[1] for number in range(MOST_ACTIVE)]
    with pytest.raises(ValueError, match="You have 50 active tokens"):
        tokens.make(ANN, "one more", 30, None)
    tokens.make(BOB, "of somebody else", 30, None)
    tokens.revoke(ANN, made[7].id)
    tokens.make(ANN, "in its place", 30, None)
    clock.move(timedelta(days=30))
    tokens.make(ANN, "all others have expired", 30, None)


def test_a_name_of_odd_characters_is_kept_on_one_line(tokens: AccessTokens) -> None:
    _, made = tokens.make(ANN, "a\nb\x00\ud800 =1+1", 1, None)
    assert made.name == "a b\ufffd =1+1"
    assert tokens.list(ANN)[0].name == made.name


def test_a_token_that_is_damaged_in_the_store_allows_nothing(
    tokens: AccessTokens, store: HistoryStore, place: Place
) -> None:
    if place.url is not None:
        pytest.skip("PostgreSQL keeps times as times")
    secret, made = tokens.make(ANN, "Report", 90, ("GRP0000",))
    database = store.use(lambda tables: tables.database)
    with database.reading() as connection:
        connection.exec_driver_sql("UPDATE access_token SET expires_at='?', group_scope='{\"a\"'")
    found = tokens.find(secret.get_secret_value())
    assert found is not None
    assert found.id == made.id
    assert found.groups == ()
    assert not tokens.is_active(found)


def test_a_lost_store_is_said_and_no_token_is_taken_for_wrong(tmp_path, clock: SetClock) -> None:
    place = Place(tmp_path / "data", None)
    with closing(place.open(timeouts=IMPATIENT)) as store:
        tokens = AccessTokens(store, clock)
        secret, made = tokens.make(ANN, "Report", 90, None)
        with locked(place.file):
            tokens.mark_used(made)
            with pytest.raises(StoreError):
                tokens.make(ANN, "Another", 90, None)
            # a locked file can still be read
            assert tokens.find(secret.get_secret_value()) == made
