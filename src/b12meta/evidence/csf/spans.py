"""What all possible splits have in common: ranges of effects, and the splits at their ends."""

from __future__ import annotations

from typing import Any

import pandas as pd

from b12meta.evidence.csf.splits import CONTRASTS
from b12meta.evidence.rows import records
from b12meta.evidence.words import interval


def ranges(every: pd.DataFrame, *, which: str = "fits") -> pd.DataFrame:
    """Smallest and largest effect, and the widest limits, over the splits of a column.

    Returns
    -------
    DataFrame
        Indexed by contrast (``rr``, ``sp``, ``both``): ``patients``, ``yi_min``, ``yi_max``,
        ``ci_low_min``, ``ci_low_max``, ``ci_high_min``, ``ci_high_max``, and ``share``, the share
        of all splits that fit.
    """
    fitting = every[every[which]]
    rows = {
        name: {
            f"{column}_{end}": getattr(fitting[f"{name}_{column}"], end)()
            for column in ("yi", "ci_low", "ci_high")
            for end in ("min", "max")
        }
        for name in CONTRASTS
    }
    found = pd.DataFrame.from_dict(rows, orient="index")
    found.insert(0, "patients", [CONTRASTS[name] for name in found.index])
    return found.assign(share=float(every[which].mean()))


def ranges_table(found: pd.DataFrame) -> pd.DataFrame:
    """The ranges in words."""
    columns = {"Effect": "yi", "Lower 95% limit": "ci_low", "Upper 95% limit": "ci_high"}
    return pd.DataFrame(
        {"comparison": found["patients"]}
        | {
            f"{words}, smallest to largest": list(
                map(interval, found[f"{name}_min"], found[f"{name}_max"])
            )
            for words, name in columns.items()
        }
    )


def extremes(every: pd.DataFrame) -> pd.DataFrame:
    """The fitting splits with the smallest and largest effects, and equal thirds, for a forest.

    Returns
    -------
    DataFrame
        Rows of `figures.forest`, grouped by contrast: ``study`` names the split, ``note`` its
        sizes.
    """
    fitting = every[every["fits"]]
    third = round(float(every[["n_rr", "n_sp", "n_pp"]].iloc[0].sum()) / 3)
    equal = fitting[fitting["n_rr"].eq(third) & fitting["n_sp"].eq(third)]
    rows = [
        _drawn(name, words, split)
        for name in CONTRASTS
        for words, chosen in (
            ("Smallest effect", fitting.nsmallest(1, f"{name}_yi")),
            ("Equal thirds", equal),
            ("Largest effect", fitting.nlargest(1, f"{name}_yi")),
        )
        for split in records(chosen)
    ]
    return pd.DataFrame(rows)


def _drawn(name: str, words: str, split: dict[str, Any]) -> dict[str, Any]:
    n_rr, n_sp = split["n_rr"], split["n_sp"]
    n1i = {"rr": n_rr, "sp": n_sp, "both": n_rr + n_sp}[name]
    note = f"{n_rr} with RRMS, {n_sp} with SPMS" if name == "both" else ""
    limits = {end: split[f"{name}_{end}"] for end in ("yi", "ci_low", "ci_high")}
    return {"study": words, "group": CONTRASTS[name], "n1i": n1i, "note": note, **limits}
