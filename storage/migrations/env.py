"""Runs revisions on the connection that storage.schema hands over, inside its transaction."""

from alembic import context

from storage.schema import VERSION_TABLE
from storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
