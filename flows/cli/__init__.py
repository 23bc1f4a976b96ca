"""The command line: words in, one call into a flow or a parser, a table or JSON lines out; decides nothing itself.

Commands are named by import path, so `extract` and `clean` start without Prefect or a database.
"""

import sys
from collections.abc import Sequence

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
reference_app = cyclopts.App(name="reference", help="Official series, the measure of what is reported.")
corrections_app = cyclopts.App(name="corrections", help="People's rulings on statements.")

COMMANDS = (
    (app, "poll", "running:poll", "Poll the feeds once and read what is new."),
    (app, "backfill", "running:backfill", "Fill a window of days from archives of feeds or a folder of saved pages."),
    (app, "reextract", "running:reextract", "Read every kept page again by today's rules."),
    (app, "serve", "running:serve", "Run server, dashboard and scheduled deployments until Ctrl-C."),
    (app, "report", "running:report", "Write the report page."),
    (app, "extract", "reading:extract", "Read the statistics that a page or a text states."),
    (app, "clean", "reading:clean", "Take the junk off a page or a flattened text."),
    (
        app,
        "figures",
        "ledger:figures_app",
        "Show the figures that are known; `figures show KEY` tells all about one.",
    ),
    (app, "series", "ledger:series", "Show one series: for each period the figure held best, why, and its rivals."),
    (app, "verify", "ledger:verify", "Prove that every quote stands at its offsets in what was kept."),
    (app, "export", "ledger:export", "Write statements and figures as CSV, JSON Lines and Parquet, and an Atom feed."),
    (app, "doctor", "doctor:doctor", "Look at everything that a run needs, and say what to mend."),
    (reference_app, "load", "ledger:load_reference", "Load official series; what is known already adds nothing."),
    (corrections_app, "apply", "ledger:apply_corrections", "Apply people's rulings; say which match nothing any more."),
    (feeds_app, "list", "feeds:list_feeds", "Show every feed with its condition, its next poll and why."),
    (feeds_app, "calendar", "feeds:calendar", "Show which feed was covered on which day."),
    (feeds_app, "check", "feeds:check_feeds", "Poll without storing anything, and say what is seen."),
    (feeds_app, "add", "feeds:add_feed", "Find the feed behind an address, try it, and add it to feeds.toml."),
    (feeds_app, "set-aside", "feeds:list_set_aside", "Show the pages that were given up, and why."),
    (feeds_app, "retry", "feeds:retry", "Let pages set aside and feeds that fail be tried again by the next poll."),
    (feeds_app, "import-opml", "feeds:import_opml", "Add the feeds of another reader's OPML file to feeds.toml."),
    (feeds_app, "export-opml", "feeds:export_opml", "Write the feeds as OPML, for other readers."),
    (db_app, "upgrade", "database:upgrade", "Bring the database to the schema of this version, rows kept."),
    (db_app, "check", "database:check", "Say what the database holds and what is wrong with it."),
    (db_app, "backup", "database:backup", "Copy everything into a new SQLite file while others go on writing."),
    (db_app, "restore", "database:restore", "Copy a backup into an empty database."),
    (db_app, "prune", "database:prune", "Let go of raw pages by age or size; statements always stay."),
)

for group, name, place, summary in COMMANDS:
    group.command(f"flows.cli.{place}", name=name, help=summary)
for group in (feeds_app, db_app, reference_app, corrections_app):
    app.command(group)


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line, or the words given; a foreseeable fault is one sentence on stderr and exit status 2."""
    try:
        app(sys.argv[1:] if words is None else list(words))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED_EXIT)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away; nothing more can be told
        sys.exit(1)
    except (ParseError, StorageError, OperationError) as error:
        print(f"defectorwatch: {error}", file=sys.stderr)
        sys.exit(USAGE_EXIT)
    except OSError as error:
        if error.filename is None:
            raise
        print(f"defectorwatch: {error.filename}: {(error.strerror or 'unusable').lower()}", file=sys.stderr)
        sys.exit(USAGE_EXIT)
