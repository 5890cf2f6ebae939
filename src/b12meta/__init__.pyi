from . import evidence as evidence
from . import figures as figures
from .frames import escalc as escalc
from .frames import study_intervals as study_intervals
from .paths import ROOT as ROOT
from .report.tables import show_table as show_table
from .stats.interval import Interval as Interval
from .stats.pooling import pool as pool
from .stats.result import Pooled as Pooled
from .tables import Problem as Problem
from .tables import TableError as TableError
from .tables import Tables as Tables
from .tables import check_tables as check_tables
from .tables import load_tables as load_tables

__version__: str
