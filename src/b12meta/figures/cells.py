"""Cells of a frame as a figure needs them: numbers, words, links, or a fault in words.

Frames come from tables, and hold None, NaN or pandas' NA for what is missing. A fault is noted,
not raised, so that all of them can be named at once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pandas as pd

from b12meta.evidence.trace import PAGES, within
from b12meta.figures.measure import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["has", "link", "number", "one_of", "words"]


def has(frame: pd.DataFrame, needed: Iterable[str], which: str) -> None:
    """Refuse a frame that is empty or lacks a column.

    Raises
    ------
    ValueError
        With the columns it has and those it needs.
    """
    needed = list(needed)
    absent = [name for name in needed if name not in frame.columns]
    if absent:
        raise ValueError(
            f"{which}: column {', '.join(absent)} is missing; "
            f"got {', '.join(map(str, frame.columns))}; expected at least {', '.join(needed)}"
        )
    if frame.empty:
        raise ValueError(f"{which}: there is no row, so nothing to draw; give at least one study")


def number(value: object, name: str, faults: list[str]) -> float:
    """Float, NaN for whatever is missing; words are a fault.

    >>> number(None, "n", []), number("7", "n", [])
    (nan, 7.0)
    """
    try:
        return float(value)  # type: ignore[arg-type]
    except TypeError:
        return math.nan
    except ValueError:
        faults.append(f"{name}: got {value!r}, expected a number or nothing")
        return math.nan


def words(value: object) -> str:
    r"""One clean line; empty for whatever is missing.

    >>> words("two\nlines"), words(float("nan"))
    ('two lines', '')
    """
    return "" if pd.isna(value) else clean(value)  # type: ignore[call-overload]


def link(value: object, faults: list[str]) -> str | None:
    """Address of a page, None where there is none.

    Anything but http, https and the report's own pages is a fault.

    >>> link("https://doi.org/10.1/x", []), link(None, [])
    ('https://doi.org/10.1/x', None)
    >>> link("../docs/studies/sener1996.md", [])
    '../docs/studies/sener1996.md'
    """
    address = words(value)
    if not address:
        return None
    if within(address):
        return address
    try:
        parts = urlsplit(address)
        good = parts.scheme.lower() in {"http", "https"} and bool(parts.netloc)
    except ValueError:
        good = False
    if not good or " " in address:
        faults.append(
            f"url: got {address!r}, expected an address that begins with https:// or http://, "
            f"or that of a page below {PAGES}"
        )
        return None
    return address


def one_of(value: object, name: str, allowed: tuple[str, ...], faults: list[str]) -> str:
    """A word of a vocabulary; another one, or none, is a fault.

    >>> one_of("lower", "direction", ("lower", "higher"), [])
    'lower'
    """
    word = words(value)
    if word not in allowed:
        got = repr(word) if word else "nothing"
        faults.append(f"{name}: got {got}, expected {', '.join(allowed)}")
    return word
