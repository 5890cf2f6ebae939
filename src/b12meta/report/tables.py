"""Tables for readers: caption, headings that screen readers can follow, numbers that line up.

pandas' own HTML has no caption and no scopes, runs off a phone's screen and prints nothing for
"missing" but NaN. `show_table` takes a frame and gives something that notebooks show well, in Lab
and on the page. The frame keeps its numbers; only what is shown is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from html import escape
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from b12meta.evidence.trace import within
from b12meta.evidence.words import DASH, minus, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

WEB = ("https://", "http://")
LONG = 24  # letters; a column with longer texts is kept from being squeezed


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table ready to be read: texts, and which columns are numbers.

    Attributes
    ----------
    caption : str
        What the table shows.
    headings : tuple of str
        One per column.
    rows : tuple of tuple of str
        The cells as text, row by row; missing ones are an en dash.
    numeric : tuple of bool
        Columns whose cells are numbers.
    addresses : tuple of tuple of str
        Where a cell's text leads, empty for nowhere.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    addresses: tuple[tuple[str, ...], ...]

    def _repr_html_(self) -> str:
        label = escape(self.caption, quote=True)
        kinds = self._kinds()
        head = "".join(
            f'<th scope="col"{kind}>{escape(text)}</th>'
            for text, kind in zip(self.headings, kinds, strict=True)
        )
        rows = zip(self.rows, self.addresses, strict=True)
        body = "\n".join(_html_row(texts, to, kinds) for texts, to in rows)
        return (
            f'<div class="b12-scroll" role="group" tabindex="0" aria-label="{label}">\n'
            f'<table class="b12-table">\n<caption><span>{escape(self.caption)}</span></caption>\n'
            f"<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</div>"
        )

    def _kinds(self) -> tuple[str, ...]:
        """Each column's class attribute."""
        lengths = [max(map(len, cells), default=0) for cells in self._columns()]
        return tuple(
            ' class="number"' if number else ' class="long"' if length > LONG else ""
            for number, length in zip(self.numeric, lengths, strict=True)
        )

    def _columns(self) -> list[tuple[str, ...]]:
        return list(zip(*self.rows, strict=True)) or [()] * len(self.headings)

    def __str__(self) -> str:
        columns = zip(self.headings, self._columns(), self.numeric, strict=True)
        padded = [_pad([heading, *cells], right=number) for heading, cells, number in columns]
        lines = ("  ".join(row).rstrip() for row in zip(*padded, strict=True))
        return "\n".join([self.caption, *lines])

    __repr__ = __str__


def show_table(
    frame: pd.DataFrame,
    caption: str,
    *,
    headings: Mapping[str, str] | None = None,
    decimals: int | Mapping[str, int] = 2,
    formats: Mapping[str, Callable[[Any], str]] | None = None,
    links: Mapping[str, str] | None = None,
) -> ShownTable:
    """Show a frame as a table with a caption.

    Parameters
    ----------
    frame : DataFrame, shape (k, p)
        Columns are shown in their order; the first names the row. The index is not shown: reset
        it where it says something.
    caption : str
        What the table shows, as plain text.
    headings : mapping, optional
        Column name to what is printed above it. Without one, underscores become spaces and a
        word gets a capital letter.
    decimals : int or mapping, default 2
        Digits after the point of fractional numbers, for all columns or by column. A column of
        whole numbers that is not named here shows none.
    formats : mapping, optional
        Column name to a function from a cell that is not missing to its text.
    links : mapping, optional
        Column name to the column with the address that its cells lead to; the latter is not shown
        itself. Only http and https addresses, and those of the report's own pages, become links.
        Without this, a column ``x_url`` is where the column ``x`` leads; the one column that ends
        with ``_url`` and has no such partner, if there is one, is where the first column leads.

    Raises
    ------
    KeyError
        When an option names a column that the frame does not have.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"study": ["A", "B"], "g": [-0.5, None]})
    >>> print(show_table(frame, "Effects", headings={"g": "Hedges' g"}))
    Effects
    Study  Hedges' g
    A          −0.50
    B              –
    """
    formats, headings = dict(formats or {}), dict(headings or {})
    links = _usual_links(frame) if links is None else dict(links)
    digits = {} if isinstance(decimals, int) else dict(decimals)
    _known(frame, {*links, *links.values(), *formats, *headings, *digits})
    shown = [name for name in frame.columns if name not in links.values()]
    default = decimals if isinstance(decimals, int) else 2
    forms = {
        name: formats.get(name) or _plain(frame[name], digits.get(name), default) for name in shown
    }
    columns = [_texts(frame[name], forms[name]) for name in shown]
    targets = [
        _addresses(frame[links[name]]) if name in links else [""] * len(frame) for name in shown
    ]
    return ShownTable(
        caption=caption,
        headings=tuple(headings.get(name, _heading(str(name))) for name in shown),
        rows=tuple(zip(*columns, strict=True)),
        numeric=tuple(_all_numbers(frame[name]) for name in shown),
        addresses=tuple(zip(*targets, strict=True)),
    )


def _usual_links(frame: pd.DataFrame) -> dict[str, str]:
    names = [str(name) for name in frame.columns]
    addresses = [name for name in names[1:] if name.endswith("_url")]
    partners = {name.removesuffix("_url"): name for name in addresses}
    links = {name: to for name, to in partners.items() if name in names}
    alone = [to for name, to in partners.items() if name not in names]
    return links | {names[0]: alone[0]} if len(alone) == 1 else links


def _heading(name: str) -> str:
    words = name.replace("_", " ")
    first = words.partition(" ")[0]
    return words[0].upper() + words[1:] if first.isalpha() and len(first) > 2 else words


def _known(frame: pd.DataFrame, named: set[str]) -> None:
    unknown = sorted(named - set(frame.columns))
    if unknown:
        have = ", ".join(map(str, frame.columns))
        raise KeyError(f"no column {', '.join(map(repr, unknown))} in the table; it has {have}")


def _texts(column: pd.Series, form: Callable[[Any], str]) -> list[str]:
    cells = zip(column, column.isna(), strict=True)
    return [DASH if gone else form(cell) for cell, gone in cells]


def _plain(column: pd.Series, digits: int | None, default: int) -> Callable[[Any], str]:
    """How cells without a format of their own are written; whole numbers without a point."""
    if digits is None:
        digits = 0 if _all_whole(column) else default
    return partial(_text, digits=digits)


def _text(cell: Any, *, digits: int) -> str:
    if _is_truth(cell):
        return "yes" if cell else "no"
    if isinstance(cell, Integral):
        return minus(str(cell))
    return number(float(cell), digits) if isinstance(cell, Real) else str(cell)


def _is_truth(cell: Any) -> bool:
    return type(cell).__name__ in {"bool", "bool_"}  # Python's and numpy's


def _all_numbers(column: pd.Series) -> bool:
    cells = column.dropna()
    return len(cells) > 0 and all(isinstance(c, Real) and not _is_truth(c) for c in cells)


def _all_whole(column: pd.Series) -> bool:
    return _all_numbers(column) and all(float(cell).is_integer() for cell in column.dropna())


def _addresses(column: pd.Series) -> list[str]:
    cells = column.where(column.notna(), "").astype(str)
    return [cell if cell.startswith(WEB) or within(cell) else "" for cell in cells]


def _linked(text: str, address: str) -> str:
    if not address:
        return escape(text)
    kind = "external" if address.startswith(WEB) else "internal"
    return f'<a class="{kind}" href="{escape(address, quote=True)}">{escape(text)}</a>'


def _html_row(texts: tuple[str, ...], to: tuple[str, ...], kinds: tuple[str, ...]) -> str:
    first, *rest = map(_linked, texts, to)
    cells = "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(rest, kinds[1:], strict=True))
    head = f'<th scope="row"{kinds[0]}>{first}</th>' if first else f"<td{kinds[0]}></td>"
    return f"<tr>{head}{cells}</tr>"


def _pad(cells: list[str], *, right: bool) -> list[str]:
    width = max(map(len, cells))
    return [cell.rjust(width) if right else cell.ljust(width) for cell in cells]
