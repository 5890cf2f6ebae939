"""The words of a specification curve: its key, its footnotes, and its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from b12meta.evidence.words import percent
from b12meta.figures.forest_words import below_and_above
from b12meta.figures.legend import Key
from b12meta.figures.measure import clean
from b12meta.figures.specification_marks import LEAST, MANY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12meta.figures.numbers import Scale
    from b12meta.figures.specification_input import Choice, Numbers, Specifications
    from b12meta.figures.specification_layout import Plot

__all__ = ["alt_text", "keys", "many", "notes"]


def many(n: int) -> str:
    """Number of specifications.

    >>> many(1), many(2000)
    ('1 specification', '2,000 specifications')
    """
    return f"{n:,} specification{'s' if n > 1 else ''}"


def keys(found: Specifications, scale: Scale, smallest: float) -> list[list[Key]]:
    """Explain the marks that are drawn."""
    none = 1 if scale.ratio else 0
    away = int((found.below | found.above).sum())
    across = int(found.known.sum()) - away
    curve = {
        Key("estimate", "estimate"): True,
        Key("away", f"interval excludes {none} ({away:,})"): away > 0,
        Key("across", f"interval includes {none} ({across:,})"): across > 0,
    }
    band = scale.interval(-smallest, smallest)
    stated = {
        Key("headline", f"headline: {_headline(found, scale)}"): found.headline is not None,
        Key("band", f"smaller than the smallest effect of interest ({band})"): smallest > 0,
        Key("strip", _steps()): found.n > MANY,
    }
    return [[key for key, wanted in group.items() if wanted] for group in (curve, stated)]


def notes(found: Specifications, plot: Plot) -> list[str]:
    """What the picture alone would not say."""
    cut = int(((found.low < plot.view.floor) | (found.high > plot.view.roof)).sum())
    silent = int((~found.known).sum())
    said = []
    if cut:
        verb = "interval goes" if cut == 1 else "intervals go"
        said.append(f"{cut:,} {verb} on beyond the edge of the panel.")
    if silent:
        said.append(f"{many(silent)} without an interval.")
    return said


def alt_text(
    found: Specifications,
    scale: Scale,
    smallest: float,
    said: Sequence[str],
    *,
    measure: str,
    sides: tuple[str, str],
) -> str:
    """Describe the figure in words; the first sentence stands alone as its title."""
    ends = scale.interval(float(found.estimate[0]), float(found.estimate[-1]))
    spread = f"from {ends}, median {_median(found.estimate, scale)}"
    only = f"{measure} {scale.text(float(found.estimate[0]))}"
    title = f"{many(found.n)}: {f'{measure} {spread}' if found.n > 1 else only}."
    sentences = [f"Specification curve of {title}", _shares(found, scale)]
    if smallest:
        sentences.append(_against(found, scale, smallest))
    if found.headline is not None:
        sentences.append(f"Headline: {_headline(found, scale)}.")
    each = "; ".join(_choice(choice, found, scale) for choice in found.choices)
    sentences += [below_and_above(scale, sides), *said]
    sentences.append(f"Median {measure} by choice (number of specifications): {each}.")
    return clean(" ".join(sentences))


def _shares(found: Specifications, scale: Scale) -> str:
    none = 1 if scale.ratio else 0
    below, above = int(found.below.sum()), int(found.above.sum())
    rest = int(found.known.sum()) - below - above
    return f"Intervals wholly below {none}: {below:,}; above: {above:,}; neither: {rest:,}."


def _against(found: Specifications, scale: Scale, smallest: float) -> str:
    low, high = int((found.estimate < -smallest).sum()), int((found.estimate > smallest).sum())
    ends = scale.text(-smallest), scale.text(smallest)
    within = found.n - low - high
    return f"Estimates below {ends[0]}: {low:,}; above {ends[1]}: {high:,}; between: {within:,}."


def _headline(found: Specifications, scale: Scale) -> str:
    """Estimate, interval and place of the highlighted specification."""
    if found.headline is None:
        return ""
    place = found.headline
    low, high = float(found.low[place]), float(found.high[place])
    limits = f" [{scale.interval(low, high)}]" if found.known[place] else ""
    return f"{scale.text(float(found.estimate[place]))}{limits}, place {place + 1:,} of {found.n:,}"


def _choice(choice: Choice, found: Specifications, scale: Scale) -> str:
    """An option after the other, with its number of specifications and their median estimate."""
    each = [
        f"{option} {_median(found.estimate[chosen], scale)} ({int(chosen.sum()):,})"
        for option, chosen in zip(choice.options, choice.used.T, strict=True)
    ]
    return f"{choice.name}: {', '.join(each) or 'nothing chosen'}"


def _median(values: Numbers, scale: Scale) -> str:
    return scale.text(float(np.median(values)))


def _steps() -> str:
    bounds = [percent(share) for share in LEAST[1:]]
    return f"share of specifications that chose it: some, from {', '.join(bounds)}"
