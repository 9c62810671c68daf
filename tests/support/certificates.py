"""Certificates with one thing wrong each, made on the spot."""

from __future__ import annotations

import ipaddress
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LOOPBACK = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """A certificate with its key."""

    own: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def write(self, path: Path, *chain: Certificate) -> Path:
        """Key, certificate and those above it, as a server takes them."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        certificates = b"".join(each.pem for each in (self, *chain))
        path.write_bytes(key + certificates)
        return path

    @property
    def pem(self) -> bytes:
        return self.own.public_bytes(serialization.Encoding.PEM)


def make(
    name: str,
    issuer: Certificate | None = None,
    *,
    authority: bool = False,
    hosts: tuple[x509.GeneralName, ...] = (LOOPBACK,),
    valid: tuple[timedelta, timedelta] = (-DAY, 365 * DAY),
) -> Certificate:
    """One for ``hosts``, from ``issuer`` or self-signed; ``valid`` counts from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer.key if issuer else key
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.own.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + valid[0])
        .not_valid_after(now + valid[1])
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return Certificate(builder.sign(signer, hashes.SHA256()), key)


@contextmanager
def one_authority() -> Iterator[None]:
    """A single authority, which has signed nothing, in place of all public ones.

    To read those takes longer than most tests of an encrypted PBX, each of which would.
    """
    with tempfile.NamedTemporaryFile() as file, pytest.MonkeyPatch.context() as patch:
        file.write(make("Authority of nobody", authority=True).pem)
        file.flush()
        patch.setenv("SSL_CERT_FILE", file.name)
        yield
