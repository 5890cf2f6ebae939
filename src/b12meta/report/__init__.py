"""From notebooks to a site that needs no network.

`build` runs the notebooks, turns them into pages and swaps the finished site in. `show_table` is
what notebooks themselves use from here. Importing this package loads nothing heavy.
"""

from __future__ import annotations

from b12meta.report.build import BuildResult, build
from b12meta.report.errors import ReportError
from b12meta.report.tables import ShownTable, show_table

__all__ = ["BuildResult", "ReportError", "ShownTable", "build", "show_table"]
