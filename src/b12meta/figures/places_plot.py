"""Years and countries: one dot per study, in the row of its country and the column of its year.

No map: what matters is how many studies come from where and when, and a map gives room by area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12meta.figures import legend, theme
from b12meta.figures.canvas import canvas, pixels, rule
from b12meta.figures.label import Style, write
from b12meta.figures.legend import Key, flow
from b12meta.figures.measure import clean, wrap
from b12meta.figures.places_input import UNKNOWN, by_country, kinds_of, read_spots
from b12meta.figures.places_layout import (
    BODY,
    HEADER,
    HEADER_HEIGHT,
    MARGIN,
    NO_YEAR,
    PAGE,
    SMALL,
    arrange,
)
from b12meta.figures.shapes import point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

    from b12meta.figures.legend import Picture
    from b12meta.figures.places_input import Spot
    from b12meta.figures.places_layout import Layout

__all__ = ["places"]

SIDE = 8.0
AXIS = 30.0
NOTE_ROW = 17.0
PICTURE = 12.0
QUIET = Style(theme.SMALL, opacity=theme.QUIET)
ABSENT = Style(italic=True, opacity=theme.QUIET)
MARKS = (
    ("o", theme.STUDY, False), ("o", theme.STUDY, True),
    ("s", theme.CONTEXT, False), ("s", theme.CONTEXT, True),
)  # fmt: skip
"""Shape, hue and whether it is hollow, for each kind of study in turn."""


def places(
    rows: pd.DataFrame,
    *,
    kinds: Sequence[str] | None = None,
    footnotes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw studies by country and year.

    Parameters
    ----------
    rows : DataFrame
        One row per study: `study`, `year` and `country` (missing: not printed), `reports` (what
        kind of study it is, in a few words) and, where known, `url`.
    kinds : sequence of str, optional
        Values of `reports` in the order in which the legend explains them, at most four; by
        default in the order of the years.
    footnotes : sequence of str
        Below the figure.
    ax : Axes, optional
        Where to draw; a figure of its own by default. It must be the only one of its figure.

    Returns
    -------
    Axes
        x is the year; y is pixels from its top. Its label describes the figure in words.

    Raises
    ------
    ValueError
        If a row cannot be drawn (every such row is named), or if there are too many kinds.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"study": ["Sener", "Thesis"], "year": [1996, None],
    ...     "country": ["Turkey", None], "reports": "B12"})
    >>> places(rows).get_label()
    'Studies by country and year: 2 studies. B12: 2. Turkey, 1: Sener 1996 (B12). ...'
    """
    spots = read_spots(rows)
    known, countries = kinds_of(spots, kinds), by_country(spots)
    layout = arrange(countries)
    bottom = layout.panel[3]
    keys, below = flow(_keys(spots, known), MARGIN, PAGE - MARGIN, bottom + AXIS, picture=PICTURE)
    notes = [
        part for note in footnotes for part in wrap(clean(note), PAGE - 4 * MARGIN, QUIET.size)
    ]
    with theme.house():
        ax = canvas(ax, (PAGE, below + 10 + NOTE_ROW * len(notes)), layout.panel, "this figure")
        _draw_ground(ax, layout)
        _draw_dots(ax, layout, known)
        legend.draw(ax, keys, _pictures(known))
        for place, words in enumerate(notes):
            write(ax, MARGIN, below + 5 + (place + 0.5) * NOTE_ROW, words, QUIET)
    ax.set_label(_alt_text(countries, known))
    return ax


def _keys(spots: Sequence[Spot], kinds: Sequence[str]) -> list[Key]:
    found = [spot.kind for spot in spots]
    return [Key(kind, f"{kind} ({found.count(kind)})") for kind in kinds]


def _pictures(kinds: Sequence[str]) -> dict[str, Picture]:
    def picture(place: int) -> Picture:
        shape, hue, hollow = MARKS[place]
        return lambda ax, x, y, sheet: point(
            ax, x + PICTURE / 2, y, SIDE, shape, hue, sheet, hollow=hollow
        )

    return {kind: picture(place) for place, kind in enumerate(kinds)}


def _draw_ground(ax: Axes, layout: Layout) -> None:
    """Write countries and years, with hairlines between them."""
    left, top, right, bottom = layout.panel
    ax.set_xlim(*layout.years)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_axis_off()
    write(ax, MARGIN, HEADER_HEIGHT / 2, "Country", HEADER)
    write(ax, layout.n_right, HEADER_HEIGHT / 2, "n", HEADER, align="right")
    if layout.no_year is not None:
        write(ax, layout.no_year, HEADER_HEIGHT / 2, NO_YEAR, HEADER)
    for year in layout.ticks:
        half = QUIET.width(str(year)) / 2
        if not left <= layout.x(year) - half <= layout.x(year) + half <= right:
            continue
        ax.plot([year, year], [0, bottom - top + 4], color=theme.ink(0.12), linewidth=0.75,
                clip_on=False, zorder=0)  # fmt: skip
        write(ax, layout.x(year), bottom + 14, str(year), QUIET, align="center")
    rule(ax, HEADER_HEIGHT)
    for row in layout.rows:
        full = None if row.shown == (row.country or UNKNOWN) else row.country
        write(ax, MARGIN, row.middle, row.shown, BODY if row.country else ABSENT, full=full)
        write(ax, layout.n_right, row.middle, str(row.n), BODY, align="right")
        rule(ax, row.bottom)


def _draw_dots(ax: Axes, layout: Layout, kinds: Sequence[str]) -> None:
    sheet = pixels(ax)
    for dot in layout.dots:
        shape, hue, hollow = MARKS[kinds.index(dot.spot.kind)]
        x, y, how = _position(dot.spot.year, dot.x, dot.y, sheet)
        point(ax, x, y, SIDE, shape, hue, how, hollow=hollow)
        full = None if dot.words == dot.spot.name else dot.spot.name
        write(
            ax, dot.words_x, dot.y, dot.words, SMALL, align=dot.align, full=full, href=dot.spot.url
        )


def _position(
    year: float | None, x: float, y: float, sheet: Transform
) -> tuple[float, float, Transform | None]:
    """Year and pixels below the header for a dated study; pixels of the sheet for another."""
    return (x, y, sheet) if year is None else (year, y - HEADER_HEIGHT, None)


def _alt_text(countries: Mapping[str, Sequence[Spot]], kinds: Sequence[str]) -> str:
    """Describe the figure in words; the first sentence stands alone as its title."""
    spots = [spot for rows in countries.values() for spot in rows]
    many = "study" if len(spots) == 1 else "studies"
    counts = "; ".join(f"{kind}: {sum(spot.kind == kind for spot in spots)}" for kind in kinds)
    each = " ".join(
        f"{country or f'Country {UNKNOWN}'}, {len(rows)}: {', '.join(map(_spoken, rows))}."
        for country, rows in countries.items()
    )
    return f"Studies by country and year: {len(spots)} {many}. {counts}. {each}"


def _spoken(spot: Spot) -> str:
    year = f"year {UNKNOWN}" if spot.year is None else f"{spot.year:.0f}"
    return f"{spot.name} {year} ({spot.kind})"
