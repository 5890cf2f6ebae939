"""Regions of the world, so that countries with one study each can stand together.

The regions are the five of the United Nations' standard M49 (Statistics Division, "Standard country
or area codes for statistical use"), by which Turkey, Iran and Israel lie in Asia and Egypt in
Africa. They stand for nothing biological.
"""

from __future__ import annotations

COUNTRIES = {
    "Africa": ("Egypt",),
    "Americas": ("Brazil", "Mexico", "USA"),
    "Asia": ("China", "Iran", "Israel", "Saudi Arabia", "Turkey"),
    "Europe": ("Bulgaria", "Greece", "Italy", "Netherlands", "Sweden", "United Kingdom"),
}

REGION = {country: region for region, countries in COUNTRIES.items() for country in countries}


def region(country: object) -> str | None:
    """M49 region of a country of studies.csv; None where no country is printed.

    Raises
    ------
    ValueError
        For a country that is not in the list, so that a new one cannot fall into a gap.

    Examples
    --------
    >>> region("Turkey"), region(None)
    ('Asia', None)
    """
    if not isinstance(country, str):
        return None
    if country not in REGION:
        raise ValueError(f"country: got {country!r}, expected one of {', '.join(sorted(REGION))}")
    return REGION[country]
