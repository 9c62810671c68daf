"""Who the claims of a provider describe."""

from __future__ import annotations

import pytest

from server.sign_in.open_id import identity_of

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
