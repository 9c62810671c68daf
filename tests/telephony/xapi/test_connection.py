from pathlib import Path

import pytest
from pydantic import SecretStr

from telephony.xapi.connection import Connection

KEY = SecretStr("k")
TOKEN = SecretStr("t")


@pytest.mark.parametrize(
    "origin",
    [
        "pbx.example.com",
        "ftp://pbx.example.com",
        "https://",
        "https://pbx.example.com/",
        "https://pbx.example.com/xapi/v1",
        "https://pbx.example.com?x=1",
        "https://pbx.example.com#x",
        "https://user:hidden@pbx.example.com",
        "https://pbx.example.com:notaport",
        "https://pbx.example.com\nHost: evil",
        "https://pbx example.com",
    ],
)
def test_an_origin_is_scheme_host_and_port_alone(origin):
    with pytest.raises(ValueError, match="origin") as caught:
        Connection(origin, "app", KEY)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    "origin", ["https://pbx.example.com", "http://127.0.0.1:5001", "https://[::1]:5001"]
)
def test_origins_that_can_be_called_are_taken(origin):
    assert Connection(origin, "app", KEY).origin == origin


@pytest.mark.parametrize(
    ("client_id", "api_key", "token"),
    [
        (None, None, None),
        ("app", None, None),
        (None, KEY, None),
        ("app", KEY, TOKEN),
    ],
)
def test_there_is_exactly_one_way_to_sign_in(client_id, api_key, token):
    with pytest.raises(ValueError, match="not both"):
        Connection("https://pbx.example.com", client_id, api_key, token)


@pytest.mark.parametrize("secret", ["", "a\nb", "a\r\nX: y", "ä", "a b", "a\x00"])
def test_a_secret_that_no_header_can_carry_is_named_and_not_shown(secret):
    for given in ({"client_id": "app", "api_key": SecretStr(secret)}, {"token": SecretStr(secret)}):
        with pytest.raises(ValueError, match=r"api_key|token") as caught:
            Connection("https://pbx.example.com", **given)
        assert not secret or secret not in str(caught.value)


def test_the_identity_distinguishes_pbx_and_client_and_holds_no_secret():
    one = Connection("https://a.example", "app", KEY)
    assert one.identity == Connection("https://a.example", "app", SecretStr("other")).identity
    assert one.identity != Connection("https://b.example", "app", KEY).identity
    assert one.identity != Connection("https://a.example", "other", KEY).identity
    assert one.identity == Connection("https://a.example", "app", KEY, None, Path("ca")).identity
    assert len(one.identity) == 64
