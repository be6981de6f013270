"""A comparison to take home: HTML, CSV, JSON, and the annotated text."""

from review.report import annotated, csv, html, json
from review.report.model import ComparisonSheet, Total

__all__ = ["ComparisonSheet", "Total", "annotated", "csv", "html", "json"]
