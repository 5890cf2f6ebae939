"""The tables: hand-curated CSV files, checked cell by cell, then read as typed frames.

This layer is the only reader and writer of ``data/``. `check_tables` finds everything that is
wrong, `load_tables` refuses tables with a problem, `convert` brings concentrations to one unit, and
`rewrite_if_changed` writes what is derived. The rules stand in ``data/raw/datapackage.json``, not
in code.
"""

from b12meta.tables.check import check_tables
from b12meta.tables.load import Tables, load_tables
from b12meta.tables.problems import Problem, TableError
from b12meta.tables.schema import SchemaError
from b12meta.tables.units import UnitError, convert, standard_unit, to_standard
from b12meta.tables.write import csv_text, read_processed, rewrite_if_changed

__all__ = [
    "Problem",
    "SchemaError",
    "TableError",
    "Tables",
    "UnitError",
    "check_tables",
    "convert",
    "csv_text",
    "load_tables",
    "read_processed",
    "rewrite_if_changed",
    "standard_unit",
    "to_standard",
]
