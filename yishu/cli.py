"""The command line: `yishu …`."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from yishu import __version__
from yishu.access import cli as access
from yishu.assessment import cli as assessment
from yishu.catalogue.directories import cli as directories
from yishu.core.errors import Problem
from yishu.exchange import cli as exchange
from yishu.front import cli as front
from yishu.operations import audit_cli as audit
from yishu.operations import cli as operations
from yishu.operations import keys_cli as keys
from yishu.operations import tsa_cli as tsa
from yishu.operations.workdays import cli as work_days
from yishu.seals import cli as seals
from yishu.sharing.proof import cli as proof

PORTAL = "yishu.asgi:application"
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Yishu(click.Group):
    """Says of every problem what it is and what to do, instead of where it was found."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            _fail(problem)


@click.group(cls=Yishu, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="yishu")
def main() -> None:
    """一数 Yishu: governed sharing of data between government agencies."""


@main.command()
@click.option(
    "--dir", "folder", type=FOLDER, default=Path(".demo"), show_default=True, help="Where the demo keeps everything."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--tiers", is_flag=True, help="Three linked nodes: province, Hangzhou, Xihu, on ports P, P+1, P+2.")
def demo(folder: Path, port: int, host: str, tiers: bool) -> None:
    """A node filled with real divisions, agencies, entries and data, in the foreground until Ctrl-C."""
    if tiers:
        from yishu.demo import tiers as three

        three.run(folder.resolve(), host=host, port=port)
        return
    from yishu.demo import run

    run.demo(folder.resolve(), host=host, port=port)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Portal and gateway on one port. Settings: environment (YISHU_…) or the file that YISHU_CONFIG names."""
    _serve(PORTAL, host, port)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
def gateway(host: str, port: int) -> None:
    """The gateway alone; run as many as there are cores."""
    _serve("yishu.asgi:gateway_application", host, port)


@main.command()
def migrate() -> None:
    """Bring the schema up to date, and sow divisions, working days and clocks."""
    from yishu import serving

    with serving.database(_folder()):
        serving.ready_django()
        serving.migrate()
    click.echo("schema up to date")


@main.group()
def admin() -> None:
    """Administration."""


@admin.command("create")
@click.option("--login", required=True)
@click.option("--name", required=True)
@click.option("--agency-code", required=True, help="Unified social credit code of the coordinating agency.")
@click.option("--agency-name", required=True)
@click.option("--division", default="330000", show_default=True, help="GB/T 2260 code.")
@click.password_option(help="At least 10 characters.")
def create_administrator(
    login: str, name: str, agency_code: str, agency_name: str, division: str, password: str
) -> None:
    """The first administrator: a system administrator of the coordinating agency, which is registered if need be."""
    from yishu import serving

    with serving.database(_folder()):
        serving.ready_django()
        serving.migrate()
        from yishu.agencies.bootstrap import create_first_administrator

        create_first_administrator(login, name, password, agency_code, agency_name, division)
    click.echo(f"{login} may log in")


@main.group()
def catalogue() -> None:
    """The catalogue's entries in and out."""


@catalogue.command("import")
@click.argument("file", type=FILE)
@click.option("--agency", help="Code of the agency whose own entries the file holds (XLSX or CSV): kept as drafts.")
def import_catalogue(file: Path, agency: str | None) -> None:
    """Bring in a portal's directory (CSV), or with --agency that agency's entries. The node may run meanwhile.

    Prints what was refused or is not as it should be, by row and field; exit code 1 if any.
    """
    from yishu import serving

    with serving.database_beside(_folder()):
        serving.ready_django()
        serving.migrate()
        from django.utils import timezone

        from yishu.catalogue.spreadsheets import filing

        if agency:
            came = filing.file_entries(agency, file.name, file.read_bytes(), now=timezone.now())
        else:
            came = filing.file_directory(file.name, file.read_bytes(), now=timezone.now())
        for line in came.lines():
            click.echo(line)
        is_clean = came.is_clean
    click.echo(came.counts)
    sys.exit(0 if is_clean else 1)


for _command in directories.COMMANDS:
    catalogue.add_command(_command)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="The table as JSON.")
@click.option("--results", type=click.Path(path_type=Path), default=Path(".results/clauses.json"), show_default=True)
def clauses(as_json: bool, results: Path) -> None:
    """The regulation's clauses with the tests that hold each, from the last `make test`; exit code 1 while one is not held."""
    from yishu.clauses import read_states, table

    states = read_states(results)
    click.echo(json.dumps({"clauses": states}, ensure_ascii=False, indent=1) if as_json else table(states))
    sys.exit(0 if all(state["state"] == "held" for state in states) else 1)


@main.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="Few short rounds: shows that it runs, not how fast.")
@click.option("--only", help="Only the figures whose name starts so.")
@click.pass_context
def bench(context: click.Context, as_json: bool, quick: bool, only: str | None) -> None:
    """The benchmarks, each beside its baseline of the same run."""
    if context.invoked_subcommand:
        return
    from yishu.bench import report

    figures = report.run(quick=quick, only=only)
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else report.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("catalogue")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="5 000 entries, one round: shows that it runs, not how fast.")
@click.option("--entries", type=click.IntRange(1000, 3_000_000), default=1_000_000, show_default=True)
def bench_catalogue(as_json: bool, quick: bool, entries: int) -> None:
    """Search and entry pages of a large catalogue, beside a literal scan, trigrams and the statement alone."""
    from yishu.bench.catalogue import measure

    figures = measure.run(entries=5000, rounds=1, trigrams=False) if quick else measure.run(entries=entries)
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else measure.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("bulk")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="30 000 rows, two rounds: shows that it runs, not how fast.")
@click.option("--rows", type=click.IntRange(1000, 20_000_000), default=500_000, show_default=True)
def bench_bulk(as_json: bool, quick: bool, rows: int) -> None:
    """Copies over HTTP in every format, beside psycopg's COPY; a file of 200 MiB, beside nginx where it is installed."""
    from yishu.bench import bulk, pages

    figures = bulk.run(rows=30_000, rounds=2, file_bytes=32 * 1024**2) if quick else bulk.run(rows=rows)
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else pages.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("lists")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="20 000 records, two rounds: shows that it runs, not how fast.")
@click.option("--records", type=click.IntRange(10_000, 100_000_000), default=2_000_000, show_default=True)
def bench_lists(as_json: bool, quick: bool, records: int) -> None:
    """Lists of 100 000 subjects as Arrow, beside the same looked up in the table; calls of 1 000 in JSON."""
    from yishu.bench import lists, pages

    figures = lists.run(records=20_000, subjects=2000, rounds=2) if quick else lists.run(records=records)
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else pages.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("log")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="20 000 records: shows that it runs, not how fast.")
@click.option("--records", type=click.IntRange(10_000, 100_000_000), default=1_000_000, show_default=True)
def bench_log(as_json: bool, quick: bool, records: int) -> None:
    """The evidence log: appending, proofs, an outsider's examination, and bytes a record."""
    from yishu.bench import log, pages

    figures = log.run(records=20_000 if quick else records)
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else pages.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("evidence")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="40 000 records, few searches: shows that it runs, not how fast.")
@click.option("--records", type=click.IntRange(40_000, 100_000_000), default=10_000_000, show_default=True)
def bench_evidence(as_json: bool, quick: bool, records: int) -> None:
    """The inspectors' searches, cases and statistics, by every combination of conditions, over HTTP. Ten million records take some 30 GB."""
    from yishu.bench import evidence

    report = evidence.run(records=40_000, searches=40, others=10) if quick else evidence.run(records=records)
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else evidence.table(report))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in report["figures"]) else 1)


@bench.command("delta")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="20 000 rows, one round: shows that it runs, not how fast.")
@click.option("--rows", type=click.IntRange(1000, 20_000_000), default=5_000_000, show_default=True)
@click.option(
    "--client",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="A Python that has the stock client (PyPI: delta-sharing).",
)
def bench_delta(as_json: bool, quick: bool, rows: int, client: Path) -> None:
    """All rows through the stock Delta Sharing client, beside the same client with local files. It holds them in memory: 5 million take 6 GB."""
    from yishu.bench import delta, pages

    try:
        figures = delta.run(client, rows=20_000, rounds=1) if quick else delta.run(client, rows=rows)
    except RuntimeError as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else pages.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("inbox")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="2 000 applications, few looks: shows that it runs, not how fast.")
def bench_inbox(as_json: bool, quick: bool) -> None:
    """A provider's inbox at 100 000 applications, beside the statement alone."""
    from yishu.bench import inbox, pages

    figures = inbox.run(applications=2000, rounds=20) if quick else inbox.run()
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else pages.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("publishing")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="20 000 records: shows that it runs, not how fast.")
@click.option("--records", type=click.IntRange(10_000, 50_000_000), default=5_000_000, show_default=True)
def bench_publishing(as_json: bool, quick: bool, records: int) -> None:
    """Batches over HTTP, beside PostgreSQL's own COPY and DuckDB's own comparison."""
    from yishu.bench import pages, publishing

    figures = publishing.run(records=20_000, changes=200) if quick else publishing.run(records=records)
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else pages.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("growth")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="10 000 and 20 000 records: shows that it runs, not how fast.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Also draw it, as an SVG.")
def bench_growth(as_json: bool, quick: bool, plot: Path | None) -> None:
    """Publishing at half a million to 20 million records. Needs some 15 GB of disk, and half an hour on two cores."""
    from yishu.bench import growth, pages

    figures = growth.run((10_000, 20_000)) if quick else growth.run()
    if plot:
        growth.draw(figures, plot)
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else pages.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("call-growth")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="60 000 records, 50 grants, 20 systems: shows that it runs, not how fast.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Also draw it, as an SVG.")
def bench_call_growth(as_json: bool, quick: bool, plot: Path | None) -> None:
    """A call at 60 million records, 10 000 grants, 5 000 systems, beside one at 2 million, one and one. Needs some 15 GB of disk, and half an hour on two cores."""
    from yishu.bench import call_growth, pages

    figures = call_growth.run(call_growth.QUICK, rounds=2, seconds=0.5) if quick else call_growth.run()
    if plot:
        call_growth.draw(figures, plot)
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else pages.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


@bench.command("proxied")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="One short round: shows that it runs, not how fast.")
def bench_proxied(as_json: bool, quick: bool) -> None:
    """What the platform adds to a provider's own interface, with evidence, beside that interface alone."""
    from yishu.bench import pages, proxied

    figures = proxied.run(rounds=1, seconds=0.3) if quick else proxied.run()
    click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else pages.table(figures))
    sys.exit(0 if quick or all(figure["holds"] in (True, None) for figure in figures["figures"]) else 1)


for _slice in (keys, front, exchange, proof, seals, access, assessment, audit, tsa, operations, work_days):
    for _command in _slice.COMMANDS:
        main.add_command(_command)


def _serve(application: str, host: str, port: int) -> None:
    from yishu import serving

    with serving.stopping_gently(), serving.database(_folder()):
        serving.ready_django()
        serving.migrate()
        serving.require_durable()
        if application == PORTAL:
            with serving.worker():
                serving.serve(application, host=host, port=port)
        else:
            serving.serve(application, host=host, port=port)


def _folder() -> Path:
    from yishu.node.configuration import setting

    return Path(setting("dir", ".yishu")).resolve()


def _fail(problem: Problem) -> NoReturn:
    click.echo(problem.detail("zh"), err=True)
    for wrong in problem.errors:
        click.echo(f"{wrong.field}: {wrong.message('zh')}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
