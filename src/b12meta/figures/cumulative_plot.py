"""The cumulative forest plot: what the studies said together, each time one more was known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from b12meta.figures.ladder_input import read_refits, spread_title
from b12meta.figures.ladder_lines import Rung, said
from b12meta.figures.ladder_plot import draw_ladder, scale_of
from b12meta.figures.ladder_words import describe
from b12meta.figures.measure import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.ladder_input import Refit
    from b12meta.figures.numbers import Scale

__all__ = ["cumulative"]

NOTE = "Each row pools its study with all studies above it; the last row is the pool of all."


def cumulative(
    table: pd.DataFrame,
    *,
    measure: str = "SMD",
    ratio: bool = False,
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    interval: str = "95% CI",
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a cumulative forest plot.

    Parameters
    ----------
    table : DataFrame
        One pooled result per row, in the order in which the studies entered, as
        `b12meta.cumulative` gives it: `estimate`, `ci_low`, `ci_high`, under the label of the
        study that entered. An infinite limit ends in an arrow; missing limits: the interval is not
        defined; all three missing: there is no result, which is said.

        Further columns: `study` (name as shown, in place of the label), `year`, `k` (number of
        studies so far), `url` (the name leads there), and one measure of the spread between
        studies: `i2`, else `tau`, else `tau2`. Without `k` the first row is taken for one study,
        which has no spread to show.
    measure : str
        Name of the effect, over its column.
    ratio : bool
        Estimates and limits are logarithms of a ratio: axis and words show the ratio.
    sides : tuple of str
        What an effect below and above none means.
    interval : str
        What the intervals are called.
    footnotes : sequence of str
        Below the plot: how it was pooled.
    ax : Axes, optional
        Where to draw; as for `forest`.

    Returns
    -------
    Axes
        The plot itself: x in the unit of `estimate`, y in pixels from its top. Its label describes
        the figure in words.

    Raises
    ------
    ValueError
        If a column or number is missing or out of order; every such row is named.

    References
    ----------
    Lau J et al. (1992). New England Journal of Medicine 327, 248-254.

    Examples
    --------
    >>> import pandas as pd
    >>> import b12meta as b12
    >>> effects = pd.Series([0.89, 0.45, 0.60], index=["Ramsaransing", "Masoud", "Moghaddasi"])
    >>> table = b12.cumulative(effects, [0.03, 0.08, 0.06], [2006, 2007, 2008], method="EE")
    >>> cumulative(table).get_label()
    'Cumulative forest plot of 3 pools: SMD 0.89 [...] with Ramsaransing, 0.72 [...] with all. ...'
    """
    rungs = _rungs(read_refits(table))
    sides = (clean(sides[0]), clean(sides[1]))
    heading, spread = f"{clean(measure)} [{clean(interval)}]", spread_title(table)
    notes = [NOTE, *map(clean, footnotes)] if len(rungs) > 1 else [*map(clean, footnotes)]
    scale = scale_of(rungs, ratio=ratio)
    ax = draw_ladder(
        ax,
        rungs,
        kind="a cumulative plot",
        titles=("Study added", spread),
        heading=heading,
        notes=notes,
        scale=scale,
        sides=sides,
    )
    title = _title(rungs, clean(measure), scale)
    ax.set_label(
        describe(title, rungs, notes, heading=heading, spread=spread, scale=scale, sides=sides)
    )
    return ax


def _rungs(refits: list[Refit]) -> list[Rung]:
    """The first study alone, the others added, the last one completing the pool."""
    first, *others = refits
    start = _alone(first) if first.k in {None, 1} else _added(first)
    *before, last = [start, *map(_added, others)]
    return [*before, replace(last, whole=True)]


def _alone(refit: Refit) -> Rung:
    """One study, which has no spread to speak of."""
    return Rung(refit.study, replace(refit, spread=""))


def _added(refit: Refit) -> Rung:
    return Rung(f"+ {refit.study}", refit)


def _title(rungs: list[Rung], measure: str, scale: Scale) -> str:
    first, last = rungs[0].refit, rungs[-1].refit
    ends = [said(refit.estimate, refit.low, refit.high, scale) for refit in (first, last)]
    pools = f"{len(rungs)} {'pool' if len(rungs) == 1 else 'pools'}"
    start = f"Cumulative forest plot of {pools}: {measure} {ends[0]} with {first.study}"
    return f"{start}." if len(rungs) == 1 else f"{start}, {ends[1]} with all."
