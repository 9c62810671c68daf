"""The people of the demo company: call rates, talk times, working days, ring teams."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo_pbx.directory import Directory

# kind: share of the staff; calls an ordinary day inbound, outbound, internal (placed);
# median talk [s]; spread of its logarithm; answered inbound, connected outbound (shares)
KINDS = (
    (0.44, 9.0, 6.0, 3.0, 130.0, 1.0, 0.86, 0.72),  # typical
    (0.14, 33.0, 10.0, 4.0, 430.0, 0.7, 0.93, 0.75),  # busy: over 24 h of talk in a week
    (0.16, 8.0, 4.0, 2.0, 140.0, 1.0, 0.85, 0.70),  # part-time: mornings of some days
    (0.12, 3.0, 24.0, 3.0, 170.0, 1.1, 0.80, 0.58),  # mostly outbound
    (0.08, 0.4, 0.3, 0.2, 90.0, 0.9, 0.60, 0.65),  # seldom
    (0.06, 0.0, 0.0, 0.0, 60.0, 0.9, 0.0, 0.0),  # silent: a lobby or a lift telephone
)
PART_TIME, SILENT = 2, 5
WEEKDAYS_MASK, SATURDAY_BIT, EVERY_DAY_MASK = 0b0011111, 0b0100000, 0b1111111
PART_TIME_MASKS = (0b0000111, 0b0010101, 0b0011010, 0b0001011)
SATURDAY_SHARE = 0.15
WEEKS_BETWEEN_LEAVE = 13
TEAM_SIZE = 5


@dataclass(frozen=True)
class People:
    """The staff as columns in the order of the directory's extensions.

    ``rates`` [calls a day] has one row each for inbound, outbound and internal placed.
    ``teams`` holds the positions of the members of each ring-all team, padded with -1.
    """

    rates: NDArray[np.float64]
    log_median: NDArray[np.float64]
    spread: NDArray[np.float64]
    answer_rate: NDArray[np.float64]
    connect_rate: NDArray[np.float64]
    part_time: NDArray[np.bool_]
    weekdays: NDArray[np.int64]
    leave_phase: NDArray[np.int64]
    callable: NDArray[np.intp]
    teams: NDArray[np.intp]

    def present(self, day_ordinal: int) -> NDArray[np.bool_]:
        """Return who works on this day: by weekday, and not on leave that week."""
        week, weekday = divmod(day_ordinal - 1, 7)
        works = ((self.weekdays >> weekday) & 1).astype(np.bool_)
        leave_in = (self.leave_phase + 5 * week) % WEEKS_BETWEEN_LEAVE
        return works & leave_in.astype(np.bool_)


def staff(directory: Directory, seed: int) -> People:
    """Generate the staff of a company, the same for the same seed."""
    rng = np.random.default_rng([seed, 2])
    count = len(directory.extensions)
    shares = np.cumsum([kind[0] for kind in KINDS])
    quantiles = (rng.permutation(count) + 0.5) / count  # every kind gets its share, even of few
    kind = np.minimum(np.searchsorted(shares, quantiles), len(KINDS) - 1)
    table = np.array(KINDS)[kind]
    liveliness = rng.lognormal(0.0, 0.25, count)
    part_time = kind == PART_TIME
    weekdays = np.where(
        part_time,
        np.array(PART_TIME_MASKS)[rng.integers(len(PART_TIME_MASKS), size=count)],
        WEEKDAYS_MASK + SATURDAY_BIT * (rng.random(count) < SATURDAY_SHARE),
    )
    return People(
        rates=table[:, 1:4].T * liveliness,
        log_median=np.log(table[:, 4]) + rng.normal(0.0, 0.15, count),
        spread=table[:, 5],
        answer_rate=table[:, 6],
        connect_rate=table[:, 7],
        part_time=part_time,
        weekdays=np.where(kind == SILENT, EVERY_DAY_MASK, weekdays),
        leave_phase=rng.integers(WEEKS_BETWEEN_LEAVE, size=count),
        callable=np.flatnonzero(kind != SILENT),
        teams=ring_teams(directory, kind),
    )


def ring_teams(directory: Directory, kind: NDArray[np.intp]) -> NDArray[np.intp]:
    """Split Support into teams whose phones ring together; no teams without active phones."""
    support = directory.group("GRP0001")
    members = [member for member in (support.members if support else ()) if kind[member] != SILENT]
    rows = [members[begin : begin + TEAM_SIZE] for begin in range(0, len(members), TEAM_SIZE)]
    padded = [row + [-1] * (TEAM_SIZE - len(row)) for row in rows]
    return np.array(padded, dtype=np.intp).reshape(-1, TEAM_SIZE)
