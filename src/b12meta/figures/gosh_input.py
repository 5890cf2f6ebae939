"""What a GOSH plot is given: estimate and heterogeneity of every subset, and who is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]
    Marks = NDArray[np.bool_]

__all__ = [
    "MEASURES",
    "SubsetsLike",
    "columns_of",
    "inside",
    "member",
    "names_in",
    "overall_of",
    "size_of",
]

MEASURES = ("i2", "tau2")
"""What can stand upwards."""


class SubsetsLike(Protocol):
    """What is read of the fits of subsets: arrays of shape (n,), one element per subset.

    Where there are, also `labels` and `size` (the number) of the studies, and `overall`, the fit of
    all of them.
    """

    @property
    def estimate(self) -> ArrayLike: ...  # noqa: D102
    @property
    def tau2(self) -> ArrayLike: ...  # noqa: D102
    @property
    def i2(self) -> ArrayLike: ...  # noqa: D102
    @property
    def k(self) -> ArrayLike: ...  # noqa: D102

    def contains(self, study: Any, /) -> ArrayLike:
        """Whether each subset has a study, given by its label, or number from 0 without labels."""


def columns_of(result: SubsetsLike, of: str) -> tuple[Numbers, Numbers, Numbers]:
    """Estimate, heterogeneity and size of each subset."""
    names = ("estimate", of, "k")
    absent = [name for name in (*names, "contains") if not hasattr(result, name)]
    if absent:
        raise ValueError(
            f"result: got {type(result).__name__} without {', '.join(absent)}; expected the fits "
            "of subsets"
        )
    arrays = [np.asarray(getattr(result, name), dtype=np.float64) for name in names]
    if len({array.shape for array in arrays}) > 1 or arrays[0].ndim != 1 or not arrays[0].size:
        shapes = ", ".join(f"{name} {a.shape}" for name, a in zip(names, arrays, strict=True))
        raise ValueError(f"result: got {shapes}; expected arrays of one length, not empty")
    faults = [fault for name, a in zip(names, arrays, strict=True) for fault in _faults(name, a)]
    if faults:
        raise ValueError(f"result: {'; '.join(faults)}")
    return arrays[0], arrays[1], arrays[2]


def names_in(result: SubsetsLike) -> list[str] | None:
    """Names of the studies, if the fits know them."""
    labels = getattr(result, "labels", None)
    return None if labels is None else [str(label) for label in labels]


def size_of(result: SubsetsLike) -> int:
    """Number of studies, 0 if the fits do not know it."""
    return int(getattr(result, "size", 0))


def overall_of(result: SubsetsLike, of: str) -> tuple[float, float] | None:
    """Where the fit of all studies stands, if there is one."""
    overall = getattr(result, "overall", None)
    return None if overall is None else (float(overall.estimate), float(getattr(overall, of)))


def _faults(name: str, values: Numbers) -> list[str]:
    """What is wrong with a column: how many subsets, and the first of them."""
    least = {"estimate": -np.inf, "k": 1.0}.get(name, 0.0)
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= least)))
    if not bad.size:
        return []
    wanted = "finite" if np.isinf(least) else f"finite and at least {least:g}"
    first = ", ".join(f"subset {row}: {values[row]:g}" for row in bad[:5])
    return [f"{name} of {bad.size} subsets is not {wanted} ({first}{'...' * (bad.size > 5)})"]


def member(
    highlight: int | str, labels: Sequence[str] | None, names: list[str] | None
) -> tuple[int, str]:
    """Number and name of the highlighted study."""
    if isinstance(highlight, str):
        known = [] if labels is None else list(labels)
        if known.count(highlight) != 1:
            raise ValueError(
                f"highlight: got {highlight!r}; expected one of labels, or the number of a study: "
                f"{', '.join(known) or 'no labels given'}"
            )
        highlight = known.index(highlight)
    if highlight < 0 or (names is not None and highlight >= len(names)):
        most = "" if names is None else f" to {len(names) - 1}"
        raise ValueError(f"highlight: got {highlight}, expected the number of a study, 0{most}")
    return highlight, names[highlight] if names else f"study {highlight + 1}"


def inside(result: SubsetsLike, study: int, n: int) -> Marks:
    """Which subsets have a study."""
    known = getattr(result, "labels", None)
    found = np.asarray(result.contains(study if known is None else known[study]))
    if found.shape != (n,) or found.dtype != np.bool_ or found.all() or not found.any():
        raise ValueError(
            f"highlight: study {study} is in {int(found.sum())} of {n} subsets, as an array of "
            f"{found.dtype} of shape {found.shape}; expected truth values, some of either kind"
        )
    return found
