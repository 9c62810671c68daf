"""Two PBXs in one store with the same group numbers: nothing of the one is ever the other's."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from telephony.data_access.pbx.client import connection_of
from telephony.data_access.store.bucket_values import Series
from telephony.settings.load import load_settings
from telephony.settings.rates import Rates
from telephony.xapi.connection import Connection
from telephony.xapi.shared_sign_in import SharedRefusal, SharedToken
from tests.support.numbered_buckets import FIRST, day, fetched_bucket, same
from tests.support.stores import Place

KEY = SecretStr("the-same-key")
BERLIN, YORK = (
    Connection(f"https://pbx.{name}.example.com", "dashboard", KEY).identity
    for name in ("berlin", "york")
)
SECRET = "a secret that is long enough"
SPAN = (FIRST, FIRST + timedelta(days=400))
CELL = 1_000_000


def test_the_same_client_at_two_addresses_is_two_pbxs_and_one_address_written_twice_is_one() -> (
    None
):
    assert BERLIN != YORK
    one = {"THREECX_CLIENT_ID": "dashboard", "THREECX_API_KEY": "the-same-key"}
    written = ("https://pbx.berlin.example.com", "pbx.berlin.example.com:443/#/login")
    identities = {
        connection_of(load_settings({**one, "THREECX_URL": url}, env_file=None)).identity
        for url in written
    }
    assert identities == {BERLIN}


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    of_berlin=st.sets(st.integers(0, 20), max_size=5),
    of_york=st.sets(st.integers(0, 20), max_size=5),
)
def test_buckets_and_names_of_two_pbxs_stay_apart(
    place: Place, of_berlin: set[int], of_york: set[int]
) -> None:
    series = {pbx: Series(pbx, "GRP0000", 0) for pbx in (BERLIN, YORK)}
    with closing(place.open()) as store:
        expected: dict[str, dict[int, int]] = {BERLIN: {}, YORK: {}}
        for pbx, salt, days in ((BERLIN, 1, of_berlin), (YORK, 2, of_york)):
            stored = [fetched_bucket(number, store.extensions, salt=salt) for number in days]
            store.buckets.save(series[pbx], stored)
            expected[pbx] = dict.fromkeys(days, salt)
        for pbx, salts in expected.items():
            found = {one.bucket: one for one in store.buckets.read(series[pbx], *SPAN).buckets}
            for number, salt in salts.items():
                want = fetched_bucket(number, store.extensions, salt=salt)
                assert same(found[day(number)], want, store.extensions, store.extensions)
            assert store.buckets.find_final(series[pbx], *SPAN) == frozenset(found)


def test_tokens_refusals_requests_and_leases_of_two_pbxs_stay_apart(place: Place) -> None:
    with closing(place.open(secret=SECRET)) as store, closing(place.open(secret=SECRET)) as other:
        store.store_token(BERLIN, SharedToken(SecretStr("of Berlin"), 600.0))
        assert store.read_token(YORK) is None
        store.store_refusal(BERLIN, KEY, SharedRefusal(600.0, 401, "refused"))
        assert store.read_refusal(YORK, KEY) is None
        assert store.read_refusal(BERLIN, KEY) is not None
        store.store_token(YORK, SharedToken(SecretStr("of New York"), 600.0))
        assert store.read_refusal(BERLIN, KEY) is not None
        store.store_token(BERLIN, SharedToken(SecretStr("of Berlin, too"), 600.0))
        assert store.read_refusal(BERLIN, KEY) is None
        rates = Rates(1, 1)
        assert store.spend(BERLIN, CELL, rates) == 0
        assert store.spend(BERLIN, CELL, rates) > 0
        assert store.spend(YORK, CELL, rates) == 0
        store.give_back_spent(BERLIN, CELL)
        assert store.spend(BERLIN, CELL, rates) == 0
        assert sum(store.read_spent(YORK, CELL).values()) == 1
        assert store.take_leases(f"sign-in:{BERLIN}")
        assert not other.take_leases(f"sign-in:{BERLIN}")
        assert other.take_leases(f"sign-in:{YORK}")
