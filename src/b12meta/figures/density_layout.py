"""Where everything in a figure of levels stands, in pixels from the top left corner.

    study   group   n  |  curve over its mark  |  level
    reference interval |  bar                  |  from ... to

A group with a curve takes more room than one without; bands stand below the groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from b12meta.figures import theme
from b12meta.figures.density_words import band_words, level_header, level_words, scale_of
from b12meta.figures.forest_columns import Column
from b12meta.figures.label import Style
from b12meta.figures.measure import shorten
from b12meta.figures.numbers import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.density_input import Band, Group
    from b12meta.figures.numbers import Scale

__all__ = ["BODY", "HEADER", "HEADER_HEIGHT", "MARGIN", "PAGE", "Layout", "Place", "arrange"]

PAGE = 700.0
MARGIN = 4.0
GAP = 14.0
GUTTER = 18.0
HEADER_HEIGHT = 30.0
CLOUD = 34.0
"""Most room for a curve above its line."""
MARK = 9.0
"""From the line of a curve down to the mark of its group."""
LOW = 12.0
"""From the mark of a group to the next group."""
PLAIN = 13.0
"""Room above a mark without a curve."""
STUDY_GAP = 8.0
BAND = 20.0
BANDS_HEADER = 30.0
NAME = 150.0
PANEL = 240.0
"""Least width of the picture."""
BODY = Style()
HEADER = Style(theme.SMALL, bold=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of the figure: middle of its words and mark, foot of its curve, its words."""

    middle: float
    foot: float
    cells: dict[str, str]
    full: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All positions; `groups` and `bands` stand in the order of what they show."""

    columns: dict[str, Column]
    groups: tuple[Place, ...]
    bands: tuple[Place, ...]
    bands_middle: float
    ground: float
    panel: tuple[float, float, float, float]
    window: tuple[float, float]
    width: float
    scale: Scale


def arrange(groups: Sequence[Group], bands: Sequence[Band]) -> Layout:
    """Measure and place."""
    scale = scale_of(groups, bands)
    cells = [_cells(group, before, scale) for group, before in _with_before(groups)]
    shown = [band_words(band, scale) for band in bands]
    columns, x = _left(cells)
    level = max(BODY.width(words) for words in [*(cell["level"] for cell in cells), *shown])
    level = max(level, HEADER.width(level_header(groups)))
    width = max(PAGE, x + GUTTER + PANEL + GUTTER + level + MARGIN)
    columns["level"] = Column(width - MARGIN - level, level, "right")
    right = width - MARGIN - level - GUTTER
    placed, ground = _placed(groups, cells, columns["study"].width)
    room = x - MARGIN
    below, bottom = _bands(bands, shown, room, ground)
    return Layout(
        columns=columns,
        groups=placed,
        bands=below,
        bands_middle=ground + BANDS_HEADER / 2 + 4,
        ground=ground,
        panel=(x + GUTTER, HEADER_HEIGHT, right, bottom),
        window=_window(groups, bands),
        width=width,
        scale=scale,
    )


def _with_before(groups: Sequence[Group]) -> list[tuple[Group, Group | None]]:
    return list(zip(groups, [None, *groups[:-1]], strict=True))


def _same(group: Group, before: Group | None) -> bool:
    return before is not None and (group.name, group.year) == (before.name, before.year)


def _cells(group: Group, before: Group | None, scale: Scale) -> dict[str, str]:
    """Words of a group; a study is named once."""
    return {
        "study": "" if _same(group, before) else group.label,
        "group": group.who or group.group,
        "n": count(group.n),
        "level": level_words(group, scale),
    }


def _left(cells: list[dict[str, str]]) -> tuple[dict[str, Column], float]:
    columns: dict[str, Column] = {}
    x = MARGIN
    for name, most in (("study", NAME), ("group", NAME), ("n", PAGE)):
        words = [BODY.width(cell[name]) for cell in cells]
        wide = min(max([HEADER.width("Study"), *words]), most)
        columns[name] = Column(x, wide, "right" if name == "n" else "left")
        x += wide + GAP
    return columns, x - GAP


def _placed(
    groups: Sequence[Group], cells: list[dict[str, str]], room: float
) -> tuple[tuple[Place, ...], float]:
    places = []
    y = HEADER_HEIGHT
    for (group, before), cell in zip(_with_before(groups), cells, strict=True):
        y += 0.0 if _same(group, before) or before is None else STUDY_GAP
        foot = y + (CLOUD if group.curve else PLAIN - MARK)
        short = {name: shorten(cell[name], NAME) for name in ("study", "group")}
        short["study"] = shorten(cell["study"], room)
        full = None if short["study"] == cell["study"] else cell["study"]
        places.append(Place(middle=foot + MARK, foot=foot, cells={**cell, **short}, full=full))
        y = foot + MARK + LOW
    return tuple(places), y


def _bands(
    bands: Sequence[Band], shown: list[str], room: float, top: float
) -> tuple[tuple[Place, ...], float]:
    if not bands:
        return (), top
    y = top + BANDS_HEADER
    places = []
    for band, words in zip(bands, shown, strict=True):
        short = shorten(band.label, room)
        full = None if short == band.label else band.label
        middle = y + BAND / 2
        cells = {"study": short, "level": words}
        places.append(Place(middle=middle, foot=middle, cells=cells, full=full))
        y += BAND
    return tuple(places), y + STUDY_GAP


def _window(groups: Sequence[Group], bands: Sequence[Band]) -> tuple[float, float]:
    """Stretch of levels that is shown: all marks and bands, from 0; curves may leave it."""
    ends = [end for group in groups for end in (*group.span, group.centre)]
    ends += [end for band in bands for end in (band.low, band.high)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    pad = 0.04 * ((high - low) or 1.0)
    return (low - pad if low < 0 else 0.0), high + pad
