"""The ledger: every claim with its verdict, the number that decides it, and where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.claims.decision import Facts
from b12meta.evidence.claims.reading import READINGS
from b12meta.evidence.rows import records
from b12meta.evidence.text import Sentence
from b12meta.evidence.verdict import VERDICTS
from b12meta.evidence.words import count, joined

if TYPE_CHECKING:
    from b12meta.evidence.claims.decision import Decision
    from b12meta.tables import Tables


def decide(tables: Tables) -> dict[str, Decision]:
    """The decision on every claim of claims.csv, by its id.

    Raises
    ------
    ValueError
        If a claim has no rule, or a rule has no claim.
    """
    claims = set(tables.claims["claim_id"])
    astray = sorted(claims.symmetric_difference(READINGS))
    if astray:
        raise ValueError(
            f"claims.csv and the rules of claims/reading.py differ in {', '.join(astray)}; "
            "expected one rule for each claim"
        )
    facts = Facts(tables)
    return {key: rule.decide(facts) for key, rule in READINGS.items()}


def ledger(tables: Tables) -> pd.DataFrame:
    """One row per claim.

    Returns
    -------
    DataFrame
        ``claim_id``, ``claim``, ``topic``, ``verdict`` (one of `VERDICTS`), ``number`` that
        decides it, ``rule``, ``notebook`` that shows it, and ``sources``, the addresses of the
        raw rows, separated by spaces.
    """
    decided = decide(tables)
    return pd.DataFrame(
        {
            "claim_id": row["claim_id"],
            "claim": row["claim"],
            "topic": row["topic"],
            "verdict": decided[row["claim_id"]].verdict,
            "number": decided[row["claim_id"]].number or None,
            "rule": decided[row["claim_id"]].rule,
            "notebook": decided[row["claim_id"]].page.removesuffix(".ipynb") or None,
            "sources": " ".join(one.address for one in decided[row["claim_id"]].sources) or None,
        }
        for row in records(tables.claims)
    )


def answer(tables: Tables) -> Sentence:
    """How many claims got which verdict."""
    counts = ledger(tables)["verdict"].value_counts()
    parts = [f"{counts[name]} {name}" for name in VERDICTS if name in counts.index]
    numeric = len(tables.claims) - int(counts.get("not a numeric claim", 0))
    return Sentence(
        f"Of {count(len(tables.claims), 'claim', 'claims')}, {numeric} could be decided by a "
        f"number: the verdicts are {joined(parts)}. A claim about a cause is an association at "
        "most, for no comparison of people with MS that carries weight here is randomised."
    )
