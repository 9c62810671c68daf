"""What the steps of a connection test say about what they found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from telephony.answers.connection_test import Outcome
from telephony.answers.directory import Directory
from telephony.formatting.locale_style import ENGLISH, LocaleStyle
from telephony.formatting.locale_text import LocaleText
from telephony.formatting.numbers import count, count_of
from telephony.frames.extensions import ExtensionFrame
from telephony.frames.quality import Quality
from telephony.periods.calendar import date_words
from telephony.periods.update6 import is_before_update6
from telephony.xapi.certificates import Certificate
from telephony.xapi.connection import Connection
from telephony.xapi.endpoints import REPORT
from telephony.xapi.records import Probe
from telephony.xapi.route import Reached, Route
from telephony.xapi.setup_problems import API_CLIENTS
from telephony.xapi.small_print import kept_small_print

RENEW_BEFORE: Final = timedelta(days=21)
"""3CX renews its own certificates a month before they expire: a week later nothing has come."""
CLOCK_SECONDS: Final = 30
"""Clocks that are set over the network differ by less than a second."""
_FIRST_MAJOR: Final = 20
_MAJOR: Final = re.compile(r"\d+", re.ASCII)


class Found(NamedTuple):
    """What a step found; see ``Step``."""

    text: str
    outcome: Outcome = Outcome.PASSED
    advice: str = ""
    details: str = ""


def no_name(route: Route) -> Found:
    """The address is an IP address."""
    return Found(f"{route.host} is an IP address.", Outcome.NOT_NEEDED)


def resolved(route: Route, addresses: Sequence[str]) -> Found:
    """The addresses behind the name."""
    text = f"{route.host} is {', '.join(addresses)}."
    if (proxy := route.connection.proxy) is not None:
        text = f"The proxy {proxy}: {text} The proxy itself looks up {route.connection.host}."
    return Found(text)


def connected(route: Route, reached: Reached) -> Found:
    """The addresses that accept a connection."""
    text = f"Port {route.port} of {', '.join(reached.accepting)} accepts connections."
    if (proxy := route.connection.proxy) is not None:
        text = (
            f"The proxy {proxy} accepts connections. Whether it leads to the PBX shows in the "
            "next steps."
        )
    if not reached.failing:
        return Found(text)
    return Found(
        f"{text} {', '.join(reached.failing)} does not.",
        Outcome.WARNING,
        "Each request may try that address first. Remove it from the name server, or make the "
        "PBX listen there.",
    )


def unencrypted() -> Found:
    """The PBX is on this machine."""
    return Found("Not encrypted, which only a PBX on this machine may be.", Outcome.NOT_NEEDED)


def encrypted(route: Route, certificate: Certificate, now: datetime) -> Found:
    """The certificate is good, and for how long."""
    by = f", issued by {certificate.issuer}" if certificate.issuer else ""
    through = " Seen through the proxy." if route.connection.proxy else ""
    expires, rest = certificate.expires, f"{by}.{through}"
    if expires - now > RENEW_BEFORE:
        return Found(LocaleText(_valid_until, expires, rest))
    days = (expires - now).days
    return Found(
        LocaleText(_valid_until, expires, f"{rest} That is in {count_of(days, 'day', ENGLISH)}."),
        Outcome.WARNING,
        "Renew it in the 3CX console: once it has expired, the dashboard reads nothing.",
    )


def signed_in(connection: Connection) -> Found:
    """A request with the token was accepted."""
    what = "fixed token" if connection.token else "client ID and API key"
    return Found(f"The PBX accepts the {what}.")


def roles(probe: Probe) -> Found:
    """The roles that the token names."""
    if not probe.roles:
        return Found("The token does not name its roles; what it may read shows below.")
    text = f"{', '.join(probe.roles)}."
    if REPORT.right in probe.roles:
        return Found(text)
    return Found(
        f"{text} “{REPORT.right}” is not among them.",
        Outcome.WARNING,
        f"In {API_CLIENTS}, create the client in department DEFAULT with role System Owner.",
    )


def version(probe: Probe) -> Found:
    """The 3CX version, and what an old one lacks."""
    if probe.version is None:
        return Found("The PBX does not report its version.")
    major = _MAJOR.match(probe.version)
    if major and int(major[0]) < _FIRST_MAJOR:
        return Found(
            f"{probe.version}.",
            Outcome.WARNING,
            f"The dashboard is made for 3CX version {_FIRST_MAJOR} and later: update the PBX.",
        )
    if is_before_update6(probe.version):
        return Found(
            f"{probe.version}, which is before Update 6 (20.0.6).",
            Outcome.WARNING,
            "It has no calls by the hour, so Time of day stays empty, and it counts each ring of "
            "a queue that nobody answered as an unanswered call.",
        )
    return Found(f"{probe.version}.")


def clock(probe: Probe) -> Found:
    """The PBX's clock beside this machine's; an HTTP date is exact to a second."""
    if probe.clock_ahead_seconds is None:
        return Found(
            "The PBX does not report its time (no Date header).",
            Outcome.WARNING,
            "No day becomes final without it, so each is requested again. A proxy may remove it.",
        )
    seconds = round(probe.clock_ahead_seconds)
    if abs(seconds) <= 1:
        return Found("The same time as on this machine.")
    text = LocaleText(_ahead, seconds)
    if abs(seconds) <= CLOCK_SECONDS:
        return Found(text)
    return Found(
        text,
        Outcome.WARNING,
        "Set the clock that is wrong, best over the network (NTP). Until then days begin and "
        "become final at the wrong time.",
    )


def groups(directory: Directory) -> Found:
    """How many groups there are to choose from."""
    if (refused := directory.refused) is not None:
        return Found(
            f"{refused.headline} Group numbers have to be typed.",
            Outcome.WARNING,
            refused.advice,
            kept_small_print(refused),
        )
    if not directory.groups:
        return Found(
            "The PBX lists no group that has reports.",
            Outcome.WARNING,
            "Create a department in the 3CX console, or give the API client the role System "
            "Owner: it may see no other department than its own.",
        )
    return Found(LocaleText(_groups, len(directory.groups)))


def report(framed: ExtensionFrame) -> Found:
    """The rows of one report. Not whose: not every admin may see every group."""
    text = LocaleText(_report, len(framed.frame), framed.quality)
    if not framed.quality.reasons():
        return Found(text)
    return Found(
        text,
        Outcome.WARNING,
        "The pages say the same wherever it matters.",
    )


def _valid_until(expires: datetime, rest: str, style: LocaleStyle) -> str:
    return f"Valid until {date_words(expires.date(), style)}{rest}"


def _ahead(seconds: int, style: LocaleStyle) -> str:
    which = "ahead of" if seconds > 0 else "behind"
    return f"{count(abs(seconds), style)} s {which} this machine's."


def _groups(number: int, style: LocaleStyle) -> str:
    return f"{count_of(number, 'group', style)}."


def _report(extensions: int, quality: Quality, style: LocaleStyle) -> str:
    text = f"The last 24 hours of one group: {count_of(extensions, 'extension', style)}."
    if not (reasons := quality.reasons(style)):
        return text
    return f"{text} Its numbers may be incomplete. {' '.join(reasons[:3])}"
