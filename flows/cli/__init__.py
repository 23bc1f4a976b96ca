"""The command line: words in, one call into a flow or a parser, a table or JSON lines out; decides nothing itself.

Commands are named by import path, so `extract` and `clean` start without Prefect or a database.
"""

import sys

import cyclopts

from flows.errors import OperationError
from parsers.errors import ParseError
from storage.errors import StorageError

USAGE_EXIT = 2
INTERRUPTED_EXIT = 130

app = cyclopts.App(
    name="defectorwatch",
    help="Follows published figures on North Korean defectors: feeds in, one quoted and deduplicated series out.",
    version="0.1.0",
)
feeds_app = cyclopts.App(name="feeds", help="The list of feeds and how each one fares.")
db_app = cyclopts.App(name="db", help="The database: its schema and its health.")

app.command("flows.cli.running:poll", name="poll")
app.command("flows.cli.running:backfill", name="backfill")
app.command("flows.cli.running:reextract", name="reextract")
app.command("flows.cli.running:serve", name="serve")
app.command("flows.cli.running:report", name="report")
app.command("flows.cli.reading:extract", name="extract")
app.command("flows.cli.reading:clean", name="clean")
app.command(feeds_app)
app.command(db_app)


def main() -> None:
    """Run the command line; a foreseeable fault ends in one sentence on stderr and exit status 2."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED_EXIT)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; nothing more can be told
        sys.exit(1)
    except (ParseError, StorageError, OperationError) as error:
        print(f"defectorwatch: {error}", file=sys.stderr)
        sys.exit(USAGE_EXIT)
