"""The words of a figure of levels: numbers beside the groups and bands, and its description."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from b12meta.figures.numbers import Scale, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.density_input import Band, Group

__all__ = ["alt_text", "band_words", "level_header", "level_words", "scale_of"]


def scale_of(groups: Sequence[Group], bands: Sequence[Band]) -> Scale:
    """How levels are written: with as many decimals as the largest centre or band deserves."""
    largest = [group.centre for group in groups] + [band.high for band in bands]
    return Scale.of(largest, ratio=False)


def level_words(group: Group, scale: Scale) -> str:
    """Level of a group as it stands in the column.

    >>> from b12meta.figures.density_input import Group
    >>> group = Group(name="Sener", year=1996.0, url=None, group="MS", who="", n=24.0, stat="mean",
    ...     centre=413.2, sd=217.7, low=math.nan, high=math.nan, curve=())
    >>> level_words(group, Scale(ratio=False, decimals=0))
    '413 (218)'
    """
    centre = scale.text(group.centre)
    if math.isfinite(group.sd):
        return f"{centre} ({scale.text(group.sd)})"
    if math.isfinite(group.low) and math.isfinite(group.high):
        return f"{centre} [{scale.interval(group.low, group.high)}]"
    return centre


def level_header(groups: Sequence[Group]) -> str:
    """Words over the column of levels."""
    stats = {group.stat for group in groups}
    return "Median [range]" if stats == {"median"} else "Mean (SD)"


def band_words(band: Band, scale: Scale) -> str:
    """Ends of a band, or its one threshold."""
    return scale.text(band.low) if band.low == band.high else scale.interval(band.low, band.high)


def alt_text(
    groups: Sequence[Group], bands: Sequence[Band], scale: Scale, name: str, unit: str
) -> str:
    """Describe the figure in words; the first sentence stands alone as its title."""
    studies = len({(group.name, group.year) for group in groups})
    many = "group" if len(groups) == 1 else "groups"
    of = "study" if studies == 1 else "studies"
    what = f"{name or 'Levels'}{f' ({unit})' if unit else ''}"
    sentences = [f"{what} in {len(groups)} {many} of {studies} {of}."]
    sentences.append(f"{'; '.join(_group(group, scale) for group in groups)}.")
    if bands:
        each = "; ".join(f"{band.label} {band_words(band, scale)}" for band in bands)
        sentences.append(f"Reference intervals and cut-offs: {each}.")
    return " ".join(sentences)


def _group(group: Group, scale: Scale) -> str:
    who = group.group if group.who in ("", group.group) else f"{group.group} ({group.who})"
    size = f", n = {count(group.n)}" if group.n is not None else ""
    level = f"{group.stat} {scale.text(group.centre)}"
    if math.isfinite(group.sd):
        level += f", SD {scale.text(group.sd)}"
    elif math.isfinite(group.low) and math.isfinite(group.high):
        level += f", range {scale.interval(group.low, group.high)}"
    return f"{group.label}, {who}{size}: {level}"
