"""How results on small-study effects print themselves; here they are rounded, nowhere else."""

from __future__ import annotations

from html import escape

from b12meta.stats.printing import number, p_value, span

__all__ = ["Printed", "Rows", "number", "p_value", "span", "studies"]

Rows = list[tuple[str, str]]


def studies(k: int) -> str:
    """Words for a number of studies.

    Examples
    --------
    >>> studies(1), studies(13)
    ('1 study', '13 studies')
    """
    return f"{k} {'study' if k == 1 else 'studies'}"


class Printed:
    """A result that gives a title and lines, and prints as text and as HTML."""

    __slots__ = ()
    warnings: tuple[str, ...]

    def title(self) -> str:
        """First line: the choices."""
        raise NotImplementedError

    def rows(self) -> Rows:
        """Name and value of each line."""
        raise NotImplementedError

    def __str__(self) -> str:
        rows = self.rows()
        width = max(len(name) for name, _ in rows)
        lines = [f"{name:<{width}}  {value}" for name, value in rows]
        return "\n".join([self.title(), *lines, *(f"note: {said}" for said in self.warnings)])

    def _repr_html_(self) -> str:
        body = "".join(
            f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in self.rows()
        )
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.warnings)
        caption = f"<caption>{escape(self.title())}</caption>"
        return f'<table class="b12-pooled">{caption}<tbody>{body}</tbody></table>{said}'
