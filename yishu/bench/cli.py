"""`yishu bench`: the benchmarks, each beside its baseline of the same run."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

LOADERS = click.Choice(["wrk", "own"])


def _names(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:  # noqa: ARG001
    return tuple(filter(None, (each.strip() for each in (value or "").split(","))))


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="Few records, few short rounds: shows that it runs, not how fast.")
@click.option("--only", callback=_names, help="Only the figures whose name starts so; several with commas.")
@click.option(
    "--gateways",
    type=click.IntRange(1, 16),
    default=2,
    show_default=True,
    help="As many gateway processes in the figures of several (…-two); 1 leaves them out.",
)
@click.option("--loader", type=LOADERS, help="Who makes the calls; else wrk where it is installed, or own.")
@click.pass_context
def bench(
    context: click.Context, as_json: bool, quick: bool, only: tuple[str, ...], gateways: int, loader: str | None
) -> None:
    """The benchmarks, each beside its baseline of the same run."""
    if context.invoked_subcommand:
        return
    from yishu.bench import report

    figures = report.run(quick=quick, only=only, gateways=gateways, loader=loader)
    _tell(figures, report.table, as_json=as_json, quick=quick)


@bench.command("calls")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="Each in its quick form: shows that it runs, not how fast.")
@click.option("--runs", type=click.IntRange(1, 20), help="How often everything is measured; else 3, or 1 with --quick.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Also draw it, as an SVG.")
@click.option("--save", type=click.Path(path_type=Path, dir_okay=False), help="Also keep the report there, as JSON.")
@click.option(
    "--only",
    callback=_names,
    help="Only these, with commas: verify, lists, peers, call-growth, proxied; or figures of verify, by how their names start.",
)
@click.option("--loader", type=LOADERS, help="Who makes the calls of verify; else wrk where it is installed, or own.")
def bench_calls(
    as_json: bool,
    quick: bool,
    runs: int | None,
    plot: Path | None,
    save: Path | None,
    only: tuple[str, ...],
    loader: str | None,
) -> None:
    """The gateway's speed, all of it, several times, each in processes of its own; exit code 1 where a goal was missed once.

    What cannot be measured here is named, with why. Three runs take two to three hours, and 15 GB of disk.
    """
    from yishu.bench import calls

    try:
        parts = calls.parts(only)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--only") from None
    for path in filter(None, (plot, save)):
        path.parent.mkdir(parents=True, exist_ok=True)
    say = partial(click.echo, err=True)
    report = calls.run(parts, runs=runs or (1 if quick else 3), quick=quick, loader=loader, say=say)
    if plot:
        calls.draw(report, plot)
    if save:
        save.write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    _tell(report, calls.table, as_json=as_json, quick=quick)


@bench.command("catalogue")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="5 000 entries, one round: shows that it runs, not how fast.")
@click.option("--entries", type=click.IntRange(1000, 3_000_000), default=1_000_000, show_default=True)
def bench_catalogue(as_json: bool, quick: bool, entries: int) -> None:
    """Search and entry pages of a large catalogue, beside a literal scan, trigrams and the statement alone."""
    from yishu.bench.catalogue import measure

    figures = measure.run(entries=5000, rounds=1, trigrams=False) if quick else measure.run(entries=entries)
    _tell(figures, measure.table, as_json=as_json, quick=quick)


@bench.command("bulk")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="30 000 rows, two rounds: shows that it runs, not how fast.")
@click.option("--rows", type=click.IntRange(1000, 20_000_000), default=500_000, show_default=True)
def bench_bulk(as_json: bool, quick: bool, rows: int) -> None:
    """Copies over HTTP in every format, beside psycopg's COPY; a file of 200 MiB, beside nginx where it is installed."""
    from yishu.bench import bulk, pages

    figures = bulk.run(rows=30_000, rounds=2, file_bytes=32 * 1024**2) if quick else bulk.run(rows=rows)
    _tell(figures, pages.table, as_json=as_json, quick=quick)


@bench.command("lists")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="20 000 records, two rounds: shows that it runs, not how fast.")
@click.option("--records", type=click.IntRange(10_000, 100_000_000), default=2_000_000, show_default=True)
def bench_lists(as_json: bool, quick: bool, records: int) -> None:
    """Lists of 100 000 subjects as Arrow, beside the same looked up in the table; calls of 1 000 in JSON."""
    from yishu.bench import lists, pages

    figures = lists.run(records=20_000, subjects=2000, rounds=2) if quick else lists.run(records=records)
    _tell(figures, pages.table, as_json=as_json, quick=quick)


@bench.command("log")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="20 000 records: shows that it runs, not how fast.")
@click.option("--records", type=click.IntRange(10_000, 100_000_000), default=1_000_000, show_default=True)
def bench_log(as_json: bool, quick: bool, records: int) -> None:
    """The evidence log: appending, proofs, an outsider's examination, and bytes a record."""
    from yishu.bench import log, pages

    figures = log.run(records=20_000 if quick else records)
    _tell(figures, pages.table, as_json=as_json, quick=quick)


@bench.command("evidence")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="40 000 records, few searches: shows that it runs, not how fast.")
@click.option("--records", type=click.IntRange(40_000, 100_000_000), default=10_000_000, show_default=True)
def bench_evidence(as_json: bool, quick: bool, records: int) -> None:
    """The inspectors' searches, cases and statistics, by every combination of conditions, over HTTP. Ten million records take some 30 GB."""
    from yishu.bench import evidence

    report = evidence.run(records=40_000, searches=40, others=10) if quick else evidence.run(records=records)
    _tell(report, evidence.table, as_json=as_json, quick=quick)


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
    _tell(figures, pages.table, as_json=as_json, quick=quick)


@bench.command("inbox")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="2 000 applications, few looks: shows that it runs, not how fast.")
def bench_inbox(as_json: bool, quick: bool) -> None:
    """A provider's inbox at 100 000 applications, beside the statement alone."""
    from yishu.bench import inbox, pages

    figures = inbox.run(applications=2000, rounds=20) if quick else inbox.run()
    _tell(figures, pages.table, as_json=as_json, quick=quick)


@bench.command("peers")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="20 000 records, two rounds: shows that it runs, not how fast.")
@click.option("--records", type=click.IntRange(10_000, 50_000_000), default=2_000_000, show_default=True)
@click.option(
    "--peers",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where they are installed; else as `make .venv/peers` does it.",
)
@click.option("--loader", type=LOADERS, help="Who makes the calls; else wrk where it is installed, or own.")
def bench_peers(as_json: bool, quick: bool, records: int, folder: Path | None, loader: str | None) -> None:
    """The governed call beside PostGraphile and Datasette, which hand out the same row ungoverned; exit code 2 where neither is installed."""
    from yishu.bench import report
    from yishu.bench.peers import installed
    from yishu.bench.peers import report as peers

    try:
        figures = peers.run(folder or installed.usual_folder(), records=records, quick=quick, loader=loader)
    except RuntimeError as error:
        raise click.ClickException(str(error)) from None
    for line in peers.remedies(figures):
        click.echo(line, err=True)
    if not figures["figures"]:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=1) if as_json else "")
        sys.exit(2)
    _tell(figures, report.table, as_json=as_json, quick=quick)


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
    _tell(figures, pages.table, as_json=as_json, quick=quick)


@bench.command("proxied")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="One short round: shows that it runs, not how fast.")
def bench_proxied(as_json: bool, quick: bool) -> None:
    """What the platform adds to a provider's own interface, with evidence, beside that interface alone."""
    from yishu.bench import pages, proxied

    figures = proxied.run(rounds=1, seconds=0.3) if quick else proxied.run()
    _tell(figures, pages.table, as_json=as_json, quick=quick)


@bench.command("publishing")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--quick", is_flag=True, help="20 000 records: shows that it runs, not how fast.")
@click.option("--records", type=click.IntRange(10_000, 50_000_000), default=5_000_000, show_default=True)
def bench_publishing(as_json: bool, quick: bool, records: int) -> None:
    """Batches over HTTP, beside PostgreSQL's own COPY and DuckDB's own comparison."""
    from yishu.bench import pages, publishing

    figures = publishing.run(records=20_000, changes=200) if quick else publishing.run(records=records)
    _tell(figures, pages.table, as_json=as_json, quick=quick)


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
    _tell(figures, pages.table, as_json=as_json, quick=quick)


def _tell(report: dict[str, Any], table: Callable[[dict[str, Any]], str], *, as_json: bool, quick: bool) -> None:
    """Print it; exit code 1 where a goal is missed."""
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else table(report))
    held = all(each["holds"] in (True, None) for each in report["figures"])
    sys.exit(0 if quick or held else 1)


COMMANDS: tuple[click.Command, ...] = (bench,)
