"""Metrics: pure functions, frame -> tidy frame, one file per topic, and the catalogue of all of them."""

from stratreport.metrics.book import Book, Value, as_json_rows
from stratreport.metrics.catalogue import METRICS
from stratreport.metrics.evaluate import evaluate
from stratreport.metrics.metric import Metric

__all__ = ["METRICS", "Book", "Metric", "Value", "as_json_rows", "evaluate"]
