"""Signatures, fingerprints and copies: near-duplicate texts fall into clusters."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signatures",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_signatures"),
    )
    op.create_table(
        "fingerprints",
        sa.Column("print", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("print", "number", name="pk_fingerprints"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "copies",
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("copy_key", sa.Text(), nullable=False),
        sa.Column("contained", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("text_key", "copy_key", name="pk_copies"),
    )
