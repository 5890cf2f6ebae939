"""What a reader may take along: tables as CSV, figures as SVG and PNG, the data with a script in R.

All of it is made when the report is built and lies beside the pages as files, so that an ordinary
link leads to it, from a server as from a disk; no script is needed.
"""

from __future__ import annotations

from b12meta.report.downloads.bundle import BUNDLE, bundle, set_beside, write_bundle
from b12meta.report.downloads.offers import FOLDER, offer, write_offers

__all__ = ["BUNDLE", "FOLDER", "bundle", "offer", "set_beside", "write_bundle", "write_offers"]
