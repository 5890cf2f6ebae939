"""One finding of a check, and how printed numbers give away their rounding."""

from __future__ import annotations

import re
from dataclasses import dataclass

AGREES, DISAGREES = "agrees", "disagrees"
DOUBTFUL, UNCHECKED = "doubtful", "cannot be checked"

NO_CHANGE = "used as printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found in one row.

    Attributes
    ----------
    study_id, row : str
        The study, and the file and line.
    check : str
        What was compared.
    printed, recomputed : str
        What the source prints, and what follows from its other numbers.
    verdict : str
        "agrees", "disagrees", "doubtful" or "cannot be checked".
    action : str
        What the analysis does.
    """

    study_id: str
    row: str
    check: str
    printed: str
    recomputed: str
    verdict: str
    action: str = NO_CHANGE


def half_unit(value: float, fragment: object) -> float:
    """Half of the last printed digit of a number, from the fragment that holds it.

    Examples
    --------
    >>> half_unit(6.9, "17.92± 6.9 mmol/lit"), half_unit(560.0, "560± 295 pg/ml")
    (0.05, 0.5)
    """
    printed = re.findall(r"\d+(?:\.\d+)?", fragment) if isinstance(fragment, str) else []
    texts = [text for text in printed if float(text) == abs(value)] or [f"{abs(value):g}"]
    decimals = max(len(text.partition(".")[2]) for text in texts)
    return float(f"5e-{decimals + 1}")
