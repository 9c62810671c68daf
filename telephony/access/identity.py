"""Who has signed in, as the identity provider or the proxy says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

# Claims of an OpenID provider that say nothing of the person.
_OF_ONE_SIGN_IN: Final = frozenset(
    ("exp", "iat", "nbf", "auth_time", "nonce", "at_hash", "c_hash", "s_hash", "sid", "jti")
)


@dataclass(frozen=True)
class Identity:
    """A person by ``name``, which is shown and audited: an e-mail address or a user name.

    ``email`` is one that the provider vouches for, else empty: rules for a domain go by it.
    ``claims``: what else is said of the person, as texts by the name of the claim.
    """

    name: str
    email: str = ""
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        """What a rule's users are compared with: folded."""
        return frozenset({folded(self.name), folded(self.email)} - {""})

    @cached_property
    def domain(self) -> str:
        """That of the e-mail address, folded; empty where there is none."""
        return domain_of(self.email)

    def said(self) -> str:
        """All that is said of the person but the name, as JSON: the same text for the same."""
        claims = {
            name: sorted(values)
            for name, values in sorted(self.claims.items())
            if name not in _OF_ONE_SIGN_IN
        }
        return json.dumps({"email": self.email, "claims": claims})

    @classmethod
    def of(cls, name: str, said: str) -> Identity:
        """The person of this name of whom that was ``said``; nothing but the name if unreadable."""
        try:
            read = json.loads(said)
            claims = {str(key): frozenset(map(str, each)) for key, each in read["claims"].items()}
            return cls(name, str(read["email"]), claims)
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls(name)


def folded(text: str) -> str:
    """The text for a comparison that ignores case.

    A letter outside ASCII stays one: the Kelvin sign is no k, so nobody becomes another by it.
    """
    return "".join(
        character if not character.isascii() and character.lower().isascii() else character.lower()
        for character in text.strip()
    )


def domain_of(address: str) -> str:
    """The part of an e-mail address after the @, for comparison; empty where it is none."""
    user, at, domain = folded(address).rpartition("@")
    return domain if user and at and "@" not in user else ""
