"""Meta-regression on the columns of a frame, or by a formula."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from b12meta.frames.moderators import encode
from b12meta.stats.regression.fit import regress_arrays
from b12meta.stats.regression.result import Predictions, RegressionResult

if TYPE_CHECKING:
    from b12meta.frames.moderators import Encoder
    from b12meta.stats.types import ArrayLike, Floats, Method, Test

__all__ = ["Regression", "regress"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regression(RegressionResult):
    """A meta-regression that speaks of columns and categories.

    Its attributes are those of `b12meta.stats.regression.result.RegressionResult`.
    """

    encoder: Encoder = field(repr=False)

    def predict(self, new: Any = None, level: float | None = None) -> pd.DataFrame:
        """Predicted mean effects with confidence and prediction intervals.

        Parameters
        ----------
        new : DataFrame, dict or array, optional
            Moderators as they were given to `regress`; the studies' own by default.
        level : float, optional
            Coverage; that of the result by default.

        Returns
        -------
        DataFrame
            One row per row of `new`: ``estimate se ci_low ci_high pi_low pi_high``. Both intervals
            use the distribution of the test, t with k - p degrees of freedom or the normal one; the
            prediction interval is NaN under equal effects.

        Raises
        ------
        ValueError
            For missing columns or values, or a level of a category that the fit has not seen.

        Examples
        --------
        >>> fit = regress([0.1, 0.3, 0.2, 0.7], [0.01] * 4, [1, 2, 3, 4], test="z")
        >>> fit.predict([5]).round(2)
           estimate    se  ci_low  ci_high  pi_low  pi_high
        0      0.75  0.22    0.32     1.18    0.24     1.26
        """
        if new is None:
            rows, index = self.x, None if self.labels is None else pd.Index(self.labels)
        else:
            rows, index = self.rows(new), new.index if isinstance(new, pd.DataFrame) else None
        found = self.predict_rows(rows, level)
        return pd.DataFrame(dict(zip(Predictions._fields, found, strict=True)), index=index)

    def rows(self, new: Any) -> Floats:
        """Rows of the design for new moderators, the intercept included."""
        x = self.encoder.rows(new)
        return x if x.shape[1] == self.p else np.column_stack([np.ones(len(x)), x])

    def vif(self) -> pd.DataFrame:
        """Variance inflation, one row per term.

        Returns
        -------
        DataFrame
            ``gvif`` (of a term with one column the ordinary factor), ``df`` and ``gvif_scaled``,
            which is ``gvif ** (1 / (2 df))`` and compares terms of different df.

        References
        ----------
        Fox & Monette (1992), *JASA* 87, 178-183.

        Examples
        --------
        >>> x = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 0, 0, 1]})
        >>> regress([0.1, 0.3, 0.2, 0.7], [0.01] * 4, x).vif()
           gvif  df  gvif_scaled
        a   1.0   1          1.0
        b   1.0   1          1.0
        """
        found = self.inflation()
        return pd.DataFrame(
            {
                "gvif": [one.gvif for one in found],
                "df": [one.df for one in found],
                "gvif_scaled": [one.scaled for one in found],
            },
            index=[one.term for one in found],
        )

    def term_tests(self) -> pd.DataFrame:
        """Test of each term, all its columns together: ``stat df df2 pval``."""
        tests = [self.test_columns(columns) for columns in self.terms.values()]
        return pd.DataFrame(
            {
                "stat": [test.stat for test in tests],
                "df": [test.df[0] for test in tests],
                "df2": [test.df[1] for test in tests],
                "pval": [test.pval for test in tests],
            },
            index=list(self.terms),
        )

    def table(self) -> pd.DataFrame:
        """Coefficients, one row each: ``coef se stat pval ci_low ci_high``."""
        names = ("coef", "se", "stat", "pval", "ci_low", "ci_high")
        return pd.DataFrame({name: getattr(self, name) for name in names}, index=list(self.names))


def regress(
    yi: ArrayLike,
    vi: ArrayLike,
    mods: Any,
    *,
    data: pd.DataFrame | None = None,
    method: Method = "REML",
    test: Test = "knha",
    intercept: bool = True,
    level: float = 0.95,
) -> Regression:
    """Meta-regression: effects as a linear function of moderators.

    Parameters
    ----------
    yi, vi : array-like of shape (k,)
        Effects, and their sampling variances in the squared unit of `yi`.
    mods : DataFrame, Series, array of shape (k, m) or str
        Moderators. Text and categories become treatment contrasts, named such as
        ``alloc[random]``; the reference is the first level, in the order of the categories or the
        alphabet. A text is a formula in patsy's language, such as ``"ablat * alloc"``, whose
        columns are looked up in `data`.
    data : DataFrame, optional
        For a formula.
    method : str or float
        ``EE DL HE HS HSk SJ ML REML EB PM PMM`` (``FE`` is ``EE``), or a number that fixes tau2.
    test : {"z", "t", "knha", "adhoc"}
        How uncertainty is stated; see `b12meta.stats.inference`. Degrees of freedom are k - p.
    intercept : bool
        Whether the model has one. A column of ones in `mods` counts as one.
    level : float
        Coverage of the intervals.

    Returns
    -------
    Regression
        Coefficients with their uncertainty, what is explained and what is left.

    Raises
    ------
    ValueError
        For bad effects, variances or moderators (each position is named), columns that follow from
        others, too few studies, or an unknown choice.

    References
    ----------
    Viechtbauer (2010), *Journal of Statistical Software* 36(3), section 2.

    Examples
    --------
    >>> studies = pd.DataFrame({"dose": [1, 2, 3, 4, 5], "drug": ["a", "b", "a", "b", "a"]})
    >>> fit = regress([0.1, 0.3, 0.2, 0.7, 0.4], [0.01] * 5, "dose + drug", data=studies)
    >>> fit.table()[["coef", "se"]].round(3)
                coef     se
    intercept -0.067  0.128
    drug[b]    0.267  0.105
    dose       0.100  0.037
    """
    found = encode(mods, data, intercept, (yi, vi))
    fit = regress_arrays(
        yi,
        vi,
        found.x,
        names=found.names,
        terms=found.terms,
        method=method,
        test=test,
        intercept=found.intercept,
        level=level,
    )
    known = {one.name: getattr(fit, one.name) for one in fields(RegressionResult)}
    return Regression(**known, encoder=found.encoder)
