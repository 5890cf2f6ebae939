"""Mean and SD of a group that printed its median.

Papers print medians because the data are skewed, and formulas for normal data are then off. So the
test for skewness comes first. Where it is silent, the normal formulas are used; where it fires, the
data are taken as log-normal, which B12 roughly is. Where the logarithms are skewed as well, or
there are none, the row is refused: a method for other shapes can be asked for by name.

An estimated mean is less certain than a printed one. Nothing here says by how much; such rows are
marked by their route and left out in a sensitivity analysis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from b12meta.stats.checks import check_choice
from b12meta.stats.summaries.box_cox import box_cox
from b12meta.stats.summaries.five_numbers import FiveNumbers, read
from b12meta.stats.summaries.lognormal import log_normal, logarithms
from b12meta.stats.summaries.mean_sd import MeanSd
from b12meta.stats.summaries.mln import mln
from b12meta.stats.summaries.normal import Skewness, luo_mean, shi_sd, skewness
from b12meta.stats.summaries.quantile_fit import quantile_estimate
from b12meta.stats.summaries.rows import Rows, rows

if TYPE_CHECKING:
    from b12meta.stats.types import ArrayLike

__all__ = ["from_quantiles"]

METHODS = ("auto", "normal", "lognormal", "qe", "bc", "mln")
SOURCES = {
    "normal": {
        "S1": "minimum, median, maximum by Luo 2018 and Wan 2014",
        "S2": "quartiles by Luo 2018 and Wan 2014",
        "S3": "five numbers by Luo 2018 and Shi 2020",
    },
    "lognormal": dict.fromkeys(("S1", "S2", "S3"), "log-normal data by Shi 2020"),
    "bc": dict.fromkeys(("S1", "S2", "S3"), "Box-Cox by McGrath 2020"),
    "mln": dict.fromkeys(("S1", "S2", "S3"), "Box-Cox by maximum likelihood, Cai 2021"),
}


class Estimate(NamedTuple):
    """Mean and SD of one group, on both scales where there are two, and in words."""

    mean: float
    sd: float
    route: str
    said: tuple[str, ...] = ()
    log_mean: float = np.nan
    log_sd: float = np.nan


def from_quantiles(
    *,
    n: ArrayLike,
    median: ArrayLike,
    low: ArrayLike | None = None,
    q1: ArrayLike | None = None,
    q3: ArrayLike | None = None,
    high: ArrayLike | None = None,
    method: str = "auto",
    limits: tuple[float, float] | None = None,
) -> MeanSd:
    """Mean and SD from the median with quartiles, with the range, or with both.

    Parameters
    ----------
    n, median : array-like of shape (k,)
        Group sizes (at least 5) and medians.
    low, high : array-like of shape (k,), optional
        Minimum and maximum; NaN where not printed.
    q1, q3 : array-like of shape (k,), optional
        First and third quartile; NaN where not printed.
    method : {"auto", "normal", "lognormal", "qe", "bc", "mln"}
        ``normal``: Luo for the mean, Wan or Shi for the SD. ``lognormal``: the same on logarithms.
        ``auto``: the first, or the second where the test for skewness fires. ``qe``: the best of
        four families, or five. ``bc``, ``mln``: normal after a Box-Cox power.
    limits : tuple of float, optional
        Ends of the scale, such as (0, 100), for ``qe``, which then tries beta too.

    Raises
    ------
    ValueError
        For numbers out of order or without spread, a quartile or an end of the range without the
        other, neither, fewer than five people, numbers that the method cannot hold, and data that
        ``auto`` finds skewed on both scales; rows are named. As `UnrecoverableError` it carries the
        reasons row by row.

    References
    ----------
    Luo et al. (2018), *Statistical Methods in Medical Research* 27, eq. 7, 11, 15; Wan et al.
    (2014), *BMC Medical Research Methodology* 14, 135, eq. 9, 16; Shi et al. (2020), *Research
    Synthesis Methods* 11, eq. 10; Shi et al. (2023), *Statistical Methods in Medical Research* 32
    (skewness); the others in the functions of each method.

    Examples
    --------
    >>> group = from_quantiles(n=48, q1=210, median=265, q3=340)
    >>> group.mean.round(2), group.sd.round(2), group.route
    (array([272.08]), array([99.35]), ('quartiles by Luo 2018 and Wan 2014',))
    """
    check_choice("method", method, METHODS)
    check_limits(limits)
    x = rows({"median": median, "n": n}, {"low": low, "q1": q1, "q3": q3, "high": high})
    printed = read(x)
    x.settle()
    tests = [skewness(five) for five in printed]
    chosen = [choose(x, row, method, five, tests[row]) for row, five in enumerate(printed)]
    for row, five in enumerate(printed):
        check_range(x, row, chosen[row], five, limits)
    x.settle()
    found = [estimate(*each, limits) for each in zip(chosen, printed, tests, strict=True)]
    return gathered(found, chosen, printed, tests)


def choose(x: Rows, row: int, method: str, five: FiveNumbers, test: Skewness) -> str:
    """Method for one row; a row for which ``auto`` has none is noted."""
    if method != "auto":
        return method
    if not test.skewed:
        return "normal"
    if five.x[0] <= 0:
        x.refuse("median", row, "data are skewed but not above 0; expected a method, such as 'qe'")
    elif skewness(logarithms(five)).skewed:
        x.refuse(
            "median", row, "data are skewed, and so are their logarithms; expected a method by name"
        )
    return "lognormal"


def check_range(
    x: Rows, row: int, method: str, five: FiveNumbers, limits: tuple[float, float] | None
) -> None:
    """Note a row that its method cannot hold."""
    if row in x.reasons:
        return
    if method in ("lognormal", "bc", "mln") and five.x[0] <= 0:
        x.refuse("median", row, f"method {method!r} expects numbers above 0, got {five.x[0]:g}")
    elif method in ("bc", "mln") and not np.all(np.diff(five.x) > 0):
        x.refuse("median", row, f"method {method!r} expects numbers that rise, got equal ones")
    elif limits is not None and not limits[0] <= five.x[0] <= five.x[-1] <= limits[1]:
        x.refuse("median", row, f"the numbers beside it leave the limits {limits}")


def estimate(
    method: str, five: FiveNumbers, test: Skewness, limits: tuple[float, float] | None
) -> Estimate:
    """Mean and SD of one group by a named method."""
    if method == "qe":
        fit = quantile_estimate(five, limits)
        return Estimate(fit.mean, fit.sd, f"{fit.family} quantiles by McGrath 2020")
    route = SOURCES[method][five.case]
    if method == "normal":
        said = ("The data are skewed; formulas for normal data are off.",) if test.skewed else ()
        return Estimate(luo_mean(five), shi_sd(five), route, said)
    if method == "lognormal":
        logs = log_normal(five)
        skewed = skewness(logarithms(five)).skewed
        said = ("Their logarithms are skewed; log-normal formulas are off.",) if skewed else ()
        return Estimate(logs.mean, logs.sd, route, said, logs.log_mean, logs.log_sd)
    power = (box_cox if method == "bc" else mln)(five)
    said = ("The power is held at 0, the logarithm.",) if power.power == 0 else ()
    return Estimate(power.mean, power.sd, route, said)


def gathered(
    found: list[Estimate], chosen: list[str], printed: list[FiveNumbers], tests: list[Skewness]
) -> MeanSd:
    """The rows as one result."""
    return MeanSd(
        mean=np.array([one.mean for one in found]),
        sd=np.array([one.sd for one in found]),
        log_mean=np.array([one.log_mean for one in found]),
        log_sd=np.array([one.log_sd for one in found]),
        method=tuple(chosen),
        case=tuple(five.case for five in printed),
        route=tuple(one.route for one in found),
        skewed=np.array([test.skewed for test in tests]),
        statistic=np.array([test.statistic for test in tests]),
        critical=np.array([test.critical for test in tests]),
        warnings=tuple(one.said for one in found),
    )


def check_limits(limits: tuple[float, float] | None) -> None:
    """Raise unless limits are not given, or two rising numbers."""
    if limits is not None and not (len(limits) == 2 and limits[0] < limits[1]):
        raise ValueError(f"limits: got {limits!r}, expected two rising numbers, such as (0, 100)")
