"""Reference series, corrections by people, and views for readers of the bare file."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STANDING = """
    from sightings s
    join documents d on d.reading_key = s.reading_key
    join readings r on r.key = s.reading_key
    join figures f on f.key = s.figure_key
    where not exists (
        select 1 from rulings u join corrections c on c.key = u.correction_key
        where u.sighting_key = s.key and c.withdrawn_at is null
    )
"""
CLAIM = """
    f.key as figure, f.measure, f.value, f.low, f.high, f.bound, f.event, f.destination, f.sex, f."group", f.scope,
    f.period_start, f.period_end, f.versus_start, f.versus_end
"""
STATEMENTS = f"""
    create view statements as
    select s.key as sighting, {CLAIM}, s.qualifier, s.attribution, s.sentence, d.url, r.headline, r.publisher,
    r.published, r.language, s.rule, r.extractor_version {STANDING}
"""
FIGURE_LIST = f"""
    create view figure_list as
    select {CLAIM}, count(*) as statements, count(distinct s.document_key) as documents,
    min(r.published) as first_published, f.first_seen_at {STANDING} group by f.key
"""


def upgrade() -> None:
    op.create_table(
        "official",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("slot_key", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("qualifier", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("loaded_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_official"),
    )
    op.create_index("ix_official_slot_key", "official", ["slot_key"])
    op.create_table(
        "corrections",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("surface", sa.Text(), nullable=True),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("applied_at", UtcTime(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_corrections"),
    )
    op.create_table(
        "rulings",
        sa.Column("sighting_key", sa.Text(), nullable=False),
        sa.Column("correction_key", sa.Text(), nullable=False),
        sa.Column("by_sighting", sa.Text(), nullable=True),
        sa.Column("ruled_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("sighting_key", "correction_key", name="pk_rulings"),
    )
    op.execute(STATEMENTS)
    op.execute(FIGURE_LIST)
