"""Names of types that several modules share."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "ArrayLike",
    "Bools",
    "Convention",
    "Floats",
    "Ints",
    "Labels",
    "Method",
    "Prediction",
    "Test",
    "Zeros",
]

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.intp]

Method: TypeAlias = (
    Literal["EE", "FE", "DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM"] | float
)
"""How tau2 is found; a number fixes it."""

Test: TypeAlias = Literal["z", "t", "knha", "adhoc"]
Prediction: TypeAlias = Literal["z", "t", "hts", "hk-pr", "nagashima"]
Convention: TypeAlias = Literal["metafor 3.8", "metafor 5", "meta 8"]
Zeros: TypeAlias = Literal["only0", "all", "if0all", "none"]
Labels: TypeAlias = tuple[Any, ...] | None
