"""The subsets of a GOSH plot, counted in cells: all of them, or with and without a study.

The counting is done by `b12meta.stats.densities`; what comes out of here is drawn as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from b12meta.figures.gosh_input import (
    MEASURES,
    columns_of,
    inside,
    member,
    names_in,
    overall_of,
    size_of,
)
from b12meta.figures.measure import clean, shorten
from b12meta.stats.densities import Binned, Spread, binned, reach, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.gosh_input import Marks, Numbers, SubsetsLike

    Window = tuple[tuple[float, float], tuple[float, float]]

__all__ = ["Cloud", "Layer", "read_cloud"]

NAME = 300.0
"""Room for the name of a highlighted study."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Some of the subsets: their counts in cells, and how estimate and heterogeneity spread."""

    name: str
    n: int
    cells: Binned
    across: Spread
    up: Spread
    none: float
    """Share whose heterogeneity is exactly 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """All subsets: together, by the highlighted study if there is one, and the set of all studies.

    `layers` are drawn in their order; with a highlighted study the second one has it.
    """

    of: str
    studies: int
    largest: int
    whole: Layer
    layers: tuple[Layer, ...]
    together: tuple[float, float] | None
    beyond: int

    @property
    def split(self) -> bool:
        """Whether a study is highlighted."""
        return len(self.layers) == 2


def read_cloud(
    result: SubsetsLike,
    highlight: int | str | None,
    labels: Sequence[str] | None,
    of: str,
    bins: tuple[int, int],
) -> Cloud:
    """Check the fits of subsets and count them in cells.

    Raises
    ------
    ValueError
        If the fits cannot be drawn, or the study is not one of them.
    """
    if of not in MEASURES:
        raise ValueError(f"of: got {of!r}, expected {' or '.join(MEASURES)}")
    x, y, k = columns_of(result, of)
    labels = names_in(result) if labels is None else labels
    names = None if labels is None else [clean(label) for label in labels]
    if names is not None and len(names) < k.max():
        raise ValueError(
            f"labels: got {len(names)} names, but a subset has {k.max():g} studies; "
            "give the name of every study"
        )
    window = (reach(x), (0.0, reach(y)[1] or 1.0))
    whole = _layer("", x, y, np.ones(x.size, bool), bins, window)
    layers: tuple[Layer, ...] = (whole,)
    if highlight is not None:
        chosen, name = member(highlight, labels, names)
        name = shorten(name, NAME)
        having = inside(result, chosen, x.size)
        parts = (("without", ~having), ("with", having))
        layers = tuple(_layer(f"{word} {name}", x, y, on, bins, window) for word, on in parts)
    total = size_of(result) or (len(names) if names else _studies(x.size, int(k.max())))
    return Cloud(
        of=of, studies=total, largest=int(k.max()), whole=whole, layers=layers,
        together=_together(x, y, k, total) or overall_of(result, of), beyond=whole.cells.beyond,
    )  # fmt: skip


def _layer(
    name: str, x: Numbers, y: Numbers, on: Marks, bins: tuple[int, int], window: Window
) -> Layer:
    across, up = x[on], y[on]
    return Layer(
        name=name, n=across.size,
        cells=binned(across, up, bins, across=_open(window[0]), up=_open(window[1])),
        across=spread(across), up=spread(up), none=float((up == 0).mean()),
    )  # fmt: skip


def _open(window: tuple[float, float]) -> tuple[float, float]:
    """A window of some width."""
    low, high = window
    pad = 0.5 * (abs(low) or 1.0)
    return window if low < high else (low - pad, high + pad)


def _studies(n: int, largest: int) -> int:
    """Number of studies, 0 where it is not known: only all subsets together tell it."""
    return largest if n == 2**largest - 1 else 0


def _together(x: Numbers, y: Numbers, k: Numbers, total: int) -> tuple[float, float] | None:
    """Where the set of all studies stands."""
    at = np.flatnonzero(k == total)
    return (float(x[at[0]]), float(y[at[0]])) if total and at.size else None
