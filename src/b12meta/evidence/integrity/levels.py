"""Levels that no reference interval knows: a wrong unit, another assay, or another population."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.evidence.compare import BLOOD
from b12meta.evidence.integrity.finding import AGREES, DOUBTFUL, UNCHECKED, Finding
from b12meta.evidence.rows import records
from b12meta.tables.units import STANDARD, UnitError, standard_unit, to_standard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12meta.tables import Tables

BY_SMD = "standardised difference only; not converted to the project's unit"


def unusual_levels(tables: Tables) -> Iterator[Finding]:
    """Means and medians outside the widest printed reference interval of their analyte."""
    arms = tables.arms.reset_index()
    measured = arms["analyte"].isin(STANDARD) & arms["matrix"].isin(BLOOD)
    for row in records(arms[measured & arms["timepoint"].ne("change")]):
        limits = reference_limits(tables, row["analyte"])
        yield _judged(row, limits)


def reference_limits(tables: Tables, analyte: str) -> tuple[float, float]:
    """Lowest lower and highest upper limit of anchors.csv, in the project's unit."""
    anchors = tables.anchors
    rows = anchors[anchors["topic"].eq("reference_interval") & anchors["analyte"].eq(analyte)]
    limits = [
        tuple(to_standard(row[end], row["unit"], analyte) for end in ("ci_low", "ci_high"))
        for row in records(rows)
    ]
    return min(low for low, _ in limits), max(high for _, high in limits)


def _judged(row: dict[str, object], limits: tuple[float, float]) -> Finding:
    analyte = str(row["analyte"])
    unit = standard_unit(analyte)
    try:
        level = to_standard(float(str(row["centre"])), str(row["unit"]), analyte)
    except UnitError:
        words, verdict = "unit not printed", UNCHECKED
    else:
        words = (
            f"{level:.0f} {unit}; reference intervals run from {limits[0]:.0f} to {limits[1]:.0f}"
        )
        verdict = AGREES if limits[0] <= level <= limits[1] else DOUBTFUL
    return Finding(
        study_id=str(row["study_id"]),
        row=f"arms.csv:{row['line']}",
        check="level",
        printed=f"{row['centre']:g} {row['unit']}".replace("not_stated", "(no unit)"),
        recomputed=words,
        verdict=verdict,
        action="used as printed" if verdict == AGREES else BY_SMD,
    )
