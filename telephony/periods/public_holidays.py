"""Public holidays of a country or one of its regions, from the package ``holidays``."""

from __future__ import annotations

from functools import lru_cache

from telephony.periods.days_off import DayOff

# The pages are in English; countries without English names have those of their own language.
_LANGUAGE = "en_US"


@lru_cache(maxsize=16)
def public_holidays(region: str, years: range) -> tuple[DayOff, ...]:
    """The holidays of these years, in order, of a country or a region of it: ``DE``, ``DE-BY``."""
    # Imported late: it takes as long as everything else at the start, and few use it.
    from holidays import country_holidays  # noqa: PLC0415

    country, _, part = region.partition("-")
    found = country_holidays(country, part or None, years=years, language=_LANGUAGE)
    return tuple(DayOff(day, day, name) for day, name in sorted(found.items()))


def check_region(text: str) -> str:
    """The region's code as it is written. Raises ValueError for an unknown one."""
    from holidays import list_supported_countries  # noqa: PLC0415

    country, _, part = text.strip().partition("-")
    known = list_supported_countries(include_aliases=True)
    parts = known.get(country.upper())
    if parts is None:
        raise ValueError("names no country with known holidays. Give it as DE or DE-BY.")
    if not part:
        return country.upper()
    spelled = next((one for one in parts if one.upper() == part.upper()), None)
    if spelled is None:
        some = f"Its regions are {', '.join(parts)}." if parts else "It has no regions."
        raise ValueError(f"names no region of {country.upper()}. {some}")
    return f"{country.upper()}-{spelled}"
