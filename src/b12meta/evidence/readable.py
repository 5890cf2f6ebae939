"""Frames as a reader should see them: columns by their plain names, codes as words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    "b12": "B12",
    "mma": "MMA",
    "study_id": "study",
    "record_id": "record",
    "group1": "patients",
    "group2": "controls",
    "outcome_set": "should hold",
    "n_compared": "compared",
    "n_agree": "agreed",
    "why": "why it is not pooled",
}

CODED = ("level", "decision", "design", "population", "group1", "group2", "b12", "homocysteine",
         "folate", "mma", "outcome_set")  # fmt: skip
"""Columns that hold codes such as ``awaiting_full_text``."""


WORDS = {
    "b12": "B12",
    "mma": "MMA",
    "ms": "MS",
    "rrms": "RRMS",
    "progressive_ms": "progressive MS",
    "cis": "CIS",
    "nmosd": "NMOSD",
    "case_control": "case-control",
    "cross_sectional": "cross-sectional",
    "pre_post": "before-after",
    "rct": "randomised trial",
    "control": "controls",
    "neuro_control": "neurological controls",
    "healthy": "healthy people",
}


def plain(code: str) -> str:
    """A code of the tables as words.

    Examples
    --------
    >>> plain("rrms"), plain("ms_onset_before_18"), plain("awaiting_full_text")
    ('RRMS', 'MS onset before 18', 'awaiting full text')
    """
    if code in WORDS:
        return WORDS[code]
    return " ".join(word.upper() if word in ("ms", "cis") else word for word in code.split("_"))


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with plain column names, and codes as words.

    Examples
    --------
    >>> import pandas as pd
    >>> print(readable(pd.DataFrame({"study_id": ["a"], "level": ["exact_p"]})).to_string())
      study    level
    0     a  exact p
    """
    texts = {
        name: frame[name].map(plain, na_action="ignore")
        for name in CODED
        if name in frame.columns and frame[name].dtype.kind not in "iuf"
    }
    return frame.assign(**texts).rename(columns=NAMES)
