"""Frames as a reader should see them: plain names, codes as words, links to where numbers stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12meta.evidence.trace import study_page

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
    "spms": "SPMS",
    "ppms": "PPMS",
    "csf": "cerebrospinal fluid",
    "rbc": "red cells",
    "rbc_folate": "red-cell folate",
    "b12_binding": "B12 binding",
    "holotc": "holotranscobalamin",
    "mcv": "MCV",
    "cd320": "CD320",
    "egf": "EGF",
    "tnf_alpha": "TNF-α",
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
    """The same rows with plain column names, codes as words, and links.

    A study leads to its page (``page_url``), a ``row`` such as ``arms.csv:20`` to that row
    (``row_url``); addresses that are there already stay.

    Examples
    --------
    >>> import pandas as pd
    >>> print(readable(pd.DataFrame({"study_id": ["a"], "level": ["exact_p"]})).to_string())
      study    level                page_url
    0     a  exact p  ../docs/studies/a.md
    """
    texts = {
        name: frame[name].map(plain, na_action="ignore")
        for name in CODED
        if name in frame.columns and frame[name].dtype.kind not in "iuf"
    }
    return frame.assign(**texts, **_addresses(frame)).rename(columns=NAMES)


def _addresses(frame: pd.DataFrame) -> dict[str, Any]:
    """Addresses of the studies and rows that a frame names, where it has none yet."""
    if "study_id" not in frame.columns or "page_url" in frame.columns:
        return {}
    found: dict[str, Any] = {
        "page_url": [study_page(key) if isinstance(key, str) else None for key in frame["study_id"]]
    }
    if "row" in frame.columns:
        found["row_url"] = list(map(_row_address, frame["study_id"], frame["row"]))
    return found


def _row_address(study_id: str, row: str) -> str:
    table, _, line = row.partition(".csv:")
    return study_page(study_id, table, int(line))
