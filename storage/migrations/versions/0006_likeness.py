"""Entries: what tells one again that comes under another id; those kept before have none and are told by their id."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entries", sa.Column("likeness", sa.BigInteger(), nullable=True))
    op.create_index("ix_entries_likeness", "entries", ["likeness"])
