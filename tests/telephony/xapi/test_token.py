"""What a token says of itself, and whatever else it may say."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.xapi.token import lifetime_seconds, read_claims, roles_of

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.text(), scalars, max_size=3)


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [
        (60, 3_600),  # up to 20.0.8: minutes
        (3_600, 3_600),
        ("3600", 3_600),
        (300, 18_000),
        (301, 301),
        (0, 60),
        (-5, 60),
        (None, 60),
        ("soon", 60),
        (True, 60),
        (10**400, 60),
        ([], 60),
    ],
)
def test_an_opaque_token_lives_as_long_as_expires_in_says(expires_in, seconds):
    assert lifetime_seconds({}, {"expires_in": expires_in}, 60.0) == seconds


def test_the_claims_of_a_token_go_before_expires_in():
    assert lifetime_seconds({"iat": 5_000, "exp": 8_600}, {"expires_in": 60}, 60.0) == 3_600
    assert lifetime_seconds({"nbf": 5_000, "exp": 8_600}, {}, 60.0) == 3_600
    assert lifetime_seconds({"iat": 9, "exp": 8}, {"expires_in": 3600}, 60.0) == 3_600


def test_a_token_that_names_its_end_alone_is_valid_from_the_date_of_the_response():
    granted = datetime(2026, 11, 16, 10, 32, tzinfo=UTC)
    reported = {"exp": granted.timestamp() + 600}
    assert lifetime_seconds(reported, {"expires_in": 60}, 60.0, granted) == 600
    assert lifetime_seconds(reported, {"expires_in": 60}, 60.0) == 3_600
    assert lifetime_seconds({"iat": 5_000, "exp": 8_600}, {}, 60.0, granted) == 3_600


@given(anything, anything, anything)
def test_whatever_a_token_says_its_life_is_positive_and_finite(issued, expires, expires_in):
    seconds = lifetime_seconds({"iat": issued, "exp": expires}, {"expires_in": expires_in}, 60.0)
    assert 0 < seconds < float("inf")


def jwt(payload):
    text = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()
    return f"e30.{text}.sig"


@pytest.mark.parametrize(
    ("payload", "roles"),
    [
        ({"role": ["App", "Reports"]}, ("App", "Reports")),
        ({"role": "App"}, ("App",)),
        ({"role": ["App", 5, None]}, ("App",)),
        ({"role": {"a": 1}}, ()),
        ({}, ()),
        ([], ()),
        ("text", ()),
    ],
)
def test_roles_are_read_from_the_token(payload, roles):
    assert roles_of(read_claims(jwt(payload))) == roles


@given(st.text() | st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*", fullmatch=True))
def test_no_text_of_a_token_breaks_the_reading(text):
    assert isinstance(read_claims(text), dict)
