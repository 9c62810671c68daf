"""What is trusted of a provider, and that it is read once for all who sign in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from server.sign_in.provider_client import provider_client
from tests.support import certificates, faults
from tests.support.fault_server import FaultServer

METADATA = "/.well-known/openid-configuration"

pytestmark = pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning")


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    """A provider with a certificate of the company's own authority, which the machine trusts."""
    authority = certificates.make("company", authority=True)
    own = certificates.make("provider", authority)
    trusted = tmp_path / "authorities.pem"
    trusted.write_bytes(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    provider_client.cache_clear()
    with FaultServer(certificate=own.write(tmp_path / "provider.pem")) as served:
        served.script(METADATA, faults.respond({"issuer": served.origin}))
        yield served
    provider_client.cache_clear()


def status(address: str) -> int:
    async def ask() -> httpx.Response:
        async with provider_client()() as client:
            return await client.request("GET", address, withhold_token=True)

    return asyncio.run(ask()).status_code


def test_the_machine_s_authorities_are_trusted_and_read_once(
    company: FaultServer, tmp_path: Path
) -> None:
    address = f"{company.origin}{METADATA}"
    assert status(address) == 200
    (tmp_path / "authorities.pem").unlink()
    assert status(address) == 200
    with pytest.raises(FileNotFoundError):
        httpx.AsyncClient()  # which reads them again


def test_streamlit_asks_with_the_same_client(company: FaultServer, tmp_path: Path) -> None:
    from authlib.integrations.starlette_client import OAuth  # noqa: PLC0415  # it warns

    provider_client()
    (tmp_path / "authorities.pem").unlink()
    asked = OAuth().register(
        "default", client_id="dashboard", server_metadata_url=f"{company.origin}{METADATA}"
    )
    assert asyncio.run(asked.load_server_metadata())["issuer"] == company.origin


def test_a_provider_of_an_unknown_authority_is_not_trusted(
    company: FaultServer, tmp_path: Path
) -> None:
    (tmp_path / "authorities.pem").write_bytes(certificates.make("other", authority=True).pem)
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        status(f"{company.origin}{METADATA}")
