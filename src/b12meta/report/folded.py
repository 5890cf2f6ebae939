"""The folded code of a cell below what it shows: readers come for results.

A small Sphinx extension that works on the document after MyST-NB has folded the code.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class CodeBelow(SphinxPostTransform):
    """Puts the folded input of each notebook cell after its output."""

    default_priority = 200  # after MyST-NB's own folding (199)
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Move the first child of each folded cell to its end."""
        for cell in self.document.findall(nodes.container):
            if cell.get("nb_element") == "cell_code" and cell.get("hide_mode") == "input":
                cell.children = cell.children[1:] + cell.children[:1]


def setup(app: Any) -> dict[str, bool]:
    """Register the transformation."""
    app.add_post_transform(CodeBelow)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
