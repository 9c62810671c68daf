"""The demo company: extensions and departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

FIRST_NAMES = (
    "Aaliyah Anna Björn Carla Chloé Clara David Elif Emma Enzo Eszter Fatima Felix Giulia Hannah "
    "Ibrahim Ines Jakub Jan Jörg Jürgen Kateřina Lars Lea Lena Luca Lukas Łukasz Marie Max Mehmet "
    "Mia Nils Noah Oliver Paul Renée Rosa Sanjay Siobhán Sofia Søren Thanh Tom Uta Wei Yusuf Zoë"
)
LAST_NAMES = (
    "Albrecht Bauer Becker Brandt Çelik Dietrich Dubois Eriksen Fernández Fischer Fuchs García "
    "Groß Haas Hansen Horváth Huber Jensen Kaya Keller Klein Koch König Krämer Lang Lehmann Li "
    "Maier Müller Nguyen Novák Nowak O'Brien Okafor O'Neil Patel Peeters Pérez Richter Rossi "
    "Schäfer Schmidt Schröder Schulz Šimić Sørensen Svensson Tanaka Vogel Wagner Weiß Wolf Yılmaz"
)

# 3CX gives its DEFAULT department this id and number; further ids follow it.
DEFAULT_ID = 28
DEFAULT_NUMBER = "GRP0000"


class Extension(NamedTuple):
    """A phone: its number and display name."""

    number: str
    display_name: str


class Hours(NamedTuple):
    """Office hours: their type as 3CX names it, and periods (days, start, stop)."""

    kind: str
    weeks: tuple[tuple[tuple[str, ...], str, str], ...] = ()


class Holiday(NamedTuple):
    """Days off, both included (month, day), from a time of the first to one of the last.

    ``year`` 0: every year.
    """

    name: str
    year: int
    first: tuple[int, int]
    last: tuple[int, int]
    begins: str = "PT0S"
    ends: str = "PT23H59M"


EVERY_YEAR = (
    Holiday("New Year's Day", 0, (1, 1), (1, 1)),
    Holiday("Labour Day", 0, (5, 1), (5, 1)),
    Holiday("German Unity Day", 0, (10, 3), (10, 3)),
    Holiday("Christmas Eve", 0, (12, 24), (12, 24), begins="PT12H"),
    Holiday("Christmas", 0, (12, 25), (12, 26)),
)
OF_2026 = (
    Holiday("Easter", 2026, (4, 3), (4, 6)),
    Holiday("Ascension Day", 2026, (5, 14), (5, 14)),
    Holiday("Whit Monday", 2026, (5, 25), (5, 25)),
)
WORKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
# A department without hours of its own has those of the PBX.
AS_THE_PBX = Hours("OfficeHours")
OFFICE = Hours("SpecificHours", ((WORKDAYS, "08:00", "18:00"),))
LONG = Hours("SpecificHours", ((WORKDAYS, "07:00", "20:00"), (("Saturday",), "09:00", "14:00")))
WITH_LUNCH = Hours(
    "SpecificHours",
    (
        (WORKDAYS[:4], "08:30", "12:30"),
        (WORKDAYS[:4], "13:30", "17:30"),
        (WORKDAYS[4:], "08:30", "15:00"),
    ),
)
ROUND_THE_CLOCK = Hours("AllHours")
NIGHT = Hours("SpecificHours", ((WORKDAYS, "00:00", "06:00"), (WORKDAYS, "22:00", "23:59")))


class Group(NamedTuple):
    """A department: ``members`` are positions in the directory's extensions."""

    id: int
    number: str
    name: str
    members: tuple[int, ...]
    hours: Hours = AS_THE_PBX
    holidays: tuple[Holiday, ...] = ()


@dataclass(frozen=True)
class Directory:
    """Extensions in the order they are listed, and departments in the order of their ids."""

    extensions: tuple[Extension, ...]
    groups: tuple[Group, ...]

    def group(self, number: str) -> Group | None:
        """Return the department with this number; None when there is none."""
        return next((group for group in self.groups if group.number == number), None)


def company(count: int, seed: int) -> Directory:
    """Generate a company of ``count`` extensions, the same for the same seed.

    DEFAULT holds everybody. The other departments are chosen to be awkward in the ways
    that real ones are: a short number, a number with a quote, one with a slash, a space and
    an ampersand, non-ASCII names, one without members, a client's favourites that are no
    department at all, and one extension that sits in Support and in Sales.
    """
    rng = np.random.default_rng([seed, 1])
    first = 10 ** max(2, len(str((count - 1) // 9)))  # all numbers have the same length
    names = [rng.choice(names.split(), size=count).tolist() for names in (FIRST_NAMES, LAST_NAMES)]
    extensions = tuple(
        Extension(str(first + position), " ".join(name))
        for position, name in enumerate(zip(*names, strict=True))
    )
    support, sales, account, research = (
        tuple(range(round(count * begin), round(count * end)))
        for begin, end in ((0, 0.3), (0.3, 0.55), (0.55, 0.65), (0.65, 0.8))
    )
    days_off = EVERY_YEAR + OF_2026
    outing = Holiday("Company outing", 2026, (9, 18), (9, 18))
    departments: tuple[tuple[Any, ...], ...] = (
        (DEFAULT_NUMBER, "DEFAULT", tuple(range(count)), OFFICE, days_off),
        ("GRP0001", "Support", support, LONG, days_off),
        ("GRP2", "Sales & Söhne", support[-1:] + sales, WITH_LUNCH, (*days_off, outing)),
        ("O'Neil", "O'Neil account", account, AS_THE_PBX),
        ("R&D 1/2", "Forschung München", research, ROUND_THE_CLOCK),
        ("GRP0005", "Night shift", (), NIGHT),
        ("GRP0006", "___FAVORITES___5e1f0c", support[:3], AS_THE_PBX),
    )
    groups = tuple(
        Group(DEFAULT_ID + position, *department) for position, department in enumerate(departments)
    )
    return Directory(extensions, groups)
