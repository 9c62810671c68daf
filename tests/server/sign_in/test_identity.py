"""Who the claims of a provider, or the headers of a proxy, describe."""

from __future__ import annotations

import pytest

from server.sign_in.open_id import identity_of
from server.sign_in.proxy import ProxySignIn
from telephony.settings.trusted_proxy import TrustedProxy

CLAIMS = {"sub": "7", "email": "maria@example.com"}


@pytest.mark.parametrize("verified", [False, "false", "False", ["false"]])
def test_an_address_that_is_not_verified_names_nobody(verified: object) -> None:
    found = identity_of(CLAIMS | {"email_verified": verified}, "email")
    assert (found.name, found.email, found.domain) == ("7", "", "")


@pytest.mark.parametrize("verified", [{}, {"email_verified": True}, {"email_verified": "true"}])
def test_one_that_is_verified_or_that_the_provider_says_nothing_of_does(
    verified: dict[str, object],
) -> None:
    found = identity_of(CLAIMS | verified, "email")
    assert (found.name, found.domain) == ("maria@example.com", "example.com")


@pytest.mark.parametrize(
    ("name", "groups", "expected"),
    [
        ("otto", "", ("otto", "", frozenset())),
        ("otto@example.com", "a, b|c,,", ("otto@example.com", "example.com", frozenset("abc"))),
        ("a@b@example.com", "", ("a@b@example.com", "", frozenset())),
        ("jörg".encode().decode("latin-1"), "", ("jörg", "", frozenset())),
        ("jörg", "", ("jörg", "", frozenset())),  # from a proxy that sends Latin-1
    ],
)
def test_a_proxy_names_a_person_and_perhaps_their_groups(
    name: str, groups: str, expected: tuple[str, str, frozenset[str]]
) -> None:
    sign_in = ProxySignIn(TrustedProxy("Remote-User", "Remote-Groups", (), unix=True))
    found = sign_in.identity({"Remote-User": name, "Remote-Groups": groups})
    assert found is not None
    assert (found.name, found.domain, found.claims["groups"]) == expected


@pytest.mark.parametrize("name", ["", "  ", "x" * 321])
def test_what_cannot_be_a_name_names_nobody(name: str) -> None:
    sign_in = ProxySignIn(TrustedProxy("Remote-User", "", (), unix=True))
    assert sign_in.identity({"Remote-User": name}) is None
