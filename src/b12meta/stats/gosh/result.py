"""The cloud of pooled results of subsets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from b12meta.stats.printing import number
from b12meta.stats.small_study.printing import Printed, Rows, studies

if TYPE_CHECKING:
    from b12meta.stats.batch.members import Marks
    from b12meta.stats.result import Pooled
    from b12meta.stats.types import Bools, Floats, Ints, Labels, Method

__all__ = ["Gosh"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gosh(Printed):
    """Pooled results of all subsets of the studies, or of many drawn at random.

    Attributes
    ----------
    estimate, tau2, i2, q : array of shape (n,)
        Pooled effect, variance between studies, I2 (a proportion) and Cochran's Q of each subset;
        with a single study tau2, i2 and q are 0.
    k : array of int, shape (n,)
        Studies in each subset.
    codes : range, or array of shape (n,) or (n, ceil(size / 8))
        Who is in each subset: bit i of the number stands for study i; with more than 62 studies
        rows of ``np.packbits`` with ``bitorder="little"``.
    size : int
        Number of studies.
    exact : bool
        Whether these are all subsets.
    seed : int or None
        Of the draw; None where nothing was drawn.
    overall : Pooled
        All studies together.
    labels : tuple or None
        Of the studies.
    method : str or float
        As asked for; test and level are those of `overall`.
    warnings : tuple of str
        Those of `overall`.
    """

    estimate: Floats = field(repr=False)
    tau2: Floats = field(repr=False)
    i2: Floats = field(repr=False)
    q: Floats = field(repr=False)
    k: Ints = field(repr=False)
    codes: Marks = field(repr=False)
    size: int
    exact: bool
    seed: int | None
    overall: Pooled = field(repr=False)
    labels: Labels = field(repr=False)
    method: Method
    warnings: tuple[str, ...]

    def contains(self, study: Any) -> Bools:
        """Tell for each subset whether a study, by label or position, is in it; shape (n,)."""
        at = self.place(study)
        codes: Any = self.codes
        if isinstance(codes, range):
            codes = np.arange(codes.start, codes.stop)
        found = codes >> at & 1 if codes.ndim == 1 else codes[:, at // 8] >> at % 8 & 1
        return np.asarray(found, dtype=np.bool_)

    def members(self, row: int) -> Bools:
        """Tell which studies are in one subset, shape (size,)."""
        code: Any = self.codes[row]
        if isinstance(code, np.ndarray):
            return np.unpackbits(code, count=self.size, bitorder="little").astype(np.bool_)
        return np.array([int(code) >> at & 1 for at in range(self.size)], dtype=np.bool_)

    def place(self, study: Any) -> int:
        """Position of a study.

        Raises
        ------
        ValueError
            For one that is not there.
        """
        if self.labels is not None and study in self.labels:
            return self.labels.index(study)
        if isinstance(study, int | np.integer) and 0 <= study < self.size:
            return int(study)
        known = f"0 to {self.size - 1}" + ("" if self.labels is None else ", or a label")
        raise ValueError(f"study: got {study!r}, expected a position from {known}")

    def shifts(self) -> Floats:
        """Mean estimate of the subsets with each study minus that of those without, (size,)."""
        found = np.full(self.size, np.nan)
        for at in range(self.size):
            inside = self.contains(at)
            n = int(inside.sum())
            if 0 < n < inside.size:
                total = float(self.estimate[inside].sum())
                rest = float(self.estimate.sum()) - total
                found[at] = total / n - rest / (inside.size - n)
        return found

    def title(self) -> str:
        """First line: the choices."""
        n = f"{len(self.estimate):,}"
        which = f"all {n} subsets" if self.exact else f"{n} subsets, drawn at random,"
        how = self.method if isinstance(self.method, str) else f"tau2 = {number(self.method)}"
        return f"GOSH · {which} of {studies(self.size)} · {how}"

    def rows(self) -> Rows:
        """Name and value of each line."""
        lines = [("all studies", number(self.overall.estimate))]
        for name, values in (("estimate", self.estimate), ("I2", 100 * self.i2)):
            ends = map(number, np.quantile(values, (0.025, 0.5, 0.975)).tolist())
            low, middle, high = ends
            lines.append((f"{name}, middle 95%", f"{low} to {high} (median {middle})"))
        if self.size > 1:
            shifts = self.shifts()
            most = int(np.nanargmax(np.abs(shifts)))
            who = most if self.labels is None else self.labels[most]
            lines.append(("moved most by", f"study {who} ({shifts[most]:+.3g} with it)"))
        return lines
