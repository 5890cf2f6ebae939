"""The ledger for readers: a table, the way from verdicts to rows, and answers without a pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from b12meta.evidence.certainty import of_unpooled
from b12meta.evidence.claims.ledger import decide, ledger
from b12meta.evidence.text import Sentence
from b12meta.evidence.trace import linked, row_page
from b12meta.evidence.verdict import VERDICTS
from b12meta.evidence.words import joined

if TYPE_CHECKING:
    from b12meta.evidence.claims.decision import Decision
    from b12meta.tables import Tables

PLACE = {verdict: place for place, verdict in enumerate(VERDICTS)}

UNPOOLED = {
    "c04": "Is low B12 more common in MS?",
    "c03": "Does low B12 go with worse MS?",
    "c21": "Is B12 low in the brain, spinal cord or spinal fluid?",
    "c22": "Does methylprednisolone lower B12 in spinal fluid?",
    "c23": "Do interferon beta and glatiramer lower serum B12?",
    "c24": "Do high doses of B vitamins help vision?",
    "c25": "Does B12 with folic acid improve quality of life?",
}
"""Questions that no pool answers, by the claim that asks them."""


def shown(tables: Tables) -> pd.DataFrame:
    """The ledger as a table, claims of one verdict together."""
    rows = ledger(tables).assign(place=lambda frame: frame["verdict"].map(PLACE))
    lines = dict(zip(tables.claims["claim_id"], tables.claims.index, strict=True))
    rows = rows.sort_values(["place", "claim_id"])
    return pd.DataFrame(
        {
            "id": rows["claim_id"],
            "claim": rows["claim"],
            "verdict": rows["verdict"],
            "number that decides": rows["number"],
            "why": rows["rule"],
            "page_url": [row_page("claims", int(lines[key])) for key in rows["claim_id"]],
        }
    )


def traced(tables: Tables) -> Sentence:
    """For each claim, the notebook that shows it and the raw rows that decide it, as links."""
    return Sentence("\n".join(_trace(key, one) for key, one in decide(tables).items()))


def _trace(key: str, one: Decision) -> str:
    links = dict.fromkeys(linked(source.words, source.address) for source in one.sources)
    rows = joined(list(links))
    page = linked(f"notebook {one.page[:2]}", one.page) if one.page else ""
    where = "; ".join(part for part in (page, rows) if part)
    return f"- **{key}**, {one.verdict}: {where or one.rule}"


def not_pooled(tables: Tables) -> pd.DataFrame:
    """Answers to the questions that have too few studies, or too few numbers, to pool."""
    decided = decide(tables)
    return pd.DataFrame(
        {
            "question": question,
            "studies": len({source.words for source in decided[key].sources}),
            "people": decided[key].people,
            "what was found": decided[key].number or decided[key].rule,
            "verdict": decided[key].verdict,
            "certainty": of_unpooled(decided[key].verdict),
            "notebook_url": decided[key].page,
        }
        for key, question in UNPOOLED.items()
    ).astype({"people": "Int64"})
