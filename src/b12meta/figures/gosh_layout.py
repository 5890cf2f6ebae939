"""Where everything in a GOSH plot stands: the raster, and the two marginal densities beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.evidence.words import percent
from b12meta.figures.forest_axis import tick_labels
from b12meta.figures.numbers import Scale, small
from b12meta.figures.scatter_view import GAP, MARGIN, PAGE, QUIET, Ground, Panel, View

if TYPE_CHECKING:
    from b12meta.figures.gosh_cloud import Cloud, Layer
    from b12meta.figures.gosh_input import Numbers
    from b12meta.figures.scatter_view import Tick

__all__ = ["BESIDE", "Plot", "arrange", "is_cut", "level", "side_full", "side_shares", "ticks"]

TOP = 26.0
BESIDE = 52.0
"""Height of the marginal density on top, and width of that at the side."""
APART = 5.0
CELL = 6.0
"""Height of a cell, as long as the panel keeps its least height."""
LEAST = 240.0
PAD = 3.0
"""Room below the cells, for what has no heterogeneity."""


class Plot(NamedTuple):
    """The panel with its axes, and the top and bottom of each row of cells."""

    base: Ground
    rows: list[tuple[float, float]]
    scale: Scale


def arrange(cloud: Cloud, *, ratio: bool) -> Plot:
    """Measure and place."""
    cells = cloud.whole.cells
    wide, high = (len(edges) - 1 for edges in (cells.x, cells.y))
    low, high_x, roof = float(cells.x[0]), float(cells.x[-1]), float(cells.y[-1])
    height = max(CELL * high, LEAST)
    scale = Scale.of((low, high_x), ratio=ratio)
    up = _up(cloud.of, roof, height)
    left = math.ceil(MARGIN + max(QUIET.width(words) for _, words in up) + GAP)
    room = PAGE - MARGIN - BESIDE - APART - left
    width = room - room % wide if wide <= room else room
    top = TOP + BESIDE + APART
    panel = Panel(left, top, left + width, top + height + PAD)
    floor = -PAD * roof / height
    view = View(low, high_x, floor, roof, width, height + PAD)
    base = Ground(panel, view, ticks(low, high_x, scale, width), up)
    step = height / high
    rows = [(height - step * (row + 1), height - step * row) for row in range(high)]
    return Plot(base, rows, scale)


def _up(of: str, roof: float, height: float) -> list[Tick]:
    if of == "tau2":
        return ticks(0.0, roof, Scale(ratio=False), height)
    values, _ = tick_labels(0.0, 100 * roof, Scale(ratio=False), height)
    return [(value / 100, f"{value:g}%") for value in values]


def ticks(low: float, high: float, scale: Scale, length: float) -> list[Tick]:
    """Values with their words, as many as fit into so many pixels.

    A ratio of 1, which `tick_labels` names in every narrow window, only where it is inside.

    >>> ticks(-1.2, -0.2, Scale(ratio=True), 300)[-1]
    (-0.223..., '0.8')
    """
    named = zip(*tick_labels(low, high, scale, length), strict=True)
    return [(value, words) for value, words in named if low <= value <= high]


def side_shares(layer: Layer) -> Numbers:
    """Share of the subsets of a layer in each row of cells."""
    return np.asarray(layer.cells.counts.sum(0) / layer.n, dtype=np.float64)


def side_full(cloud: Cloud) -> float:
    """Share that has the full width at the side: the greatest but for the row of no heterogeneity.

    What stands there is one value, not a density, and may be cut.
    """
    shares = np.array([side_shares(layer) for layer in cloud.layers])
    above = float(shares[:, 1:].max(initial=0.0))
    return above or float(shares.max()) or 1.0


def is_cut(cloud: Cloud) -> bool:
    """Whether a bar of no heterogeneity is cut."""
    return any(side_shares(layer)[0] > side_full(cloud) for layer in cloud.layers)


def level(value: float, of: str) -> str:
    """Heterogeneity in words.

    >>> level(0.923, "i2"), level(0.3131, "tau2")
    ('92%', '0.31')
    """
    return percent(value) if of == "i2" else small(value)
