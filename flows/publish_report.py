"""The daily report: what is known in, report.html and an artifact for the dashboard out."""

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.artifacts import figure_markdown, inert
from flows.progress import say
from flows.report import newest_first, write_report
from flows.run import run_name, shown
from flows.settings import load_settings
from flows.told import told
from storage.archive import Archive

REPORT_KEY = "report"
MOST_FIGURES = 60


@flow(name="publish-report", flow_run_name=run_name("publish-report"))
@told
def publish_report() -> str:
    """Writes the report page and shows its newest figures as an artifact; returns the file's path."""
    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    path = write_report(settings)
    with Archive.open(settings.database) as archive:
        figures = sorted(archive.figures(), key=newest_first)
    lines = [
        f"# {len(figures)} figures",
        "",
        f"The whole page: `{inert(shown(path))}` on the machine that ran this.",
        "",
    ]
    lines += [figure_markdown(figure) for figure in figures[:MOST_FIGURES]]
    create_markdown_artifact("\n".join(lines), key=REPORT_KEY, description="newest figures first")
    say(f"report written: {shown(path)}")
    return str(path)
