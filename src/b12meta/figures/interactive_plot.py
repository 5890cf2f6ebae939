"""A forest plot that answers "what if that study were out?", in the page, without a server.

The page gets the static figure and, below it, an empty place that carries the rows as data. Where
scripts run, ``docs/_static/forest.js`` builds the controls there and computes with
``forest_math.js``; where they do not, and on paper, the static figure is all there is. Nothing is
computed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from b12meta.figures.display import show
from b12meta.figures.interactive_input import as_json, page_rows
from b12meta.figures.measure import clean

if TYPE_CHECKING:
    from collections.abc import Container

    import pandas as pd
    from matplotlib.axes import Axes

    from b12meta.figures.display import Drawing

__all__ = ["Interactive", "interactive_forest"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Interactive:
    """A static figure, if there is one, and the place where the page's script puts controls.

    Attributes
    ----------
    place : str
        ``<div class="b12-interactive">`` with the rows as data.
    static : Drawing or None
        The figure for paper, and for readers without scripts.
    alt : str
        What is shown, in words.
    """

    place: str
    static: Drawing | None
    alt: str

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        return self.place if self.static is None else f"{self.static.html}\n{self.place}"

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """Like the static figure, with the controls added to its HTML."""
        bundle, notes = ({}, {}) if self.static is None else self.static._repr_mimebundle_()
        bundle |= {"text/html": self._repr_html_(), "text/plain": self.alt}
        wanted = {
            kind: data
            for kind, data in bundle.items()
            if (include is None or kind in include) and kind not in (exclude or ())
        }
        return wanted, {kind: note for kind, note in notes.items() if kind in wanted}


def interactive_forest(
    rows: pd.DataFrame,
    *,
    name: str,
    what: str = "the level in MS",
    static: Axes | None = None,
    ratio: pd.DataFrame | None = None,
    sides: tuple[str, str] = ("lower in MS", "higher in MS"),
) -> Interactive:
    """Let the reader of a page choose studies and method, and see what follows at once.

    Every study together is pooled as the headline is (flat mean, half-normal(0.5) on tau);
    studies that print means also by REML or DerSimonian-Laird, with normal or Knapp-Hartung
    intervals. What is chosen stands in the address of the page.

    Parameters
    ----------
    rows : DataFrame
        One row per study, indexed by its id: `study`, `level`, `vi`, `low`, `high` (equal for an
        effect, infinite for no bound), and, where known, `year`, `n1i`, `n2i`. Where
        limits come from an exact p, `yi`, `ci_low`, `ci_high` are what is shown.
    name : str
        Names the figure in the address: ``#forest=b12;out=sener1996``. One per page.
    what : str
        What is compared, for the sentence: "Serum B12 in MS" differs by so much.
    static : Axes, optional
        The forest plot of the same rows, from `forest`. Without it there is nothing for paper and
        for readers without scripts; the controls are then open from the start.
    ratio : DataFrame, optional
        Logs of ratios of means, `yi` and `vi`, by the same ids, for studies that print means.
    sides : tuple of str
        What an effect below and above none means.

    Raises
    ------
    ValueError
        For an empty name, or rows that `forest_math.js` could not pool; every one is named.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Najafi"], "level": ["means"], "vi": [0.043],
    ...     "low": [0.22], "high": [0.22]}, index=["najafi2012"])
    >>> interactive_forest(rows, name="b12")
    Interactive forest plot of 1 study: choose studies and method.
    """
    if not clean(name):
        raise ValueError("name: got nothing, expected a word that names the figure in the address")
    found = page_rows(rows, ratio)
    data = {
        "name": clean(name),
        "open": "yes" if static is None else "no",
        "words": as_json({"what": clean(what), "sides": [clean(side) for side in sides]}),
        "rows": as_json(found),
    }
    attributes = "".join(f" data-{key}={_quoted(value)}" for key, value in data.items())
    noun = "study" if len(found) == 1 else "studies"
    return Interactive(
        place=f'<div class="b12-interactive"{attributes}></div>',
        static=None if static is None else show(static),
        alt=f"Interactive forest plot of {len(found)} {noun}: choose studies and method.",
    )


def _quoted(text: str) -> str:
    """Text as an attribute in double quotes, so that no reader of HTML can mistake it.

    >>> _quoted('<b> & "c"')
    '"&lt;b&gt; &amp; &quot;c&quot;"'
    """
    return f'"{escape(text, {chr(34): "&quot;", chr(10): "&#10;"})}"'
