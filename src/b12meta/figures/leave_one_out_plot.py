"""The leave-one-out plot: what the studies say together without each of them in turn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from b12meta.figures.conclusions import Diamond, conclude
from b12meta.figures.ladder_input import read_refits, spread_title
from b12meta.figures.ladder_lines import Rung, said
from b12meta.figures.ladder_plot import draw_ladder, scale_of
from b12meta.figures.ladder_words import describe, reach
from b12meta.figures.measure import clean
from b12meta.figures.results import level

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.numbers import Scale
    from b12meta.figures.results import ResultLike

__all__ = ["leave_one_out"]

ALL = "All studies"
NOTE = "Each row pools all studies but the one it names."
BAND = "Shaded: the interval of all studies."


def leave_one_out(
    table: pd.DataFrame,
    overall: ResultLike | Diamond | None = None,
    *,
    measure: str = "SMD",
    ratio: bool = False,
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
    interval: str = "",
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw a leave-one-out plot.

    Parameters
    ----------
    table : DataFrame
        One pooled result per row, as `b12meta.leave_one_out` and `b12meta.leave_one_out_bounded`
        give it: `estimate`, `ci_low`, `ci_high`, under the label of the study that was left out.
        An infinite limit ends in an arrow; missing limits: the interval is not defined; all three
        missing: there is no result, which is said.

        Further columns: `study` (name as shown, in place of the label), `year`, `k` (number of
        studies kept), `url` (the name leads there), and one measure of the spread between studies:
        `i2`, else `tau`, else `tau2`.
    overall : Pooled, BoundedPool or Diamond, optional
        The pool of all studies: an `estimate`, a `ci`, and perhaps a `level` and a `tau_prior`
        (its interval is then called a credible one). It is the last row; its estimate is dotted
        upwards, and its interval shaded behind the others.
    measure : str
        Name of the effect, over its column.
    ratio : bool
        Estimates and limits are logarithms of a ratio: axis and words show the ratio.
    sides : tuple of str
        What an effect below and above none means.
    interval : str
        What the intervals are called; by default as those of `overall`, else "95% CI".
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
        If a column or number is missing or out of order (every such row is named), or `overall`
        is no result.

    References
    ----------
    Viechtbauer W, Cheung MW-L (2010). Research Synthesis Methods 1, 112-125.

    Examples
    --------
    >>> import pandas as pd
    >>> import b12meta as b12
    >>> effects = pd.Series([0.89, 0.45, 0.60], index=["Ramsaransing", "Masoud", "Moghaddasi"])
    >>> table = b12.leave_one_out(effects, [0.03, 0.08, 0.06], method="EE")
    >>> leave_one_out(table, b12.pool(effects, [0.03, 0.08, 0.06], method="EE")).get_label()
    'Leave-one-out plot of 3 pools: SMD from 0.54 (without Ramsaransing) to 0.79 (without Mas...'
    """
    rungs = [Rung(f"without {refit.study}", refit) for refit in read_refits(table)]
    pool = None if overall is None else _pool(overall)
    sides = (clean(sides[0]), clean(sides[1]))
    named = clean(interval) or ("95% CI" if pool is None else _interval(pool))
    heading, spread = f"{clean(measure)} [{named}]", spread_title(table)
    notes = [*([NOTE] if pool is None else [f"{NOTE} {BAND}"]), *map(clean, footnotes)]
    scale = scale_of(rungs, ratio=ratio)
    ax = draw_ladder(
        ax,
        rungs,
        pool,
        kind="a leave-one-out plot",
        titles=("Study left out", spread),
        heading=heading,
        notes=notes,
        scale=scale,
        sides=sides,
    )
    title = _title(rungs, pool, clean(measure), scale)
    ax.set_label(
        describe(title, rungs, notes, heading=heading, spread=spread, scale=scale, sides=sides)
    )
    return ax


def _pool(overall: ResultLike | Diamond) -> Diamond:
    """The pool of all studies, without the words and intervals that no row has."""
    one = overall if isinstance(overall, Diamond) else _named(overall)
    if not one.drawn:
        raise ValueError(
            f"overall: got {one.label!r}, words alone; expected a result with an estimate and an "
            "interval, or none"
        )
    return replace(one, label=clean(one.label), pi=None, note="")


def _named(overall: ResultLike) -> Diamond:
    """A result as a diamond; the interval of a fit with a prior is a credible one."""
    if not (hasattr(overall, "estimate") and hasattr(overall, "ci")):
        raise ValueError(
            f"overall: got {type(overall).__name__}; expected a result with an estimate and a ci, "
            "or a Diamond"
        )
    one = conclude([(ALL, overall)])[0]
    bayesian = getattr(overall, "tau_prior", None) is not None
    return replace(one, interval="credible interval") if bayesian else one


def _interval(pool: Diamond) -> str:
    return f"{level(pool.level)} {pool.interval}"


def _title(rungs: list[Rung], pool: Diamond | None, measure: str, scale: Scale) -> str:
    pools = f"{len(rungs)} {'pool' if len(rungs) == 1 else 'pools'}"
    title = f"Leave-one-out plot of {pools}: {measure} {reach(rungs, scale)}"
    return f"{title}." if pool is None else f"{title}; {pool.label} {said(*pool.limits, scale)}."
