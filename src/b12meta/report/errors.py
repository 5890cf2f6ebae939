"""The one error that the report raises for things a reader of the message can mend."""

from __future__ import annotations


class ReportError(Exception):
    """The report could not be built; the message says where, why and how to mend it."""
