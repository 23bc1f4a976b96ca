"""The views leave out what a withdrawn correction had put in."""

from alembic import op

revision = "0004"
down_revision = "0003"
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
    ) and (s.rule not like 'correction:%' or exists (
        select 1 from corrections c where c.key = substr(s.rule, 12) and c.withdrawn_at is null
    ))
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
    op.execute("drop view statements")
    op.execute("drop view figure_list")
    op.execute(STATEMENTS)
    op.execute(FIGURE_LIST)
