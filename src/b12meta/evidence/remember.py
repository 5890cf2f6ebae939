"""Frames that many questions ask for, made once for the same tables.

Every chapter starts from the same comparisons; a page asks for them dozens of times.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

Asked = ParamSpec("Asked")


def remembered(make: Callable[Asked, pd.DataFrame]) -> Callable[Asked, pd.DataFrame]:
    """Remember the frames of a function of tables (known by identity) and names.

    Each call gets a copy, so that changing it changes nothing for others.
    """
    once = lru_cache(maxsize=64)(make)

    @wraps(make)
    def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> pd.DataFrame:
        return once(*args, **kwargs).copy()  # type: ignore[arg-type]

    return asked
