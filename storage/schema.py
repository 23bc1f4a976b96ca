"""A database in, a verdict on its schema out; migrates only what is empty, and only when told to.

The version stands in a table of our own, so that sharing a PostgreSQL database with Prefect harms neither.
"""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.engine import Database
from storage.errors import SchemaError
from storage.tables import Base

HEAD = "0006"
VERSION_TABLE = "schema_version"


def require_head(database: Database, *, create: bool) -> None:
    """Return when the schema is the one this program speaks; an empty database is brought there if `create`.

    Raises SchemaError for an older, newer or foreign schema.
    """
    with database.read() as connection:
        version = stored_version(connection)
        strangers = _our_tables(connection) if version is None else set()
    if version == HEAD:
        return
    if strangers:
        found = ", ".join(sorted(strangers)[:3])
        raise SchemaError(f"the database {database.name} holds tables of something else ({found}); name another")
    if version is None and create:
        upgrade(database)
        return
    raise SchemaError(_mismatch(database.name, version))


def stored_version(connection: Connection) -> str | None:
    """The revision the database is at, None for one without our tables."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(sa.text(f"select version_num from {VERSION_TABLE}")).scalar()  # noqa: S608  (a constant)


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to the revision, rows kept. Raises SchemaError where no path leads there."""
    from storage import migrate  # noqa: PLC0415  (Alembic takes longer to import than a poll needs to start)

    migrate.upgrade(database, revision)


def _our_tables(connection: Connection) -> set[str]:
    return set(sa.inspect(connection).get_table_names()) & set(Base.metadata.tables)


def _mismatch(name: str, version: str | None) -> str:
    if version is None:
        return f"the database {name} is empty; run: defectorwatch db upgrade"
    if version > HEAD:
        return f"the database {name} is at schema {version}, newer than {HEAD} here; install a newer defectorwatch"
    return f"the database {name} is at schema {version}, this program speaks {HEAD}; run: defectorwatch db upgrade"
