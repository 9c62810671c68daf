"""Where the PBX is, and the credentials to use there."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from telephony.settings.proxies import Proxy

_ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Connection:
    """One PBX and one way to sign in: client id with API key, or a fixed ``token``.

    ``origin`` is scheme, host and port alone (``https://pbx.example.com:5001``). ``ca_file`` adds
    a private certificate authority. Every request goes through the ``proxy``, if any. Raises
    ValueError, which names the part and hides its value.
    """

    origin: str
    client_id: str | None = None
    api_key: SecretStr | None = None
    token: SecretStr | None = None
    ca_file: Path | None = None
    proxy: Proxy | None = None

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin):
            raise ValueError("origin must be http(s)://host[:port] and nothing else")
        if (self.token is None) == (self.client_id is None or self.api_key is None):
            raise ValueError("give client id and API key, or a token, not both")
        for name in ("api_key", "token"):
            secret: SecretStr | None = getattr(self, name)
            if secret is not None and not fits_a_header(secret.get_secret_value()):
                raise ValueError(f"{name} is empty or has spaces or control characters in it")

    @property
    def host(self) -> str:
        """The host alone, an IPv6 address without its brackets."""
        return urlsplit(self.origin).hostname or ""

    @property
    def port(self) -> int:
        """The port, also where the origin leaves it out."""
        parts = urlsplit(self.origin)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def identity(self) -> str:
        """Identifies this PBX and client in keys of caches and stores; holds no secret."""
        return hashlib.sha256(f"{self.origin}\n{self.client_id or ''}".encode()).hexdigest()


def fits_a_header(secret: str) -> bool:
    """True for a text that fits an HTTP header as it is: visible ASCII without line ends."""
    return secret != "" and secret.isascii() and secret.isprintable() and " " not in secret
