"""How busy a day is, and how its calls are spread over the hours."""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Monday is the busiest day; a few people work on Saturdays.
WEEKDAYS = (1.16, 1.06, 1.0, 0.98, 0.84, 0.16, 0.05)
HOLIDAY = 0.04
BETWEEN_THE_YEARS = 0.45
YEARLY_GROWTH = 0.08
GROWTH_BASE = date(2026, 1, 1).toordinal()

# Calls per hour of a working day, relative: the morning peak, lunch, a lower afternoon.
HOURS = np.array(
    [0.02, 0.01, 0.01, 0.01, 0.01, 0.03, 0.15, 1.6, 6.0, 10.4, 11.6, 10.8,
     5.2, 6.8, 9.9, 9.4, 7.6, 4.1, 1.2, 0.5, 0.25, 0.12, 0.07, 0.04]
)  # fmt: skip
HOUR_SHARE = np.append(0.0, np.cumsum(HOURS) / HOURS.sum())
HOUR_EDGES_US = np.arange(25) * 3.6e9
MORNING_SHARE = float(HOUR_SHARE[13])


def business(day: date) -> float:
    """Return how busy a day is, as a factor of an ordinary Wednesday (1.0)."""
    if day in holidays(day.year):
        return HOLIDAY
    of_year = day.timetuple().tm_yday
    season = 1 + 0.10 * math.sin(2 * math.pi * (of_year - 30) / 365.25)
    summer = 1 - 0.22 * math.exp(-(((of_year - 218) / 16) ** 2))
    growth = math.exp(YEARLY_GROWTH * (day.toordinal() - GROWTH_BASE) / 365.25)
    quiet = BETWEEN_THE_YEARS if (day.month, day.day) >= (12, 24) else 1.0
    return WEEKDAYS[day.weekday()] * season * summer * growth * quiet


@lru_cache(maxsize=8)
def holidays(year: int) -> frozenset[date]:
    """Return the public holidays of a year, those of Germany's federation."""
    easter = easter_sunday(year)
    fixed = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
    moving = (-2, 1, 39, 50)  # Good Friday, Easter Monday, Ascension, Whit Monday
    return frozenset(date(year, month, day) for month, day in fixed) | frozenset(
        easter + timedelta(days=days) for days in moving
    )


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Butcher's rule, 1876)."""
    golden = year % 19
    century, within = divmod(year, 100)
    correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (within // 4) - epact - within % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def moments_us(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convert uniform shares in [0, 1) to wall-clock times of a working day [µs]."""
    moments: NDArray[np.float64] = np.interp(shares, HOUR_SHARE, HOUR_EDGES_US)
    return moments
