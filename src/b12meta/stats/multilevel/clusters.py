"""Which effects belong together: labels, read as nested groups.

Inner labels count within the outer ones, so that "school 1" of two districts are two schools.
Groups whose variances could not be told apart are refused in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12meta.stats.types import Ints

__all__ = ["check_clusters", "codes_of", "names_of"]


def codes_of(name: str, labels: Any, k: int) -> Ints:
    """Number the distinct labels of one column, shape (k,), by first appearance.

    Raises
    ------
    ValueError
        For another length, or missing labels; each one is named.

    Examples
    --------
    >>> codes_of("cluster", ["b", "a", "b"], 3)
    array([0, 1, 0])
    """
    values = np.asarray(labels, dtype=object)
    if values.shape != (k,):
        raise ValueError(f"{name}: got shape {values.shape}, expected ({k},), one label per effect")
    missing = [row for row, value in enumerate(values) if is_missing(value)]
    if missing:
        rows = ", ".join(map(str, missing))
        raise ValueError(f"{name}: missing in row(s) {rows}; every effect needs a label")
    return numbered(values)


def numbered(values: Iterable[Any]) -> Ints:
    """Number distinct values by first appearance."""
    seen: dict[Any, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], dtype=np.intp)


def is_missing(value: Any) -> bool:
    """Whether a label is None, NaN or pandas' NA."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:
        return True


def names_of(clusters: Any, count: int) -> tuple[str, ...]:
    """Names of the columns, of a frame its own."""
    columns = getattr(clusters, "columns", None)
    name = getattr(clusters, "name", None)
    if columns is not None:
        return tuple(map(str, columns))
    return (str(name),) if name is not None else tuple(f"column {j}" for j in range(count))


def check_clusters(clusters: Any, k: int) -> tuple[Ints, tuple[str, ...]]:
    """Codes of shape (k, c), outer column first, each nested in the one before, and the names.

    Raises
    ------
    ValueError
        For another shape, missing labels, a column with a single group, or two columns with the
        same groups.
    """
    table = np.asarray(clusters, dtype=object)
    table = table[:, None] if table.ndim == 1 else table
    if table.ndim != 2 or table.shape[0] != k or table.shape[1] == 0:
        raise ValueError(
            f"clusters: got shape {table.shape}, expected ({k}, …), one column per variance, "
            "outer first"
        )
    names = names_of(clusters, table.shape[1])
    codes = np.zeros((k, table.shape[1]), dtype=np.intp)
    outer: Ints = np.zeros(k, dtype=np.intp)
    groups = 1
    for j, name in enumerate(names):
        column = codes_of(f"clusters, {name}", table[:, j], k)
        outer = numbered(zip(outer.tolist(), column.tolist(), strict=True))
        found = int(outer.max()) + 1
        if found == groups:
            raise ValueError(same_groups(names, j))
        codes[:, j], groups = outer, found
    return codes, names


def same_groups(names: tuple[str, ...], j: int) -> str:
    """Words for a column that adds no groups."""
    if j == 0:
        return (
            f"clusters, {names[0]}: got a single group, expected two or more; its variance cannot "
            "be told from the mean"
        )
    return (
        f"clusters: {names[j - 1]} and {names[j]} make the same groups, so that their variances "
        "cannot be told apart; drop one"
    )
