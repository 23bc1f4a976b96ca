"""Alembic revisions of the schema; each, once released, never changes."""
