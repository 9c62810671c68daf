"""A real OpenID provider on this machine: npm's ``oidc-provider``, run by node.

with provider() as company:
    company.wish(people={"anna": {"email": "anna@example.com"}})
    company.issuer, company.client_id, company.client_secret

Its packages are installed once, as its lock file says, into a cache outside this repository.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support import plain_http

FOLDER: Final = Path(__file__).resolve().parent
CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "telephony-tests"
INSTALL_SECONDS: Final = 300
_READY: Final = re.compile(r"listens on (http://127\.0\.0\.1:\d+)")


class OpenIdProvider:
    """A running provider and what a client of it needs to know."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self.client_secret = client_secret
        self._redirects: list[str] = []

    def wish(self, **wishes: Any) -> None:
        """Change how it behaves from now on; ``provider.js`` says in which ways."""
        plain_http.post(f"{self.issuer}/wishes", content=json.dumps(wishes)).raise_for_status()

    def register(self, redirect: str) -> None:
        """Lead people back to this address as well."""
        self._redirects.append(redirect)
        self.wish(redirects=self._redirects)

    def behave(self) -> None:
        """Take all bad wishes back."""
        self.wish(clock=0, claims={}, key="own")


@contextmanager
def provider(*, plain: bool = False) -> Iterator[OpenIdProvider]:
    """A provider with one client; ``plain``: see ``provider.js``.

    Without node and npm: skip and say so, or fail in CI.
    """
    node = shutil.which("node")
    if why := _why_not(node):
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    assert node is not None
    client = {"client_id": "dashboard", "client_secret": secrets.token_urlsafe(32)}
    arguments = json.dumps({**client, "plain": plain})
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [node, str(FOLDER / "provider.js"), str(_packages()), arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            assert process.stdout is not None
            ready = next((found for line in process.stdout if (found := _READY.search(line))), None)
            if ready is None:
                errors.seek(0)
                pytest.fail(f"the OpenID provider did not start:\n{errors.read()}")
            yield OpenIdProvider(ready[1], **client)
        finally:
            process.kill()
            process.communicate()


def _why_not(node: str | None) -> str:
    if node is None or shutil.which("npm") is None:
        return "no node and npm on the PATH for the OpenID provider: apt-get install nodejs npm"
    return ""


def _packages() -> Path:
    """The folder of its packages, installed where it is not there yet."""
    lock_file = FOLDER / "package-lock.json"
    name = hashlib.sha256(lock_file.read_bytes()).hexdigest()[:16]
    folder = CACHE / f"openid-provider-{name}"
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    # Two workers may both install it: whoever is done first gives the folder its name.
    installed = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        for file in (FOLDER / "package.json", lock_file):
            shutil.copy(file, installed)
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],  # noqa: S607  # by PATH
            cwd=installed,
            check=True,
            timeout=INSTALL_SECONDS,
            stdout=subprocess.DEVNULL,
        )
        with suppress(OSError):
            installed.rename(folder)
    finally:
        shutil.rmtree(installed, ignore_errors=True)
    return folder
