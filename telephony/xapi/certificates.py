"""Which certificate is trusted to be the PBX's, and for each problem with one the remedy."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import certifi

from telephony.formatting.locale_style import LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.text import clean, shorten
from telephony.xapi.errors import Facts, time_text
from telephony.xapi.setup_problems import CertificateProblem


class Certificate(NamedTuple):
    """An accepted certificate: until when it is valid (aware UTC), and who issued it.

    ``issuer`` is text from outside, "" where it has no name.
    """

    expires: datetime
    issuer: str


class _Words(NamedTuple):
    headline: str
    advice: str


_ISSUER_CHARACTERS = 60
_UNKNOWN = "The certificate of the PBX is from an authority that this machine does not know"
_NAME_IT = "save its root certificate as PEM and name the file in THREECX_CA_FILE"
_NOT_YET_VALID = _Words(
    "The certificate of the PBX is not valid yet.",
    "Check the clock of this machine, which shows {now}. If it is right, wait until the "
    "certificate is valid, or install another one in the 3CX console.",
)
_EXPIRED = _Words(
    "The certificate of the PBX has expired.",
    "Renew it in the 3CX console. If it is valid there, check the clock of this machine, which "
    "shows {now}.",
)
_SELF_SIGNED = _Words(
    "The certificate of the PBX is self-signed.",
    "Compare it with the one in the 3CX console. If it is the same, save it as PEM and name the "
    "file in THREECX_CA_FILE.",
)
_UNKNOWN_ROOT = _Words(
    f"{_UNKNOWN}.",
    f"If it is your own authority, or that of a proxy that inspects TLS, {_NAME_IT}.",
)
_NO_ISSUER = _Words(
    f"{_UNKNOWN}, or the PBX does not send the intermediate certificates.",
    f"If it is your own authority, {_NAME_IT}. If it is a public one, install the full chain, "
    "with its intermediate certificates, in the 3CX console.",
)
_WRONG_NAME = _Words(
    "The certificate of the PBX is not for {host}.",
    "Use a name that the certificate is for in THREECX_URL: usually the host name (FQDN) that the "
    "3CX console shows, not an IP address.",
)
_OTHER = _Words(
    "The certificate of the PBX cannot be accepted.",
    "The reason: {reason}. Install another certificate in the 3CX console.",
)
# By OpenSSL's numbers of the reasons: X509_V_ERR_… in its x509_vfy.h.
_REASONS = {
    9: _NOT_YET_VALID,
    10: _EXPIRED,
    18: _SELF_SIGNED,
    19: _UNKNOWN_ROOT,
    20: _NO_ISSUER,
    21: _NO_ISSUER,
    62: _WRONG_NAME,
    64: _WRONG_NAME,
}


def trusted_authorities(ca_file: Path | None) -> ssl.SSLContext:
    """The public authorities, the machine's own and those in ``ca_file``; never without checks.

    ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` replace the public ones, as in other programs. Raises
    CertificateProblem for a file that cannot be read.
    """
    own_file, own_folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    file = certifi.where() if not (own_file or own_folder) else own_file or None
    try:
        context = ssl.create_default_context(cafile=file, capath=own_folder or None)
    except (OSError, ssl.SSLError) as error:
        raise _unreadable("SSL_CERT_FILE", str(file), error) from None
    context.load_default_certs()
    # The same on every version of Python: since 3.13 any certificate named is enough, which helps,
    # and one that lacks a formality is refused, which companies' own authorities often do.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise _unreadable("THREECX_CA_FILE", str(ca_file), error) from None
    return context


def no_authorities() -> ssl.SSLContext:
    """For an unencrypted connection: loads no file, and accepts no TLS by accident."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def accepted_certificate(tls: ssl.SSLObject) -> Certificate:
    """What a checked connection knows of the other side's certificate."""
    known: Mapping[str, Any] = tls.getpeercert() or {}
    names = {name: value for part in known["issuer"] for name, value in part}
    issuer = names.get("organizationName") or names.get("commonName") or ""
    expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(known["notAfter"]), UTC)
    return Certificate(expires, clean(shorten(issuer, _ISSUER_CHARACTERS)))


def certificate_problem(
    error: ssl.SSLCertVerificationError, host: str, now: datetime, facts: Facts
) -> CertificateProblem:
    """What is wrong with the certificate that ``host`` sent, and what to do about it."""
    headline, advice = _REASONS.get(error.verify_code, _OTHER)
    known = {"host": host, "reason": error.verify_message.rstrip(".")}
    return CertificateProblem(
        headline.format(**known), LocaleText(_advice, advice, known, now), **facts
    )


def _advice(advice: str, known: Mapping[str, str], now: datetime, style: LocaleStyle) -> str:
    return advice.format(**known, now=time_text(now, style))


def _unreadable(setting: str, path: str, error: Exception) -> CertificateProblem:
    return CertificateProblem(
        "The file of your own certificate authority cannot be read.",
        f"Name a PEM file in {setting} that this program may read.",
        pbx_message=f"{path}: {error}",
    )
