"""What is known: tables, deduplication, figures, series, checks and exports; the only room that speaks SQL."""

from storage.archive import Archive
from storage.errors import SchemaError, StorageError

__all__ = ["Archive", "SchemaError", "StorageError"]
