"""Words for the codes that only rows from beyond the blood have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.readable import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = {
    "holotc": "holotranscobalamin",
    "cd320": "CD320",
    "scd320": "soluble CD320",
    "csf": "CSF",
    "egf": "EGF",
    "tnf_alpha": "TNF-alpha",
    "spms": "SPMS",
    "serum_b12": "serum B12",
    "rrms_spms": "RRMS and SPMS",
    "ppms_and_neuro_control": "PPMS and neurological controls",
}


def outcome_of(row: Mapping[str, str]) -> str:
    """What a row measured, and where, in words.

    Examples
    --------
    >>> outcome_of({"analyte": "holotc", "matrix": "csf"})
    'holotranscobalamin in CSF'
    """
    return f"{plain_word(row['analyte'])} in {plain_word(row['matrix'])}"


def plain_word(code: str) -> str:
    """A code as words, with the names that only this part of the tables has.

    Examples
    --------
    >>> plain_word("spinal_cord"), plain_word("spms"), plain_word("neuro_control")
    ('spinal cord', 'SPMS', 'neurological controls')
    """
    return NAMES.get(code) or plain(code)
