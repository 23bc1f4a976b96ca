"""Alembic behind one door: a database in, its schema at a revision out; imported only when a migration really runs."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy.engine import Connection

from storage.engine import Database
from storage.errors import SchemaError

LOCK = 7_309_211_021


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to the revision, rows kept, in one transaction; others wait, and find it done."""

    def migrate(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        configuration = _configuration()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)

    try:
        database.write(migrate)
    except CommandError as error:
        raise SchemaError(f"the database {database.name} cannot be upgraded: {error}") from error


def revisions() -> tuple[str, ...]:
    """Every released revision, oldest first."""
    walked = ScriptDirectory.from_config(_configuration()).walk_revisions()
    return tuple(reversed([script.revision for script in walked]))


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    configuration.set_main_option("path_separator", "os")
    return configuration
