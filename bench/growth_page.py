"""The curves of growth as two figures and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from b12meta.evidence.words import number as decimals
from b12meta.figures import growth, save_svg
from bench.growth import ROUNDS, SUBSETS
from bench.page import amount

if TYPE_CHECKING:
    from pathlib import Path

    from bench.growth import Curve

HEAD = """
## How cost grows

Both axes are logarithmic, so a power of the size is a straight line, and its slope is the power:
1 means that twice as much takes twice as long, 0 that it takes no longer. The slope from all sizes
is flattened by what every call costs before it has done anything; the slope of the three largest
sizes, written in the figures too, says where the cost is going. Each time is the shortest of
{rounds} rounds through all sizes. Subsets and sets over k share the time of {subsets:,} at once.
"""

TABLE = """
| | sizes | time at the smallest | time at the largest | slope | at the three largest |
| --- | --- | --- | --- | --- | --- |"""

FOOTNOTE = "Filled: b12meta. Slopes are those of the three largest sizes."


class Picture(NamedTuple):
    """Curves that share a figure, its file, and how its axes are called."""

    curves: list[Curve]
    file: str
    across: str
    unit: str
    per_second: float


def pictures(studies: list[Curve], fits: list[Curve]) -> list[Picture]:
    """Both figures."""
    return [
        Picture(studies, "growth_k.svg", "Studies (k)", "Microseconds", 1e6),
        Picture(fits, "growth_n.svg", "Fits (N), of 20 studies each", "Milliseconds", 1e3),
    ]


def draw(picture: Picture, folder: Path) -> str:
    """Write a figure, and give the line of Markdown that shows it."""
    rows = pd.DataFrame(
        {
            "series": one.name,
            "x": x,
            "y": y * picture.per_second,
            "slope": one.late,
            "ours": one.ours,
        }
        for one in picture.curves
        for x, y in zip(one.sizes, one.cost, strict=True)
    )
    ax = growth(rows, across=picture.across, upwards=picture.unit, footnotes=[FOOTNOTE])
    save_svg(ax, folder / picture.file)
    return f"\n![{alternative(picture)}]({picture.file})\n"


def alternative(picture: Picture) -> str:
    """What the figure shows, for those who do not see it; the file itself holds every number."""
    slopes = "; ".join(f"{one.name}, slope {decimals(one.late)}" for one in picture.curves)
    return f"{picture.unit} by {picture.across}, both logarithmic. {slopes}. Numbers below."


def growth_section(shown: list[Picture], folder: Path) -> str:
    """Draw the figures, and give Markdown with them and the numbers of all curves."""
    head = HEAD.format(rounds=ROUNDS, subsets=SUBSETS)
    images = [draw(one, folder) for one in shown]
    lines = [table_line(one, picture.across) for picture in shown for one in picture.curves]
    return "\n".join([head, *images, TABLE, *lines]) + "\n"


def table_line(one: Curve, across: str) -> str:
    """One curve."""
    letter = "k" if "(k)" in across else "N"
    return (
        f"| {one.name} | {letter} = {one.sizes[0]:,} to {one.sizes[-1]:,} | "
        f"{amount(one.cost[0], 'time')} | {amount(one.cost[-1], 'time')} | "
        f"{decimals(one.slope)} | {decimals(one.late)} |"
    )
